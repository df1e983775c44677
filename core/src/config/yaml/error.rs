//! Errors of the config file: path, line and expected type, never a value.

use std::fmt::{self, Display};

use serde::de::{self, Expected, Unexpected};

/// What is wrong, and where.
#[derive(Debug)]
pub(in crate::config) struct Error {
    message: String,
    /// From the innermost key outwards.
    path: Vec<String>,
    line: Option<usize>,
    /// A key that nobody knows; whether it can be shown depends on its value.
    pub(super) is_unknown_key: bool,
}

impl Error {
    pub(in crate::config) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), path: vec![], line: None, is_unknown_key: false }
    }

    /// Adds where it happened; the first line that is known is the closest.
    pub(super) fn within(mut self, key: Option<String>, line: usize) -> Self {
        self.path.extend(key);
        self.line.get_or_insert(line);
        self
    }

    /// Replaces the message of an unknown key that may be a misplaced secret.
    pub(super) fn hiding_the_key(mut self, known: &str) -> Self {
        self.message = format!("a key here is unknown (not shown, it may be a secret; a colon needs a space), {known}");
        self
    }
}

impl Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut path = String::new();
        for segment in self.path.iter().rev() {
            if !path.is_empty() && !segment.starts_with('[') {
                path.push('.');
            }
            path.push_str(segment);
        }
        if !path.is_empty() {
            write!(f, "{path}: ")?;
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
        Self::new(format!("expected {expected}, found {found}"))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        match expected.to_string() {
            number if number.starts_with("a nonzero") => Self::new("expected a whole number, at least 1"),
            expected => Self::new(format!("expected {expected}")),
        }
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new(format!("expected one of {}", listed(expected)))
    }

    fn unknown_field(key: &str, expected: &'static [&'static str]) -> Self {
        let close = expected.iter().find(|known| strsim::damerau_levenshtein(known, key) <= 2);
        let hint = close.map_or_else(
            || format!("expected one of {}", listed(expected)),
            |known| format!("did you mean `{known}`?"),
        );
        Self { is_unknown_key: true, ..Self::new(format!("unknown field `{key}`, {hint}")) }
    }

    fn missing_field(key: &'static str) -> Self {
        Self::new(format!("missing field `{key}`"))
    }

    fn duplicate_field(key: &'static str) -> Self {
        Self::new(format!("`{key}` is there twice"))
    }
}

/// `a`, `b` and so on, as they are written in the file.
pub(super) fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
