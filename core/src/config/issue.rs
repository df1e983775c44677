//! A problem in the config, with the path of its key.

use std::fmt::Display;

/// A message for the operator, which quotes no value, and the key that it is about.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Issue {
    pub path: String,
    pub message: String,
}

impl Issue {
    pub(super) fn at(path: impl Into<String>, message: impl Display) -> Self {
        Self { path: path.into(), message: message.to_string() }
    }
}
