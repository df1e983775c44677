//! Carrying letters to the mail server, and understanding what it answers.

use std::{io, net::IpAddr, time::Duration};

use lettre::{
    Message,
    address::Envelope,
    message::{Mailbox, MultiPart, header},
    transport::smtp::{self, authentication::Credentials, extension::ClientId},
};
use secrecy::ExposeSecret;

use super::{
    Letter,
    connections::{Connections, Server},
    reply::Reply,
    tls::{Encryption, Trust},
};
use crate::config::{EmailConfig, MailTls};
use crate::fault;

/// How long the server may take for a letter, connecting included.
const PATIENCE: Duration = Duration::from_secs(20);

/// Sends letters.
#[derive(Clone, Debug)]
pub struct Mailer {
    connections: Connections,
    from: Mailbox,
    domain: String,
}

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
    Unwelcome {
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
    NotLetIn {
        /// In which way.
        cause: String,
    },
    /// An address needs SMTPUTF8 (RFC 6531), which the server does not have.
    #[error("the mail server takes no address with characters other than ASCII (it lacks SMTPUTF8)")]
    NotInternational,
    /// The letter cannot be put together.
    #[error("the letter cannot be put together")]
    Malformed,
}

impl MailError {
    /// Whether it is the server's certificate.
    pub(super) fn is_certificate(&self) -> bool {
        matches!(self, Self::NotLetIn { cause } if cause.starts_with(TLS_FAILED))
    }
}

const TLS_FAILED: &str = "TLS failed";

/// Tells mail systems that answer by themselves not to (RFC 3834).
#[derive(Clone, Debug)]
struct AutoSubmitted;

impl header::Header for AutoSubmitted {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

impl Mailer {
    /// A mailer for the server of the config. Nothing is sent yet.
    ///
    /// # Errors
    /// TLS cannot be set up for the server's name.
    pub fn new(config: &EmailConfig) -> Result<Self, MailError> {
        let server = Server {
            host: config.host.clone(),
            port: config.port,
            encryption: match config.tls {
                MailTls::None => Encryption::None,
                MailTls::StartTls => Encryption::StartTls(Trust::of(config)?),
                MailTls::Implicit => Encryption::Implicit(Trust::of(config)?),
            },
            ehlo: match config.ehlo.parse() {
                Ok(IpAddr::V4(address)) => ClientId::Ipv4(address),
                Ok(IpAddr::V6(address)) => ClientId::Ipv6(address),
                Err(_) => ClientId::Domain(config.ehlo.clone()),
            },
            login: config
                .login
                .as_ref()
                .map(|(name, password)| Credentials::new(name.clone(), password.expose_secret().to_owned())),
        };
        let domain = config.from.email.domain().to_owned();
        Ok(Self { connections: Connections::to(server), from: config.from.clone(), domain })
    }

    /// Sends one letter to `to`, as one message. `key` makes its Message-ID: a letter that is sent
    /// again carries the same.
    pub async fn send(&self, letter: &Letter, to: &[Mailbox], key: &str) -> Result<(), MailError> {
        let mut message = Message::builder()
            .from(self.from.clone())
            .subject(letter.subject.clone())
            .message_id(Some(format!("<{key}@{}>", self.domain)))
            .header(AutoSubmitted);
        for mailbox in to {
            message = message.to(mailbox.clone());
        }
        let message = message
            .multipart(MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone()))
            .map_err(|_| MailError::Malformed)?;
        fault::point("before mail");
        let sent = in_time(self.connections.send(&message)).await;
        fault::point("after mail");
        sent
    }

    /// Whether the server answers, lets us in, and would take a letter from `email.from` to each of `to`; nothing is
    /// sent. The answers are those about each recipient, in their order.
    ///
    /// # Errors
    /// Why it takes no letter at all.
    pub async fn check(&self, to: &[Mailbox]) -> Result<Vec<Result<(), MailError>>, MailError> {
        let own = std::slice::from_ref(&self.from);
        let to = if to.is_empty() { own } else { to };
        let to = to.iter().map(|mailbox| mailbox.email.clone()).collect();
        let envelope = Envelope::new(Some(self.from.email.clone()), to).map_err(|_| MailError::Malformed)?;
        in_time(self.connections.check(&envelope)).await
    }
}

fn patience() -> Duration {
    fault::patience().unwrap_or(PATIENCE)
}

async fn in_time<T>(asked: impl Future<Output = Result<T, MailError>>) -> Result<T, MailError> {
    // Boxed, for a conversation with a mail server is large.
    match tokio::time::timeout(patience(), Box::pin(asked)).await {
        Ok(answer) => answer,
        Err(_) => Err(MailError::Later { cause: "timed out".into() }),
    }
}

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
            MailError::NotLetIn { cause: format!("login refused, {reply}") }
        }
        Some(reply) if error.is_permanent() => MailError::Unwelcome { reply, step: "the beginning" },
        Some(reply) => MailError::Later { cause: reply.to_string() },
        None if error.is_tls() => MailError::NotLetIn { cause: TLS_FAILED.into() },
        None if let Some(why) = certificate(error) => MailError::NotLetIn { cause: format!("{TLS_FAILED}: {why}") },
        None if error.is_timeout() => MailError::Later { cause: "timed out".into() },
        None if error.is_client() => MailError::NotLetIn { cause: error.to_string() },
        None => MailError::Later { cause: "no connection".into() },
    }
}
