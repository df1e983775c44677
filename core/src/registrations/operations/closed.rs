//! Why accounts cannot be created at present.

use crate::finding::{Code, Finding, Part};

/// Why no account can be created until an operator changes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Closed {
    /// 401: Synapse does not accept `synapse.admin_token`.
    #[error("Synapse does not accept `synapse.admin_token`")]
    BadToken,
    /// 403: its user is no server admin.
    #[error("the user of `synapse.admin_token` is not a server admin")]
    NoAdmin,
    /// Synapse delegates authentication and creates no accounts itself.
    #[error("Synapse delegates authentication to another service (MAS), so accounts cannot be created through it")]
    Delegated,
    /// Synapse has no password login.
    #[error("Synapse has no password login, so nobody could use a new account")]
    NoPasswords,
}

impl Closed {
    /// What is wrong, and how to fix it.
    #[must_use]
    pub fn finding(self) -> Finding {
        let (part, code) = match self {
            Self::BadToken => (Part::Token, Code::TokenInvalid),
            Self::NoAdmin => (Part::Token, Code::TokenNotAdmin),
            Self::Delegated => (Part::Logins, Code::SynapseDelegated),
            Self::NoPasswords => (Part::Logins, Code::NoPasswordLogin),
        };
        Finding::new(part, code, self.to_string())
    }
}

/// The result of the last check.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Availability {
    pub closed: Option<Closed>,
    /// A proxy before Synapse decodes `%2F` in paths, so usernames with a slash cannot be reached.
    pub loses_slashes: bool,
}
