//! Carrying letters to the mail server, and understanding what it answers.

mod error;
mod pool;
mod reply;
mod tls;
mod transaction;

use std::{net::IpAddr, time::Duration};

use lettre::{
    Message,
    address::Envelope,
    message::{Mailbox, MultiPart, header},
    transport::smtp::{authentication::Credentials, extension::ClientId},
};
use secrecy::ExposeSecret;

pub use error::MailError;
pub use reply::Reply;

use self::{
    pool::{Pool, Server},
    tls::{Encryption, Trust},
};
use super::letters::Letter;
use crate::{
    config::{EmailConfig, MailTls},
    fault_injection,
};

/// How long the server may take for a letter, connecting included.
const PATIENCE: Duration = Duration::from_secs(20);

/// Sends letters.
#[derive(Clone, Debug)]
pub struct Mailer {
    connections: Pool,
    from: Mailbox,
    domain: String,
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
        Ok(Self { connections: Pool::to(server), from: config.from.clone(), domain })
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
        fault_injection::point("before mail");
        let sent = in_time(self.connections.send(&message)).await;
        fault_injection::point("after mail");
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
    fault_injection::patience().unwrap_or(PATIENCE)
}

async fn in_time<T>(asked: impl Future<Output = Result<T, MailError>>) -> Result<T, MailError> {
    // Boxed, for a conversation with a mail server is large.
    match tokio::time::timeout(patience(), Box::pin(asked)).await {
        Ok(answer) => answer,
        Err(_) => Err(MailError::Later { cause: "timed out".into() }),
    }
}
