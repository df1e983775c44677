//! A Synapse and a mail server of a few lines, so that letters are really sent.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

/// A letter as it was sent.
#[derive(Clone, Debug)]
pub(super) struct Mail {
    pub to: String,
    pub source: String,
}

impl Mail {
    /// The path of the link in it, if it begins so.
    pub(super) fn link(&self, kind: &str) -> Option<String> {
        let start = self.source.find(&format!("/{kind}/"))?;
        let rest = &self.source[start..];
        Some(rest[..rest.find(['\n', '"', '<']).unwrap_or(rest.len())].trim_end().to_owned())
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct MailStub(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    mails: Vec<Mail>,
    /// Who owns every address, by Synapse's account.
    owner: Option<String>,
    /// What is answered to lines that begin so.
    moods: Vec<(String, String)>,
}

impl MailStub {
    /// Its two ports: Synapse's and the mail server's.
    pub(super) async fn open(&self) -> (u16, u16) {
        let (synapse, mail) = (listener().await, listener().await);
        let ports = (port(&synapse), port(&mail));
        let this = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = synapse.accept().await {
                tokio::spawn(this.clone().asked(stream));
            }
        });
        let this = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = mail.accept().await {
                tokio::spawn(this.clone().takes(stream));
            }
        });
        ports
    }

    /// The letters so far, the oldest first.
    pub(super) fn mails(&self) -> Vec<Mail> {
        self.0.lock().expect("whole").mails.clone()
    }

    /// Every address belongs to this account from now on.
    pub(super) fn has_owner(&self, mxid: Option<&str>) {
        self.0.lock().expect("whole").owner = mxid.map(str::to_owned);
    }

    /// Lines of SMTP that begin so are answered like that from now on.
    pub(super) fn answers(&self, line: &str, answer: &str) {
        self.0.lock().expect("whole").moods.push((line.to_owned(), answer.to_owned()));
    }

    /// It is well again.
    pub(super) fn is_well(&self) {
        self.0.lock().expect("whole").moods.clear();
    }

    async fn asked(self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut head = vec![];
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await?);
        }
        let owner = self.0.lock().expect("whole").owner.clone();
        let (status, body) = match owner {
            Some(owner) => ("200 OK", format!(r#"{{"user_id":"{owner}"}}"#)),
            None => ("404 Not Found", r#"{"errcode":"M_NOT_FOUND","error":""}"#.to_owned()),
        };
        let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
        stream.write_all((head + &body).as_bytes()).await
    }

    async fn takes(self, stream: TcpStream) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        stream.write_all(b"220 hello\r\n").await?;
        let (mut line, mut to, mut letter) = (String::new(), String::new(), None::<String>);
        while stream.read_line(&mut line).await? > 0 {
            let said = line.trim_end();
            let mood = self.mood(said);
            let answer = match (said, &mut letter) {
                (".", Some(source)) => {
                    let source = source.replace("=\r\n", "").replace("=3D", "=");
                    if mood.is_none() {
                        self.0.lock().expect("whole").mails.push(Mail { to: to.clone(), source });
                    }
                    letter = None;
                    "250 kept"
                }
                (_, Some(source)) => {
                    source.push_str(&line);
                    ""
                }
                ("DATA", None) => {
                    if mood.is_none() {
                        letter = Some(String::new());
                    }
                    "354 go on"
                }
                (said, None) => {
                    if let Some(address) = said.strip_prefix("RCPT TO:<") {
                        to = address.trim_end_matches('>').to_owned();
                    }
                    "250 ok"
                }
            };
            let answer = mood.as_deref().filter(|_| !answer.is_empty()).unwrap_or(answer);
            if !answer.is_empty() {
                stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
            }
            line.clear();
        }
        Ok(())
    }

    fn mood(&self, line: &str) -> Option<String> {
        let known = self.0.lock().expect("whole");
        known.moods.iter().find(|(begins, _)| line.starts_with(begins)).map(|(_, answer)| answer.clone())
    }
}

async fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.expect("a port")
}

fn port(of: &TcpListener) -> u16 {
    of.local_addr().expect("bound").port()
}
