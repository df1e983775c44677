//! A mail server that accepts all mails at once, and keeps the links in them by recipient.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

/// The paths of links in mails, of the service and of the Django app.
const LINKS: [&str; 5] = ["/verify/", "/verify-email/", "/password/", "/set-password/", "/status/"];

/// All accepted mails.
#[derive(Clone, Default)]
pub struct Mailbox(Arc<Inner>);

#[derive(Default)]
struct Inner {
    /// By recipient: the link in each mail, if any.
    letters: Mutex<HashMap<String, Vec<Option<String>>>>,
    /// By recipient: notified when a mail arrives.
    waiting: Mutex<HashMap<String, Arc<Notify>>>,
}

impl Mailbox {
    /// How many mails this address has received.
    pub fn count(&self, address: &str) -> usize {
        self.look(address).0
    }

    /// The recipients with a number of mails other than `expected`, without `except`.
    pub fn unlike(&self, expected: usize, except: &str) -> Vec<(String, usize)> {
        let letters = held(&self.0.letters);
        let counts = letters.iter().map(|(address, letters)| (address.clone(), letters.len()));
        counts.filter(|(address, count)| address != except && *count != expected).collect()
    }

    /// How many addresses have received mails.
    pub fn addresses(&self) -> usize {
        held(&self.0.letters).len()
    }

    /// Waits until this address has received `count` mails, and returns the link in the last one.
    pub async fn wait_for(&self, address: &str, count: usize) -> anyhow::Result<Option<String>> {
        let notify = Arc::clone(held(&self.0.waiting).entry(address.to_owned()).or_default());
        loop {
            let arrived = notify.notified();
            tokio::pin!(arrived);
            arrived.as_mut().enable();
            let (there, link) = self.look(address);
            if there >= count {
                return Ok(link);
            }
            let limit = std::time::Duration::from_mins(1);
            let waited = tokio::time::timeout(limit, arrived).await;
            anyhow::ensure!(waited.is_ok(), "only {there} of {count} mails arrived");
        }
    }

    fn look(&self, address: &str) -> (usize, Option<String>) {
        let letters = held(&self.0.letters);
        letters.get(address).map_or((0, None), |letters| (letters.len(), letters.last().cloned().flatten()))
    }

    fn keep(&self, recipients: &[String], text: &str) {
        let link = link(text);
        let mut letters = held(&self.0.letters);
        for recipient in recipients {
            letters.entry(recipient.clone()).or_default().push(link.clone());
        }
        drop(letters);
        let waiting = held(&self.0.waiting);
        recipients.iter().filter_map(|recipient| waiting.get(recipient)).for_each(|notify| notify.notify_waiters());
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts it on any free port.
pub async fn start() -> anyhow::Result<(u16, Mailbox)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let (port, mailbox) = (listener.local_addr()?.port(), Mailbox::default());
    let kept = mailbox.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let mailbox = mailbox.clone();
            tokio::spawn(async move { session(stream, &mailbox).await });
        }
    });
    Ok((port, kept))
}

/// The part of RFC 5321 that a simple sender uses.
async fn session(stream: TcpStream, mailbox: &Mailbox) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    let mut recipients = vec![];
    stream.write_all(b"220 stub ESMTP\r\n").await?;
    loop {
        let mut line = String::new();
        if (&mut stream).take(4096).read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer = match verb.as_str() {
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                let text = data(&mut stream).await?;
                mailbox.keep(&std::mem::take(&mut recipients), &text);
                "250 kept\r\n"
            }
            "RCPT" => {
                recipients.extend(line.split(['<', '>']).nth(1).map(str::to_owned));
                "250 ok\r\n"
            }
            "QUIT" => {
                stream.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => "250 ok\r\n",
        };
        stream.write_all(answer.as_bytes()).await?;
    }
}

/// Reads a mail up to the line with a single dot.
async fn data(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut text = vec![];
    loop {
        let begin = text.len();
        if stream.read_until(b'\n', &mut text).await? == 0 || &text[begin..] == b".\r\n" {
            return Ok(String::from_utf8_lossy(&text).into_owned());
        }
    }
}

/// The path of the first link in a mail, whose lines may be wrapped (quoted-printable).
fn link(mail: &str) -> Option<String> {
    let text = mail.replace("=\r\n", "");
    let (start, begin) = LINKS.iter().filter_map(|begin| Some((text.find(begin)?, begin))).min()?;
    let is_token = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    let token: String = text[start + begin.len()..].chars().take_while(|c| is_token(*c)).collect();
    Some(format!("{begin}{token}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_found_across_wrapped_lines() {
        let mail = "Subject: x\r\n\r\nhttp://127.0.0.1:8000/verify/ab=\r\nc-_9\r\nbye";
        assert_eq!(link(mail).as_deref(), Some("/verify/abc-_9"));
        assert_eq!(link("nothing"), None);
    }
}
