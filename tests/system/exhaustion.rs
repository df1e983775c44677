//! Connections that are left open, and few file descriptors: everybody else is served, and decisions are made.

use std::{
    fs,
    io::{ErrorKind, Write as _},
    net::{TcpListener, TcpStream},
};

use crate::{
    support::matrix::eventually,
    town::{Town, Wishes},
};

/// What a client does that only holds its connection.
#[derive(Clone, Copy)]
enum Idler {
    Says,
    Nothing,
    HalfAHead,
    NeverReads,
}

impl Idler {
    fn connects(self, address: &str) -> TcpStream {
        let mut stream = TcpStream::connect(address).expect("it listens");
        match self {
            Self::Nothing => {}
            Self::Says => stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").expect("sent"),
            Self::HalfAHead => stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ").expect("sent"),
            Self::NeverReads => {
                let request = format!("GET / HTTP/1.1\r\nHost: {address}\r\n\r\n").repeat(200);
                stream.set_nonblocking(true).expect("set");
                while let Ok(1..) = stream.write(request.as_bytes()) {}
            }
        }
        stream
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_are_left_open_keep_nobody_out() {
    let metrics = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number");
    let wishes = Wishes {
        config: format!("metrics: {metrics}\n"),
        under: &["prlimit", "--nofile=300:300"],
        ..Wishes::default()
    };
    let town = Town::with(wishes).await;
    let room = town.room().await;
    let form = town.url.trim_start_matches("http://").to_owned();
    let mut held = vec![];
    for address in [form, metrics.to_string()] {
        for _ in 0..100 {
            for idler in [Idler::Says, Idler::Nothing, Idler::HalfAHead, Idler::NeverReads] {
                held.push(idler.connects(&address));
            }
        }
    }
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let card = town.card(&room, &alice).await;
    town.moderators[0].react(&room, &card, "✅").await;
    alice.is_told("is ready").await;
    alice.login().await.expect("the account is open");
    assert!(town.descriptors() < 300, "some are in reserve: {}", town.descriptors());
    let measured = async || {
        let text = reqwest::get(format!("http://{metrics}/metrics")).await.ok()?.text().await.ok()?;
        text.contains("registration_database_up 1").then_some(())
    };
    eventually("the metrics are served", measured).await;
    assert!(!town.log().contains("cannot accept a connection"), "{}", town.log());
    let mut first = &held[0];
    first.set_nonblocking(true).expect("set");
    let is_open = std::io::Read::read(&mut first, &mut [0; 4096]);
    assert!(
        !matches!(&is_open, Err(error) if error.kind() == ErrorKind::WouldBlock),
        "whoever waits longest goes first"
    );
}

impl Town {
    /// How many file descriptors the service has open.
    fn descriptors(&self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.process_id())).expect("a process").count()
    }
}
