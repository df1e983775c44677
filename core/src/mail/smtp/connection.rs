//! Connections to the mail server, one for each mail.
//!
//! The transport of lettre, up to 0.11.23, leaves Nagle's algorithm on and writes the last line of a mail separately:
//! that line waits for the server to acknowledge the mail, and the server waits for more data (RFC 1122, section
//! 4.2.3.2; 40 ms on Linux). It also does not tell a rejected sender from a rejected recipient.

use std::fmt;

use lettre::{
    Message,
    address::Envelope,
    transport::smtp::{
        self,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, TlsParameters},
        extension::ClientId,
    },
};
use tokio::{net::TcpStream, sync::Semaphore};

use super::{
    error::{MailError, classify},
    tls::{Encryption, Exactly, Trust},
    transaction::{dry_run, send_message},
};
use crate::finding::ConnectionProblem;

/// Concurrent connections. Mail servers limit those of one client.
pub(super) const AT_ONCE: usize = 16;

/// A mail server.
pub(super) struct Server {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whether and when the connection is encrypted.
    pub encryption: Encryption,
    /// The name for EHLO.
    pub ehlo: ClientId,
    /// Our login.
    pub login: Option<Credentials>,
    /// Limits the concurrent connections.
    pub permits: Semaphore,
    /// Accepts every certificate: to find out whether the port expects TLS from the first byte. `None` if we use that.
    pub probe: Option<TlsParameters>,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("host", &self.host).finish_non_exhaustive()
    }
}

impl Server {
    /// Sends one message.
    pub(super) async fn send(&self, message: &Message) -> Result<(), MailError> {
        // The semaphore is never closed; if it were, no permit would be needed.
        let _permit = self.permits.acquire().await;
        let mut connection = self.connect().await?;
        send_message(&mut connection, message).await?;
        // The server has accepted the mail, whatever it says to QUIT.
        let _ = connection.quit().await;
        Ok(())
    }

    /// Whether the server responds, accepts our login, and would accept a mail with this envelope. Returns one result
    /// per recipient.
    pub(super) async fn check(&self, envelope: &Envelope) -> Result<Vec<Result<(), MailError>>, MailError> {
        let mut connection = self.connect().await?;
        let answers = dry_run(&mut connection, envelope).await;
        if answers.is_ok() {
            connection.quit().await?;
        } else {
            connection.abort().await;
        }
        answers
    }

    /// Host and port.
    pub(super) fn address(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// Whether the server expects TLS from the first byte on this port. Nothing but the handshake is sent.
    pub(super) async fn speaks_tls(&self) -> bool {
        let (address, Some(any)) = ((self.host.as_str(), self.port), self.probe.clone()) else { return false };
        match AsyncSmtpConnection::connect_tokio1(address, None, &self.ehlo, Some(any), None).await {
            Ok(mut connection) => {
                connection.abort().await;
                true
            }
            // It speaks SMTP after the handshake, and does not like our EHLO.
            Err(error) => error.status().is_some(),
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, MailError> {
        let mut connection = match &self.encryption {
            Encryption::None => self.plain().await?,
            Encryption::StartTls(trust) | Encryption::Implicit(trust) => self.encrypted(trust).await?,
        };
        if let Some(login) = &self.login {
            connection.auth(DEFAULT_MECHANISMS, login).await?;
        }
        Ok(connection)
    }

    /// Checks the certificate before anything but a greeting is sent.
    async fn encrypted(&self, trust: &Trust) -> Result<AsyncSmtpConnection, MailError> {
        if let Some(exactly) = trust.exactly.as_ref().filter(|exactly| exactly.is_shown())
            && let Ok(connection) = self.encrypted_exactly(exactly).await
        {
            return Ok(connection);
        }
        match (self.encrypted_by(&trust.signed).await, &trust.exactly) {
            (Err(error), Some(exactly)) if error.is_tls() => self.encrypted_exactly(exactly).await,
            (connected, _) => connected,
        }
    }

    async fn encrypted_exactly(&self, exactly: &Exactly) -> Result<AsyncSmtpConnection, MailError> {
        let mut connection = self.encrypted_by(&exactly.any).await?;
        if let Err(problem) = exactly.check(&connection) {
            connection.abort().await;
            return Err(problem.into());
        }
        Ok(connection)
    }

    async fn encrypted_by(&self, parameters: &TlsParameters) -> Result<AsyncSmtpConnection, MailError> {
        if let Encryption::Implicit(_) = self.encryption {
            // lettre does not accept a stream that is already encrypted.
            let (address, parameters) = ((self.host.as_str(), self.port), Some(parameters.clone()));
            return Ok(AsyncSmtpConnection::connect_tokio1(address, None, &self.ehlo, parameters, None).await?);
        }
        let mut connection = self.plain().await?;
        connection.starttls(parameters.clone(), &self.ehlo).await?;
        Ok(connection)
    }

    async fn plain(&self) -> Result<AsyncSmtpConnection, MailError> {
        let failed = |error: std::io::Error| MailError::from(ConnectionProblem::of(&error));
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await.map_err(failed)?;
        stream.set_nodelay(true).map_err(failed)?;
        Ok(AsyncSmtpConnection::connect_with_transport(Box::new(stream), &self.ehlo).await?)
    }
}

impl From<smtp::Error> for MailError {
    fn from(error: smtp::Error) -> Self {
        classify(&error, None)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use tokio::{
        io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
        net::TcpListener,
    };

    use super::*;
    use crate::mail::Reply;

    /// A server that rejects lines with a prefix, and the number of its connections.
    async fn server(rejects: &'static str) -> (Server, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("bound").port();
        let opened = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&opened);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(session(stream, rejects));
            }
        });
        let (host, encryption, ehlo) = ("127.0.0.1".into(), Encryption::None, ClientId::default());
        (Server { host, port, encryption, ehlo, login: None, permits: Semaphore::new(AT_ONCE), probe: None }, opened)
    }

