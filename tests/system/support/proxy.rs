//! A proxy between the service and a server that it depends on, with the faults that a real server
//! shows only on a bad day.

use std::{sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
    time::sleep,
};

/// What becomes of connections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing: they reach the server on this port.
    None(u16),
    /// Nobody listens.
    Down,
    /// They are taken, and nothing is ever said.
    Hangs,
    /// The server on this port gets each HTTP request, and its answer comes after so long.
    Slow(u16, Duration),
    /// The server on this port gets each HTTP request, and only the beginning of its answer comes.
    Cut(u16),
    /// The server on this port gets each HTTP request, and the answer is lost if the request holds this text.
    Loses(u16, &'static str),
    /// Each HTTP request gets this answer, and the server none of them.
    Answers(String),
    /// The server on this port gets each HTTP request with this header line, instead of an earlier one if it is Host.
    Adds(u16, &'static str),
}

/// A proxy that listens on a port of its own, until it is dropped.
pub struct Proxy {
    /// Where it listens, on 127.0.0.1.
    pub port: u16,
    fault: Arc<watch::Sender<Fault>>,
    listening: Option<JoinHandle<()>>,
}

impl Proxy {
    /// A proxy for the server on this port.
    pub async fn to(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("its number").port();
        let fault = Arc::new(watch::Sender::new(Fault::None(server)));
        let listening = Some(tokio::spawn(listen(listener, Arc::clone(&fault))));
        Self { port, fault, listening }
    }

    /// From now on it is so; connections from before are cut.
    pub async fn set(&mut self, fault: Fault) {
        let is_down = fault == Fault::Down;
        self.fault.send_replace(fault);
        if is_down {
            if let Some(listening) = self.listening.take() {
                listening.abort();
                let _ = listening.await;
            }
        } else if self.listening.is_none() {
            let listener = TcpListener::bind(("127.0.0.1", self.port)).await.expect("the port again");
            self.listening = Some(tokio::spawn(listen(listener, Arc::clone(&self.fault))));
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(listening) = &self.listening {
            listening.abort();
        }
    }
}

async fn listen(listener: TcpListener, fault: Arc<watch::Sender<Fault>>) {
    loop {
        let Ok((client, _)) = listener.accept().await else { continue };
        let mut changed = fault.subscribe();
        let now = changed.borrow_and_update().clone();
        tokio::spawn(async move {
            tokio::select! {
                _ = changed.changed() => {}
                _ = carry(client, now) => {}
            }
        });
    }
}

async fn carry(mut client: TcpStream, fault: Fault) -> std::io::Result<()> {
    let upstream = async |port: u16| TcpStream::connect(("127.0.0.1", port)).await;
    match fault {
        Fault::None(port) => copy_bidirectional(&mut client, &mut upstream(port).await?).await.map(drop),
        Fault::Down => Ok(()),
        Fault::Hangs => std::future::pending().await,
        Fault::Slow(port, time) => {
            let answer = answer_of(upstream(port).await?, &request_of(&mut client).await?).await?;
            sleep(time).await;
            client.write_all(&answer).await
        }
        Fault::Cut(port) => {
            let answer = answer_of(upstream(port).await?, &request_of(&mut client).await?).await?;
            // The status line has come by then, and more is promised.
            client.write_all(&answer[..answer.len() * 2 / 3]).await
        }
        Fault::Loses(port, text) => {
            let request = request_of(&mut client).await?;
            let answer = answer_of(upstream(port).await?, &request).await?;
            let is_lost = String::from_utf8_lossy(&request).contains(text);
            if is_lost { Ok(()) } else { client.write_all(&answer).await }
        }
        Fault::Adds(port, line) => {
            let request = with_header(&request_of(&mut client).await?, line);
            let answer = answer_of(upstream(port).await?, &request).await?;
            client.write_all(&answer).await
        }
        Fault::Answers(answer) => {
            request_of(&mut client).await?;
            client.write_all(answer.as_bytes()).await
        }
    }
}

/// The request with one more header line.
fn with_header(request: &[u8], line: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(request);
    let (first, rest) = text.split_once("\r\n").expect("a request");
    let (head, body) = rest.split_once("\r\n\r\n").expect("a head");
    let replaces = line.to_ascii_lowercase().starts_with("host:");
    let kept = head.split("\r\n").filter(|old| !(replaces && old.to_ascii_lowercase().starts_with("host:")));
    let head: Vec<&str> = [first].into_iter().chain(kept).chain([line]).collect();
    format!("{}\r\n\r\n{body}", head.join("\r\n")).into_bytes()
}

/// Reads one request, head and body.
async fn request_of(client: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut request = vec![];
    loop {
        let head = String::from_utf8_lossy(&request).to_ascii_lowercase();
        if let Some(end) = head.find("\r\n\r\n") {
            let length = head[..end].lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
            if request.len() >= end + 4 + length.unwrap_or(0) {
                return Ok(request);
            }
        }
        let mut part = [0; 4096];
        match client.read(&mut part).await? {
            0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            count => request.extend(&part[..count]),
        }
    }
}

/// Has the server answer this one request, and close.
async fn answer_of(mut server: TcpStream, request: &[u8]) -> std::io::Result<Vec<u8>> {
    let head = request.windows(2).position(|two| two == b"\r\n").unwrap_or(0);
    server.write_all(&request[..head]).await?;
    server.write_all(b"\r\nConnection: close").await?;
    server.write_all(&request[head..]).await?;
    let mut answer = vec![];
    server.read_to_end(&mut answer).await?;
    Ok(answer)
}

/// An HTTP answer that closes the connection.
pub fn answer(status: &str, header: &str, body: &str) -> Fault {
    Fault::Answers(format!(
        "HTTP/1.1 {status}\r\n{header}Connection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    ))
}
