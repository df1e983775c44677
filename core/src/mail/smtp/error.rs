//! Why a mail was not accepted, derived from the mail server's reply.

use std::io;

use lettre::{address::Envelope, transport::smtp};

use super::reply::Reply;

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
    /// The server cannot be reached, or failed temporarily (4xx).
    #[error("the mail server does not accept mail at the moment ({cause})")]
    Later {
        /// What happened; never contains an applicant's address.
        cause: String,
    },
    /// Login or TLS failed.
    #[error("login or TLS failed at the mail server ({cause})")]
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
    /// Whether the server's certificate was rejected.
    pub(super) fn is_certificate(&self) -> bool {
        matches!(self, Self::AuthRejected { cause } if cause.starts_with(TLS_FAILED))
    }
}

const TLS_FAILED: &str = "TLS failed";

/// The problem with the server's certificate, if any: rustls reports it as an error of the stream.
fn certificate(error: &smtp::Error) -> Option<String> {
    let first = std::error::Error::source(error);
    std::iter::successors(first, |error| error.source())
        .filter_map(|error| error.downcast_ref::<io::Error>())
        .find(|error| error.kind() == io::ErrorKind::InvalidData)
        .map(io::Error::to_string)
}

/// 530, 534, 535 and 538 are about our login, not about the mail (RFC 4954, section 6).
pub(super) fn classify(error: &smtp::Error, about: Option<&Envelope>) -> MailError {
    match Reply::of(error, about) {
        Some(reply) if matches!(reply.code, 530 | 534 | 535 | 538) => {
            MailError::AuthRejected { cause: format!("login refused, {reply}") }
        }
        Some(reply) if error.is_permanent() => MailError::Rejected { reply, step: "the beginning" },
        Some(reply) => MailError::Later { cause: reply.to_string() },
        None if error.is_tls() => MailError::AuthRejected { cause: TLS_FAILED.into() },
        None if let Some(why) = certificate(error) => MailError::AuthRejected { cause: format!("{TLS_FAILED}: {why}") },
        None if error.is_timeout() => MailError::Later { cause: "timed out".into() },
        None if error.is_client() => MailError::AuthRejected { cause: error.to_string() },
        None => MailError::Later { cause: "no connection".into() },
    }
}