    async fn session(stream: TcpStream, rejects: &'static str) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        stream.write_all(b"220 hello\r\n").await?;
        let (mut line, mut is_letter) = (String::new(), false);
        while stream.read_line(&mut line).await? > 0 {
            let answer = match line.trim_end() {
                "." => {
                    is_letter = false;
                    "250 kept\r\n"
                }
                "DATA" if rejects == "DATA" => "554 5.7.1 not liked\r\n",
                line if !is_letter && !rejects.is_empty() && line.starts_with(rejects) => "550 5.7.1 not from you\r\n",
                "DATA" => {
                    is_letter = true;
                    "354 go on\r\n"
                }
                _ if is_letter => "",
                line if line.starts_with("RCPT TO:<nobody@") => "550 no such person\r\n",
                _ => "250 ok\r\n",
            };
            stream.write_all(answer.as_bytes()).await?;
            line.clear();
        }
        Ok(())
    }

    fn letter(to: &str) -> Message {
        let builder = Message::builder().from("us@example.org".parse().expect("an address"));
        builder.to(to.parse().expect("an address")).subject("x").body("y".to_owned()).expect("a message")
    }

    #[tokio::test]
    async fn missing_mailbox_is_a_recipient_rejection() {
        let (server, opened) = server("").await;
        let refused = server.send(&letter("nobody@example.org")).await;
        assert!(matches!(refused, Err(MailError::Refused { reply: Reply { code: 550, .. } })), "{refused:?}");
        server.send(&letter("alice@example.org")).await.expect("accepted");
        assert_eq!(opened.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn sender_rejections_are_not_recipient_rejections() {
        for rejected in ["MAIL FROM", "RCPT TO", "DATA"] {
            let (server, _) = server(rejected).await;
            let answer = server.send(&letter("alice@example.org")).await;
            assert!(matches!(answer, Err(MailError::Rejected { step, .. }) if step == rejected), "{answer:?}");
            let checked = server.check(letter("alice@example.org").envelope()).await;
            assert_eq!(checked.is_err(), rejected != "DATA", "{checked:?}");
        }
    }

    #[tokio::test]
    async fn concurrent_connections_are_limited() {
        let (server, opened) = server("").await;
        let server = Arc::new(server);
        let held = server.permits.acquire_many(u32::try_from(AT_ONCE).expect("few")).await.expect("free");
        let sending = Arc::clone(&server);
        let waiting = tokio::spawn(async move { sending.send(&letter("alice@example.org")).await });
        tokio::task::yield_now().await;
        assert_eq!(opened.load(Ordering::SeqCst), 0);
        drop(held);
        waiting.await.expect("no panic").expect("accepted");
    }
}
