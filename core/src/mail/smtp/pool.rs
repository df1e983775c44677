//! Connections to the mail server: a few are kept open for the next mails, and closed when idle.
//!
//! lettre's own pool, up to 0.11.23, leaves Nagle's algorithm on and writes a letter's last line apart:
//! the line waits for the server to acknowledge the letter, and the server for more to acknowledge
//! (RFC 1122, section 4.2.3.2; 40 ms on Linux). Its next release turns that off, and this file can go.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

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
    transaction::{SendError, dry_run, send_message},
};

/// Letters that are under way at the same time. Mail servers limit the connections of a client.
const AT_ONCE: usize = 16;
/// How long a connection that nobody uses is kept.
const IDLE: Duration = Duration::from_secs(10);

/// A mail server, and the connections to it.
pub(super) struct Server {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whether and when the connection is encrypted.
    pub encryption: Encryption,
    /// Who we say we are.
    pub ehlo: ClientId,
    /// Who we are to it.
    pub login: Option<Credentials>,
}

/// The connections that wait for the next letter, the latest last.
#[derive(Clone)]
pub(super) struct Pool {
    server: Arc<Server>,
    idle: Arc<Mutex<Vec<(Instant, AsyncSmtpConnection)>>>,
    connections_in_use: Arc<Semaphore>,
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("host", &self.server.host).finish_non_exhaustive()
    }
}

