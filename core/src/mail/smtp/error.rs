//! Why a mail was not accepted, told from what the mail server answered.

use std::io;

use lettre::{address::Envelope, transport::smtp};

use super::reply::Reply;

/// Why a letter was not taken. The server's own words are in it, without an applicant's address.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The server refuses the recipient for good (5xx): there is no such mailbox.
    #[error("the mail server refuses the address for good ({reply})")]
    Refused {
        /// What it said.
        reply: Reply,
    },
    /// The server refuses us or our letter for good (5xx): the sender, relaying, or what is in it.
    #[error("the mail server does not take what we send ({reply}; at {step})")]
    Rejected {
        /// What it said.
        reply: Reply,
        /// To what.
        step: &'static str,
    },
    /// The server cannot be reached, or asks to come back later (4xx).
    #[error("the mail server does not take it now ({cause})")]
    Later {
        /// In which way; never holds an applicant's address.
        cause: String,
    },
    /// The server refuses us: login, certificate.
    #[error("the mail server does not let us in ({cause})")]
    AuthRejected {
        /// In which way.
        cause: String,
    },
    /// An address needs SMTPUTF8 (RFC 6531), which the server does not have.
    #[error("the mail server takes no address with characters other than ASCII (it lacks SMTPUTF8)")]
    NoSmtpUtf8,
    /// The letter cannot be put together.
    #[error("the letter cannot be put together")]
    Malformed,
}

impl MailError {
    /// Whether it is the server's certificate.
    pub(super) fn is_certificate(&self) -> bool {
        matches!(self, Self::AuthRejected { cause } if cause.starts_with(TLS_FAILED))
    }
}

const TLS_FAILED: &str = "TLS failed";

/// What is wrong with the server's certificate, if that is it: rustls says so in an error of the stream.
fn certificate(error: &smtp::Error) -> Option<String> {
    let first = std::error::Error::source(error);
    std::iter::successors(first, |error| error.source())
        .filter_map(|error| error.downcast_ref::<io::Error>())
        .find(|error| error.kind() == io::ErrorKind::InvalidData)
        .map(io::Error::to_string)
}

/// 530, 534, 535 and 538 are about our login, not about the letter (RFC 4954, section 6).
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
