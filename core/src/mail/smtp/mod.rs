//! The SMTP client.

mod connection;
mod error;
mod reply;
mod tls;
mod transaction;

use std::{net::IpAddr, sync::Arc, time::Duration};

use lettre::{
    Message,
    address::Envelope,
    message::{Mailbox, MultiPart, header},
    transport::smtp::{authentication::Credentials, extension::ClientId},
};
use secrecy::ExposeSecret;
use tokio::sync::Semaphore;

pub use error::MailError;
pub use reply::Reply;

use self::{
    connection::{AT_ONCE, Server},
    tls::{Encryption, Trust},
};
use super::letters::Letter;
use crate::{
    config::{EmailConfig, MailTls},
    fault_injection,
    finding::{Code, ConnectionProblem, Finding, Part},
    lock::Lock,
};

/// The time limit for one mail, including the connection.
const TIMEOUT: Duration = Duration::from_secs(20);
/// The time limit of an additional look at the server.
const LOOK_TIMEOUT: Duration = Duration::from_secs(5);

/// Sends mails.
#[derive(Clone, Debug)]
pub struct Mailer {
    /// Replaced when the trusted certificates are read again.
    server: Arc<Lock<Arc<Server>>>,
    from: Mailbox,
    domain: String,
}

/// Asks automatic responders not to answer (RFC 3834).
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

/// The configured server, with the certificates that are trusted.
fn server(config: &EmailConfig) -> Result<Server, MailError> {
    Ok(Server {
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
        permits: Semaphore::new(AT_ONCE),
        probe: tls::any(config).ok().filter(|_| config.tls != MailTls::Implicit),
    })
}

impl Mailer {
    /// Creates a mailer for the configured server. Sends nothing yet.
    ///
    /// # Errors
    /// TLS cannot be set up for the server name.
    pub fn new(config: &EmailConfig) -> Result<Self, MailError> {
        let domain = config.from.email.domain().to_owned();
        let server = Arc::new(Lock::new(Arc::new(server(config)?)));
        Ok(Self { server, from: config.from.clone(), domain })
    }

    /// Reads the certificates that are trusted again, for all clones of this mailer.
    ///
    /// # Errors
    /// They cannot be used; nothing is changed.
    pub(crate) fn reload_certificates(&self, config: &EmailConfig) -> Result<(), MailError> {
        let renewed = Arc::new(server(config)?);
        *self.server.lock() = renewed;
        Ok(())
    }

    fn server(&self) -> Arc<Server> {
        Arc::clone(&self.server.lock())
    }

    /// Sends one mail to `to`. The Message-ID is derived from `key`, so a repeated mail has the same one.
    pub async fn send(&self, letter: &Letter, to: &[Mailbox], key: &str) -> Result<(), MailError> {
        let mut message = Message::builder()
            .from(self.from.clone())
            .subject(letter.subject.clone())
            .message_id(Some(self.message_id(key)))
            .header(AutoSubmitted);
        for mailbox in to {
            message = message.to(mailbox.clone());
        }
        let message = message
            .multipart(MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone()))
            .map_err(|_| MailError::Malformed)?;
        fault_injection::point("before mail");
        let sent = self.in_time(self.server().send(&message)).await;
        fault_injection::point("after mail");
        sent
    }

    /// The Message-ID of the mail with this key.
    pub(crate) fn message_id(&self, key: &str) -> String {
        format!("<{key}@{}>", self.domain)
    }

    /// Whether the server responds, accepts our login, and would accept a mail from `email.from` to each of `to`.
    /// Sends nothing. Returns one result per recipient.
    ///
    /// # Errors
    /// Why it accepts no mail at all.
    pub async fn check(&self, to: &[Mailbox]) -> Result<Vec<Result<(), MailError>>, MailError> {
        let own = std::slice::from_ref(&self.from);
        let to = if to.is_empty() { own } else { to };
        let to = to.iter().map(|mailbox| mailbox.email.clone()).collect();
        let envelope = Envelope::new(Some(self.from.email.clone()), to).map_err(|_| MailError::Malformed)?;
        self.in_time(self.server().check(&envelope)).await
    }

    /// What is wrong with the server, after a closer look: whether the port expects the other kind of TLS.
    pub async fn diagnose(&self, error: &MailError) -> Finding {
        let finding = error.finding();
        let is_silent = matches!(finding.code, Code::ConnectionTimeout | Code::ConnectionClosed);
        let server = self.server();
        let address = server.address();
        if finding.code == Code::TlsMismatch {
            let cause = format!("`email.ssl` is true, but {address} does not speak TLS from the first byte");
            let remedy = "Set `email.tls: true` (STARTTLS) and `email.ssl: false`, or correct `email.port`.";
            return Finding { cause, remedy: remedy.into(), ..finding };
        }
        if is_silent && tokio::time::timeout(LOOK_TIMEOUT, Box::pin(server.speaks_tls())).await == Ok(true) {
            let cause = format!("{address} expects TLS from the first byte, but `email.ssl` is false");
            let remedy = "Set `email.ssl: true` and `email.tls: false`, or correct `email.port`.";
            return Finding::new(Part::Mail, Code::TlsMismatch, cause).with_remedy(remedy);
        }
        finding
    }

    async fn in_time<T>(&self, asked: impl Future<Output = Result<T, MailError>>) -> Result<T, MailError> {
        // Boxed, because a conversation with a mail server is a large future.
        let answer = tokio::time::timeout(timeout(), Box::pin(asked)).await;
        let answer = answer.unwrap_or_else(|_| Err(ConnectionProblem::TimedOut.into()));
        answer.map_err(|error| error.at(&self.server().address()))
    }
}

fn timeout() -> Duration {
    fault_injection::patience().unwrap_or(TIMEOUT)
}
