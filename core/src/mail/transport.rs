//! Carrying letters to the mail server, and understanding what it answers.

use std::{io, time::Duration};

use lettre::{
    Message,
    address::Envelope,
    message::{Mailbox, MultiPart, header},
    transport::smtp::{
        self,
        authentication::Credentials,
        client::{Tls, TlsParameters},
    },
};
use secrecy::ExposeSecret;

use super::{
    Letter,
    connections::{Connections, Server},
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

/// Why a letter was not taken.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The server refuses the recipient for good (5xx): there is no such mailbox.
    #[error("the mail server refuses the address for good ({code})")]
    Refused {
        /// The SMTP reply code.
        code: u16,
    },
    /// The server refuses us or our letter for good (5xx): the sender, relaying, or what is in it.
    #[error("the mail server does not take what we send ({code} at {step})")]
    Unwelcome {
        /// The SMTP reply code.
        code: u16,
        /// What it refused.
        step: &'static str,
    },
    /// The server cannot be reached, or asks to come back later (4xx).
    #[error("the mail server does not take it now ({cause})")]
    Later {
        /// In which way; never holds an address.
        cause: String,
    },
    /// The server refuses us: login, certificate, sender.
    #[error("the mail server does not let us in ({cause})")]
    NotLetIn {
        /// In which way.
        cause: String,
    },
    /// The letter cannot be put together.
    #[error("the letter cannot be put together")]
    Malformed,
}

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
        let tls = || {
            TlsParameters::new(config.host.clone()).map_err(|error| MailError::NotLetIn { cause: error.to_string() })
        };
        let server = Server {
            host: config.host.clone(),
            port: config.port,
            tls: match config.tls {
                MailTls::None => Tls::None,
                MailTls::StartTls => Tls::Required(tls()?),
                MailTls::Implicit => Tls::Wrapper(tls()?),
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

    /// Whether the server answers, lets us in, and lets us send as `email.from`; sends nothing.
    pub async fn check(&self) -> Result<(), MailError> {
        // Nobody is written to, but an envelope has a recipient.
        let address = &self.from.email;
        let from = Envelope::new(Some(address.clone()), vec![address.clone()]).map_err(|_| MailError::Malformed)?;
        let is_answered = in_time(self.connections.check(&from)).await?;
        if is_answered { Ok(()) } else { Err(MailError::Later { cause: "no answer".into() }) }
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
pub(super) fn classify(error: &smtp::Error) -> MailError {
    let code = error.status().map(u16::from);
    match code {
        Some(code @ (530 | 534 | 535 | 538)) => MailError::NotLetIn { cause: format!("login refused, {code}") },
        Some(code) if error.is_permanent() => MailError::Unwelcome { code, step: "the beginning" },
        Some(code) => MailError::Later { cause: code.to_string() },
        None if error.is_tls() => MailError::NotLetIn { cause: "TLS failed".into() },
        None if let Some(why) = certificate(error) => MailError::NotLetIn { cause: format!("TLS failed: {why}") },
        None if error.is_timeout() => MailError::Later { cause: "timed out".into() },
        None if error.is_client() => MailError::NotLetIn { cause: error.to_string() },
        None => MailError::Later { cause: "no connection".into() },
    }
}