impl Pool {
    /// Connects when there is something to send.
    pub(super) fn to(server: Server) -> Self {
        Self { server: Arc::new(server), idle: Arc::default(), connections_in_use: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Hands over one message.
    pub(super) async fn send(&self, message: &Message) -> Result<(), MailError> {
        // It is never closed; if it were, no turn would be needed.
        let _turn = self.connections_in_use.acquire().await;
        loop {
            let kept = self.idle().pop();
            let is_new = kept.is_none();
            let mut connection = match kept {
                Some((_, kept)) => kept,
                None => self.server.connect().await?,
            };
            let sent = send_message(&mut connection, message).await;
            if !connection.has_broken() {
                self.keep(connection);
            }
            match sent {
                // It was closed while nobody used it.
                Err(SendError::Gone(_)) if !is_new => {}
                sent => return Ok(sent?),
            }
        }
    }

    /// Whether the server answers, lets us in, and would take a letter of this envelope; the answers are the
    /// recipients', in their order.
    pub(super) async fn check(&self, envelope: &Envelope) -> Result<Vec<Result<(), MailError>>, MailError> {
        let mut connection = self.server.connect().await?;
        let answers = dry_run(&mut connection, envelope).await;
        if answers.is_ok() {
            connection.quit().await?;
        } else {
            connection.abort().await;
        }
        answers
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        self.idle().push((Instant::now(), connection));
        let idle = Arc::downgrade(&self.idle);
        tokio::spawn(async move {
            tokio::time::sleep(IDLE).await;
            let Some(idle) = idle.upgrade() else { return };
            let unused: Vec<_> = lock(&idle).extract_if(.., |(since, _)| since.elapsed() >= IDLE).collect();
            for (_, mut connection) in unused {
                connection.abort().await;
            }
        });
    }

    fn idle(&self) -> MutexGuard<'_, Vec<(Instant, AsyncSmtpConnection)>> {
        lock(&self.idle)
    }
}

/// What is in it is whole whenever it is not locked.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Server {
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
            (Err(error), Some(exactly)) if error.is_certificate() => self.encrypted_exactly(exactly).await,
            (connected, _) => connected,
        }
    }

    async fn encrypted_exactly(&self, exactly: &Exactly) -> Result<AsyncSmtpConnection, MailError> {
        let mut connection = self.encrypted_by(&exactly.any).await?;
        if let Err(error) = exactly.check(&connection) {
            connection.abort().await;
            return Err(error);
        }
        Ok(connection)
    }

    async fn encrypted_by(&self, parameters: &TlsParameters) -> Result<AsyncSmtpConnection, MailError> {
        if let Encryption::Implicit(_) = self.encryption {
            // lettre takes no stream of ours that is encrypted from the start.
            let (address, parameters) = ((self.host.as_str(), self.port), Some(parameters.clone()));
            return Ok(AsyncSmtpConnection::connect_tokio1(address, None, &self.ehlo, parameters, None).await?);
        }
        let mut connection = self.plain().await?;
        connection.starttls(parameters.clone(), &self.ehlo).await?;
        Ok(connection)
    }

    async fn plain(&self) -> Result<AsyncSmtpConnection, MailError> {
        let no_connection = |_| MailError::Later { cause: "no connection".into() };
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await.map_err(no_connection)?;
        stream.set_nodelay(true).map_err(no_connection)?;
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
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::{
        io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
        net::TcpListener,
    };

    use super::*;
    use crate::mail::Reply;

    /// How a mail server behaves.
    #[derive(Clone, Copy)]
    struct ServerBehaviour {
        /// What begins like this is refused.
        refuses: &'static str,
        /// So many letters are taken on each connection.
        letters_each: usize,
        /// What is said before it is closed.
        farewell: &'static str,
    }

    /// Takes letters, so many on each connection, and counts connections.
    async fn server(letters_each: usize) -> (Pool, Arc<AtomicUsize>) {
        mannered(ServerBehaviour { refuses: "", letters_each, farewell: "" }).await
    }

    async fn mannered(manners: ServerBehaviour) -> (Pool, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("bound").port();
        let opened = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&opened);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(session(stream, manners));
            }
        });
        let encryption = Encryption::None;
        let server = Server { host: "127.0.0.1".into(), port, encryption, ehlo: ClientId::default(), login: None };
        (Pool::to(server), opened)
    }

    async fn session(stream: TcpStream, manners: ServerBehaviour) -> std::io::Result<()> {
        let ServerBehaviour { refuses, letters_each, farewell } = manners;
        let mut stream = BufReader::new(stream);
        stream.write_all(b"220 hello\r\n").await?;
        let (mut line, mut taken, mut is_letter) = (String::new(), 0, false);
        while taken < letters_each && stream.read_line(&mut line).await? > 0 {
            let answer = match line.trim_end() {
                "." => {
                    (taken, is_letter) = (taken + 1, false);
                    "250 kept\r\n"
                }
                "DATA" if refuses == "DATA" => "554 5.7.1 not liked\r\n",
                line if !is_letter && !refuses.is_empty() && line.starts_with(refuses) => "550 5.7.1 not from you\r\n",
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
        stream.write_all(farewell.as_bytes()).await
    }

    fn letter(to: &str) -> Message {
        let builder = Message::builder().from("us@example.org".parse().expect("an address"));
        builder.to(to.parse().expect("an address")).subject("x").body("y".to_owned()).expect("a message")
    }

    #[tokio::test]
    async fn a_connection_is_kept_for_the_next_letter_and_one_that_was_closed_is_not_used() {
        for farewell in ["", "421 4.4.2 timeout exceeded\r\n"] {
            let (connections, opened) = mannered(ServerBehaviour { refuses: "", letters_each: 2, farewell }).await;
            for (sent, expected) in [(1, 1), (2, 1), (3, 2)] {
                connections.send(&letter("alice@example.org")).await.unwrap_or_else(|error| panic!("{sent}: {error}"));
                assert_eq!(opened.load(Ordering::SeqCst), expected);
            }
        }
    }

    #[tokio::test]
    async fn after_a_refusal_the_connection_is_not_used_again() {
        let (connections, opened) = server(9).await;
        let refused = connections.send(&letter("nobody@example.org")).await;
        assert!(matches!(refused, Err(MailError::Refused { reply: Reply { code: 550, .. } })), "{refused:?}");
        assert!(connections.idle().is_empty());
        connections.send(&letter("alice@example.org")).await.expect("taken");
        assert_eq!(opened.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn a_refusal_of_us_or_of_the_letter_is_not_blamed_on_the_recipient() {
        for refused in ["MAIL FROM", "RCPT TO", "DATA"] {
            let (connections, _) = mannered(ServerBehaviour { refuses: refused, letters_each: 9, farewell: "" }).await;
            let answer = connections.send(&letter("alice@example.org")).await;
            assert!(matches!(answer, Err(MailError::Rejected { step, .. }) if step == refused), "{answer:?}");
            let from = letter("alice@example.org");
            let checked = connections.check(from.envelope()).await;
            assert_eq!(checked.is_err(), refused != "DATA", "{checked:?}");
        }
    }

    #[tokio::test]
    async fn no_more_than_a_few_connections_are_open_at_once() {
        let (connections, opened) = server(99).await;
        let held =
            connections.connections_in_use.acquire_many(u32::try_from(AT_ONCE).expect("few")).await.expect("free");
        let waiting = tokio::spawn({
            let connections = connections.clone();
            async move { connections.send(&letter("alice@example.org")).await }
        });
        tokio::task::yield_now().await;
        assert_eq!(opened.load(Ordering::SeqCst), 0);
        drop(held);
        waiting.await.expect("no panic").expect("taken");
    }
}
