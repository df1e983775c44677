//! Why a mail was not accepted, derived from the mail server's reply.

use lettre::{address::Envelope, transport::smtp};

use super::reply::Reply;
use crate::finding::{Code, ConnectionProblem, Finding, Part};

/// Why a mail was not accepted. Contains the server's reply without the applicant's address.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The server permanently rejected the recipient (5xx): there is no such mailbox.
    #[error("the mail server permanently rejected the address ({reply})")]
    Refused {
        /// Its reply.
        reply: Reply,
    },
    /// The server permanently rejected the sender, relaying, or the content (5xx).
    #[error("the mail server rejected the sender or the content ({reply}; at {step})")]
    Rejected {
        /// Its reply.
        reply: Reply,
        /// The step that it rejected.
        step: &'static str,
    },
    /// The server cannot be reached, or TLS failed.
    #[error("the mail server {server} cannot be reached: {problem}")]
    Unreachable {
        /// Its host and port.
        server: String,
        /// Why.
        problem: ConnectionProblem,
    },
    /// The server failed temporarily (4xx).
    #[error("the mail server does not accept mail at the moment ({cause})")]
    Later {
        /// What happened; never contains an applicant's address.
        cause: String,
    },
    /// The login was refused, or the settings for TLS cannot be used.
    #[error("the mail server does not accept our login or TLS settings ({cause})")]
    AuthRejected {
        /// What happened.
        cause: String,
    },
    /// An address needs SMTPUTF8 (RFC 6531), which the server does not support.
    #[error("the mail server does not support addresses with non-ASCII characters (SMTPUTF8)")]
    NoSmtpUtf8,
    /// The mail could not be built.
    #[error("the mail could not be built")]
    Malformed,
}

impl MailError {
    /// Whether the server's certificate or its TLS was rejected.
    pub(super) const fn is_tls(&self) -> bool {
        matches!(self, Self::Unreachable { problem, .. } if problem.is_tls())
    }

    /// The same error, with the server's name.
    pub(super) fn at(self, address: &str) -> Self {
        match self {
            Self::Unreachable { problem, .. } => Self::Unreachable { server: address.to_owned(), problem },
            other => other,
        }
    }

    /// What is wrong, and how to fix it.
    #[must_use]
    pub fn finding(&self) -> Finding {
        let code = match self {
            Self::Unreachable { problem, .. } => problem.code(),
            Self::Later { .. } => Code::MailDeferred,
            Self::AuthRejected { cause } if cause.contains("STARTTLS") => {
                if cause.starts_with(LOGIN_REFUSED) {
                    Code::MailTlsRequired
                } else {
                    Code::TlsUnsupported
                }
            }
            Self::AuthRejected { cause } if cause.starts_with(LOGIN_REFUSED) => Code::MailLogin,
            Self::AuthRejected { cause } if cause.starts_with("`email.verify_cert`") => Code::CertificateFile,
            Self::Refused { .. } => Code::MailOperatorRejected,
            Self::Rejected { .. } => Code::MailRejected,
            Self::NoSmtpUtf8 => Code::MailSmtpUtf8,
            Self::AuthRejected { .. } | Self::Malformed => Code::MailFailed,
        };
        Finding::new(Part::Mail, code, self.to_string())
    }
}

impl From<ConnectionProblem> for MailError {
    fn from(problem: ConnectionProblem) -> Self {
        Self::Unreachable { server: String::new(), problem }
    }
}

const LOGIN_REFUSED: &str = "login refused";

/// 530, 534, 535 and 538 are about our login, not about the mail (RFC 4954, section 6).
pub(super) fn classify(error: &smtp::Error, about: Option<&Envelope>) -> MailError {
    match Reply::of(error, about) {
        Some(reply) if matches!(reply.code, 530 | 534 | 535 | 538) => {
            MailError::AuthRejected { cause: format!("{LOGIN_REFUSED}, {reply}") }
        }
        Some(reply) if error.is_permanent() => MailError::Rejected { reply, step: "the beginning" },
        Some(reply) => MailError::Later { cause: reply.to_string() },
        None if error.is_timeout() => ConnectionProblem::TimedOut.into(),
        None if error.is_client() => MailError::AuthRejected { cause: error.to_string() },
        None => match ConnectionProblem::of(error) {
            ConnectionProblem::Other if error.is_tls() => ConnectionProblem::Tls("no details".into()).into(),
            ConnectionProblem::Other => ConnectionProblem::Closed.into(),
            problem => problem.into(),
        },
    }
}
