//! One finding, with its cause and remedy.

use std::fmt;

use super::{codes::Code, part::Part};

/// Something that is wrong, and how to fix it. Contains no secrets and no personal data of applicants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The part that is affected.
    pub part: Part,
    /// The kind of problem.
    pub code: Code,
    /// What happened, in one sentence.
    pub cause: String,
    /// How to fix it.
    pub remedy: String,
}

impl Finding {
    /// A finding with the usual remedy for its code.
    #[must_use]
    pub fn new(part: Part, code: Code, cause: impl Into<String>) -> Self {
        Self { part, code, cause: cause.into(), remedy: code.remedy().replace("{key}", part.keys()) }
    }

    /// The same finding with a more precise remedy.
    #[must_use]
    pub fn with_remedy(self, remedy: impl Into<String>) -> Self {
        Self { remedy: remedy.into(), ..self }
    }

    /// The section of the manual about this finding.
    #[must_use]
    pub fn manual(&self) -> String {
        self.code.manual()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.cause)
    }
}

impl std::error::Error for Finding {}
