//! Errors of the config file: path, line and expected type, never a value.

use std::fmt::{self, Display};

use serde::de::{self, Expected, Unexpected};

use super::Lines;

/// What is wrong, and where.
#[derive(Debug)]
pub(in crate::config) struct Error {
    message: String,
    path: String,
    line: Option<usize>,
    /// Whether the last key of the path may be a misplaced secret.
    hides_key: bool,
}

impl Error {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), path: String::new(), line: None, hides_key: false }
    }

    /// Adds the line, unless one is known.
    pub(super) fn on_line(mut self, line: Option<usize>) -> Self {
        self.line = self.line.or(line);
        self
    }

    /// Adds the key that it is about, within the section where it happened.
    pub(super) fn below(mut self, key: &str) -> Self {
        key.clone_into(&mut self.path);
        self
    }

    /// Adds where it happened, as `serde_path_to_error` says it.
    pub(super) fn within(mut self, section: &str, lines: &Lines) -> Self {
        let segments = [section, &self.path].into_iter().filter(|segment| !segment.is_empty() && *segment != ".");
        let path = segments.collect::<Vec<_>>().join(".");
        let line = lines.line(&path);
        let shown = if self.hides_key { path.rsplit_once('.').map_or("", |(section, _)| section) } else { &path };
        self.path = String::from(shown);
        self.on_line(line)
    }

    /// For a key that `known` does not have. `{password:secret}` makes a key without a value of a password, so a key is
    /// shown only if it looks like one.
    pub(super) fn unknown_key(key: &str, has_value: bool, known: &[&str]) -> Self {
        let close = known.iter().find(|known| strsim::damerau_levenshtein(known, key) <= 2);
        let is_word = key.len() <= 40 && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let hidden = "a key here is unknown (not shown, it may be a secret; a colon needs a space)";
        match close {
            Some(known) => Self::new(format!("unknown field `{key}`, did you mean `{known}`?")),
            None if is_word && has_value => {
                Self::new(format!("unknown field `{key}`, expected one of {}", listed(known)))
            }
            None => Self { hides_key: true, ..Self::new(format!("{hidden}, expected one of {}", listed(known))) },
        }
    }
}

impl Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)?;
        self.line.map_or(Ok(()), |line| write!(f, ", line {line}"))
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    /// For our own messages, which quote no value.
    fn custom<T: Display>(message: T) -> Self {
        Self::new(message.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let found = match found {
            Unexpected::Bool(_) => "true or false",
            Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) => "a number",
            Unexpected::Str(_) | Unexpected::Char(_) | Unexpected::Bytes(_) => "a text",
            Unexpected::Unit | Unexpected::Option => "nothing",
            Unexpected::Seq => "a list",
            Unexpected::Map => "a section with keys of its own",
            _ => "something else",
        };
        let expected = in_words(expected);
        let is_unquoted = expected == "a text" && matches!(found, "true or false" | "a number");
        let hint = if is_unquoted { "; put it in quotes" } else { "" };
        Self::new(format!("expected {expected}, found {found}{hint}"))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("expected {}", in_words(expected)))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new(format!("expected one of {}", listed(expected)))
    }

    fn unknown_field(key: &str, expected: &'static [&'static str]) -> Self {
        Self::unknown_key(key, true, expected)
    }

    fn missing_field(key: &'static str) -> Self {
        Self::new(format!("missing field `{key}`"))
    }

    fn duplicate_field(key: &'static str) -> Self {
        Self::new(format!("`{key}` is there twice"))
    }
}

/// The names of Rust's types in words.
fn in_words(expected: &dyn Expected) -> String {
    let name = expected.to_string();
    match name.as_str() {
        "u8" => "a whole number from 0 to 255".to_owned(),
        "u16" => "a whole number from 0 to 65535".to_owned(),
        "u32" => "a whole number from 0 to 4294967295".to_owned(),
        "u64" | "usize" | "i64" | "isize" => "a whole number".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "a section with keys of its own".to_owned(),
        _ if name.starts_with("struct ") => "a section with keys of its own".to_owned(),
        _ if name.starts_with("a nonzero ") => "a whole number, at least 1".to_owned(),
        _ if name.ends_with(" string") => "a text".to_owned(),
        _ => name,
    }
}

/// `a`, `b` and so on, as they are written in the file.
pub(super) fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
