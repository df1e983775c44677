//! The type of a plain scalar in YAML 1.1, by the expressions of `PyYAML`'s `resolver.py`.

use std::sync::LazyLock;

use regex::Regex;
use serde_yaml::{
    Number, Value,
    value::{Tag, TaggedValue},
};

#[expect(clippy::expect_used, reason = "both expressions are constants")]
static NUMBERS: LazyLock<[Regex; 2]> = LazyLock::new(|| {
    [
        r"^[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]+|0|[1-9][0-9_]*)$",
        r"^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?)$",
    ]
    .map(|expression| Regex::new(expression).expect("a valid expression"))
});

/// What the plain scalar `text` means. Dates and times of day (`10:30`) stay texts.
pub(super) fn resolve(text: &str) -> Value {
    let [int, float] = &*NUMBERS;
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => true.into(),
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => false.into(),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => f64::INFINITY.into(),
        "-.inf" | "-.Inf" | "-.INF" => f64::NEG_INFINITY.into(),
        ".nan" | ".NaN" | ".NAN" => f64::NAN.into(),
        _ if int.is_match(text) => whole(text).unwrap_or_else(|| text.into()),
        _ if float.is_match(text) => text.replace('_', "").parse::<f64>().map_or_else(|_| text.into(), Value::from),
        _ => text.into(),
    }
}

/// A whole number. Where its text would be lost (`0123`, `0x7f`, `1_000`), the value has a tag, so that it is not taken
/// for a text; numbers too large for 64 bits stay texts.
fn whole(text: &str) -> Option<Value> {
    let digits = text.trim_start_matches(['-', '+']);
    let sign = if text.starts_with('-') { "-" } else { "" };
    let (digits, radix) = match digits.as_bytes() {
        [b'0', b'b', ..] => (&digits[2..], 2),
        [b'0', b'x', ..] => (&digits[2..], 16),
        [b'0', _, ..] => (digits, 8),
        _ => (digits, 10),
    };
    let number = i64::from_str_radix(&format!("{sign}{}", digits.replace('_', "")), radix).ok()?;
    let value = Value::Number(Number::from(number));
    let is_as_written = number.to_string() == text;
    Some(if is_as_written { value } else { Value::Tagged(Box::new(TaggedValue { tag: Tag::new("int"), value })) })
}

/// A whole number in a text, as Python's `int()` reads it: with single underscores between digits.
pub(super) fn python_int(text: &str) -> Option<i64> {
    if text.contains("__") { None } else { text.trim().replace('_', "").parse().ok() }
}
