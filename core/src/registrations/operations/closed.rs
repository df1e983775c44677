//! Why accounts cannot be created at present.

use crate::{
    finding::{Code, Finding, Part},
    synapse::{Synapse, SynapseError},
};

/// Why no account can be created until an operator changes something.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Closed {
    /// `synapse.domain` is not Synapse's server name, so every user ID would be wrong.
    #[error("user IDs of this Synapse end in :{server}, but `synapse.domain` is {domain}")]
    WrongDomain {
        /// The configured domain.
        domain: String,
        /// Synapse's server name.
        server: String,
    },
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
    /// Whether `domain` is the server name of this Synapse; people often write a host name.
    pub async fn by_domain(synapse: &Synapse, domain: &str) -> Result<Option<Self>, SynapseError> {
        let server = synapse.other_domain().await?;
        Ok(server.map(|server| Self::WrongDomain { domain: domain.to_owned(), server }))
    }

    /// What is wrong, and how to fix it.
    #[must_use]
    pub fn finding(&self) -> Finding {
        let (part, code) = match self {
            Self::WrongDomain { server, .. } => {
                let remedy = format!("Write `domain: {server}` below `synapse`.");
                return Finding::new(Part::Domain, Code::WrongDomain, self.to_string()).with_remedy(remedy);
            }
            Self::BadToken => (Part::Token, Code::TokenInvalid),
            Self::NoAdmin => (Part::Token, Code::TokenNotAdmin),
            Self::Delegated => (Part::Logins, Code::SynapseDelegated),
            Self::NoPasswords => (Part::Logins, Code::NoPasswordLogin),
        };
        Finding::new(part, code, self.to_string())
    }
}

/// The result of the last check.
#[derive(Clone, Debug, Default)]
pub(crate) struct Availability {
    pub closed: Option<Closed>,
    /// A proxy before Synapse decodes `%2F` in paths, so usernames with a slash cannot be reached.
    pub loses_slashes: bool,
}
