//! What a plain scalar means in YAML 1.1, by the expressions of `PyYAML`'s resolver.

/// What a scalar means. Whatever is none of these is a text, a date too.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Scalar {
    Null,
    Bool(bool),
    Int(Int),
    Float(f64),
    Text,
}

/// A whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Int {
    pub value: i128,
    pub form: IntForm,
}

/// How a whole number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IntForm {
    /// `587`: the number reads as the text does.
    Plain,
    /// `0123`, `0x7f`, `1_000`: the text is lost.
    Other,
    /// `10:30` is 630 in YAML 1.1; people mean the text.
    Sexagesimal,
}

impl Scalar {
    /// What the plain scalar `text` means.
    pub(super) fn plain(text: &str) -> Self {
        match text {
            "" | "~" | "null" | "Null" | "NULL" => Self::Null,
            "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Self::Bool(true),
            "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Self::Bool(false),
            _ => int(text).map(Self::Int).or_else(|| float(text).map(Self::Float)).unwrap_or(Self::Text),
        }
    }

    /// What `text` means under one of YAML's own tags, such as `int` of `!!int`; `None` is another tag or nonsense.
    pub(super) fn tagged(tag: &str, text: &str) -> Option<Self> {
        let plain = Self::plain(text);
        match (tag, plain) {
            ("str", _) | ("timestamp", Self::Text) => Some(Self::Text),
            ("null", Self::Null) | ("bool", Self::Bool(_)) | ("int", Self::Int(_)) | ("float", Self::Float(_)) => {
                Some(plain)
            }
            ("float", Self::Int(_)) => text.replace('_', "").parse().ok().map(Self::Float),
            _ => None,
        }
    }
}

fn int(text: &str) -> Option<Int> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let parse = |digits: &str, radix| i128::from_str_radix(&digits.replace('_', ""), radix).ok();
    let all = |digits: &str, allowed: fn(&u8) -> bool| {
        !digits.is_empty() && digits.bytes().all(|byte| byte == b'_' || allowed(&byte))
    };
    let (value, form) = if digits == "0" {
        (0, IntForm::Plain)
    } else if let Some(bits) = digits.strip_prefix("0b").filter(|bits| all(bits, |byte| matches!(byte, b'0' | b'1'))) {
        (parse(bits, 2)?, IntForm::Other)
    } else if let Some(hex) = digits.strip_prefix("0x").filter(|hex| all(hex, u8::is_ascii_hexdigit)) {
        (parse(hex, 16)?, IntForm::Other)
    } else if let Some(octal) = digits.strip_prefix('0').filter(|octal| all(octal, |byte| (b'0'..=b'7').contains(byte)))
    {
        (parse(octal, 8)?, IntForm::Other)
    } else if !digits.starts_with(|first: char| ('1'..='9').contains(&first)) {
        return None;
    } else if all(digits, u8::is_ascii_digit) {
        let is_plain = !text.starts_with('+') && !digits.contains('_');
        (parse(digits, 10)?, if is_plain { IntForm::Plain } else { IntForm::Other })
    } else {
        (sexagesimal(digits)?, IntForm::Sexagesimal)
    };
    Some(Int { value: if negative { -value } else { value }, form })
}

/// `1:30` and `1:30:00`, the first number of any size.
fn sexagesimal(digits: &str) -> Option<i128> {
    let (first, rest) = digits.split_once(':')?;
    let mut value: i128 = first.replace('_', "").parse().ok()?;
    for part in rest.split(':') {
        let is_part = matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit());
        let part = part.parse::<i128>().ok().filter(|part| is_part && *part < 60)?;
        value = value.checked_mul(60)?.checked_add(part)?;
    }
    Some(value)
}

fn float(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    match unsigned {
        ".inf" | ".Inf" | ".INF" => return Some(if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY }),
        ".nan" | ".NaN" | ".NAN" if unsigned == text => return Some(f64::NAN),
        _ => {}
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.')?;
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    let begins = |text: &str| text.starts_with(|first: char| first.is_ascii_digit());
    let is_mantissa = is_digits(whole)
        && is_digits(fraction)
        && if whole.is_empty() { begins(fraction) && unsigned == text } else { begins(whole) };
    // PyYAML wants a sign in the exponent.
    let is_exponent = exponent.is_none_or(|exponent| {
        exponent
            .strip_prefix(['-', '+'])
            .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
    });
    if is_mantissa && is_exponent { text.replace('_', "").parse().ok() } else { None }
}

/// A whole number in a text, as Python's `int()` reads it.
pub(super) fn python_int(text: &str) -> Option<i128> {
    let text = text.trim();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_number = !digits.starts_with('_')
        && !digits.ends_with('_')
        && !digits.contains("__")
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    if is_number { text.replace('_', "").parse().ok() } else { None }
}
