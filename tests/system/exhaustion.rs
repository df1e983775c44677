//! Idle connections and few file descriptors: other clients are served, and decisions are carried out.

use std::{
    fs,
    io::{ErrorKind, Write as _},
    net::{TcpListener, TcpStream},
};

use crate::{
    harness::{TestOptions, TestService},
    support::matrix::eventually,
};

/// How a client holds a connection.
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
async fn idle_connections_do_not_block_others() {
    let metrics = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number");
    let options = TestOptions {
        config: format!("metrics: {metrics}\n"),
        under: &["prlimit", "--nofile=300:300"],
        ..TestOptions::default()
    };
    let service = TestService::with(options).await;
    let room = service.room().await;
    let form = service.url.trim_start_matches("http://").to_owned();
    let mut held = vec![];
    for address in [form, metrics.to_string()] {
        for _ in 0..100 {
            for idler in [Idler::Says, Idler::Nothing, Idler::HalfAHead, Idler::NeverReads] {
                held.push(idler.connects(&address));
            }
        }
    }
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    service.moderators[0].react(&room, &card, "✅").await;
    alice.receives_mail("is ready").await;
    alice.login().await.expect("the account is open");
    assert!(service.descriptors() < 300, "some are in reserve: {}", service.descriptors());
    let measured = async || {
        let text = reqwest::get(format!("http://{metrics}/metrics")).await.ok()?.text().await.ok()?;
        text.contains("registration_database_up 1").then_some(())
    };
    eventually("the metrics are served", measured).await;
    assert!(!service.log().contains("cannot accept a connection"), "{}", service.log());
    let mut first = &held[0];
    first.set_nonblocking(true).expect("set");
    let is_open = std::io::Read::read(&mut first, &mut [0; 4096]);
    assert!(
        !matches!(&is_open, Err(error) if error.kind() == ErrorKind::WouldBlock),
        "the longest idle connection is closed first"
    );
}

impl TestService {
    /// Number of file descriptors that the service has open.
    fn descriptors(&self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.process_id())).expect("a process").count()
    }
}
