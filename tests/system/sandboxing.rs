//! The service without privileges on a read-only file system, and attacks on its open port.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpStream,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use crate::{
    harness::{TestOptions, TestService},
    support::{matrix::eventually, test_servers::servers},
};

/// Makes everything read-only except the folder `$1`, then runs the rest as the user nobody without capabilities.
const SANDBOX: &str = "set -e
mount --make-rprivate /
mount --bind \"$1\" \"$1\"
for place in / /tmp /var /var/tmp /home /root /run /usr /dev/shm; do
  if mountpoint -q $place; then mount -o remount,bind,ro $place; fi
done
shift
exec setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all --bounding-set=-all --no-new-privs \"$@\"";

/// A process in the sandbox. Dropping it ends the process.
struct Sandbox(Child);

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn sandbox(folder: &Path) -> Command {
    let mut command = Command::new("unshare");
    command.args(["-m", "sh", "-c", SANDBOX, "sandbox"]).arg(folder);
    command
}

#[tokio::test]
async fn runs_without_root_in_a_read_only_file_system() {
    let mut service = TestService::with(TestOptions { leaves_effects: true, ..TestOptions::default() }).await;
    service.kill();
    let folder = service.config().parent().expect("a folder").to_owned();
    let chowned = Command::new("chown").args(["-R", "65534:65534"]).arg(&folder).status();
    let may =
        chowned.is_ok_and(|it| it.success()) && sandbox(&folder).arg("true").status().is_ok_and(|it| it.success());
    if !may {
        eprintln!("skipped: only root can set up the sandbox");
        return;
    }
    let outside = sandbox(&folder).args(["sh", "-c", "touch /tmp/x || touch /var/tmp/x || touch /x"]).output();
    assert!(!outside.expect("it runs").status.success(), "the sandbox is effective");

    let (program, authority) = (folder.join("program"), folder.join("authority.pem"));
    fs::copy(env!("CARGO_BIN_EXE_synapse-registration"), &program).expect("copied");
    fs::copy(&servers().mail.authority, &authority).expect("copied");
    let log = fs::File::create(folder.join("sandbox.log")).expect("a log");
    let mut command = sandbox(&folder);
    command.arg(&program).arg("--config").arg(service.config()).arg("serve");
    command.env("SSL_CERT_FILE", &authority).stdout(Stdio::null()).stderr(log);
    let sandbox = Sandbox(command.spawn().expect("it starts"));
    let ready =
        async || reqwest::get(format!("{}/readyz", service.url)).await.ok()?.status().is_success().then_some(());
    eventually("the form answers", ready).await;
    let status = fs::read_to_string(format!("/proc/{}/status", sandbox.0.id())).expect("a process");
    for line in ["Uid:\t65534\t65534\t65534\t65534", "CapEff:\t0000000000000000", "NoNewPrivs:\t1"] {
        assert!(status.contains(line), "{line}: {status}");
    }
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let room = service.room().await;
    service.card(&room, &alice).await;
    drop(sandbox);
    for open in exposed_files(&folder) {
        let ours = ["config.yaml", "service.log", "sandbox.log", "program", "authority.pem"];
        assert!(ours.iter().any(|name| open.ends_with(name)), "{} is open to others", open.display());
    }
}

/// Files and folders below `folder` that other users can read or change.
fn exposed_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let (mut found, mut folders) = (vec![], vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("readable").map(|entry| entry.expect("an entry").path()) {
            let about = fs::symlink_metadata(&entry).expect("there");
            if about.permissions().mode() & 0o077 != 0 {
                found.push(entry.clone());
            }
            if about.is_dir() {
                folders.push(entry);
            }
        }
    }
    found
}

fn connect(service: &TestService) -> TcpStream {
    let stream = TcpStream::connect(service.url.trim_start_matches("http://")).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_mins(1))).expect("a patient reader");
    stream
}

/// Sends raw bytes, and returns everything until the connection closes.
fn answer(service: &TestService, request: &[u8]) -> String {
    let mut stream = connect(service);
    let _ = stream.write_all(request);
    let mut answer = vec![];
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn post(service: &TestService, path: &str, headers: &str, body: &[u8]) -> String {
    let host = service.url.trim_start_matches("http://");
    let mut request = format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n{headers}\r\n"
    )
    .into_bytes();
    request.extend_from_slice(body);
    answer(service, &request)
}

#[tokio::test(flavor = "multi_thread")]
async fn oversized_and_malformed_requests_are_refused() {
    let service = TestService::shared("form").await;
    let status = |answer: &str| answer.split(' ').nth(1).unwrap_or_default().to_owned();
    let body = format!("username={}", "a".repeat(100_000));
    let oversized = post(&service, "/register", &format!("Content-Length: {}\r\n", body.len()), body.as_bytes());
    assert_eq!(status(&oversized), "413", "{oversized}");
    let endless = "Transfer-Encoding: chunked\r\n";
    let chunks = format!("4000\r\n{}\r\n", "a".repeat(0x4000));
    assert_eq!(status(&post(&service, "/register", endless, chunks.repeat(3).as_bytes())), "413");

    // Bodies are never decompressed.
    let packed = post(&service, "/register", "Content-Encoding: gzip\r\nContent-Length: 4\r\n", &[0x1f, 0x8b, 8, 0]);
    assert!(["400", "415", "422"].contains(&&*status(&packed)), "{packed}");
    // Request smuggling: two contradictory lengths.
    let smuggled = post(
        &service,
        "/register",
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        b"0\r\n\r\nGET /x HTTP/1.1\r\n\r\n",
    );
    assert_eq!(smuggled.matches("HTTP/1.1 ").count(), 1, "one request, one answer: {smuggled}");
    let twice = post(&service, "/register", "Content-Length: 4\r\nContent-Length: 5\r\n", b"abcde");
    assert_eq!(status(&twice), "400", "{twice}");
    let long = format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(1 << 20));
    assert!(["414", "431", "400"].contains(&&*status(&answer(&service, long.as_bytes()))));
    let many = format!("GET / HTTP/1.1\r\nHost: x\r\n{}\r\n", "X-A: b\r\n".repeat(5000));
    assert!(["431", "400"].contains(&&*status(&answer(&service, many.as_bytes()))));
    let garbage = answer(&service, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03");
    assert!(garbage.is_empty() || status(&garbage) == "400", "{garbage}");
    assert!(service.applicant("alice").opens("/").await.status.is_success(), "and other clients are served");
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_clients_are_disconnected_and_block_nobody() {
    let service = TestService::with(TestOptions { only: "web,worker", ..TestOptions::default() }).await;
    let host = service.url.trim_start_matches("http://").to_owned();
    let mut slow: Vec<_> = (0..300)
        .map(|number| {
            let mut stream = connect(&service);
            let head = if number % 2 == 0 {
                format!("GET / HTTP/1.1\r\nHost: {host}\r\nX-Slow: ")
            } else {
                format!("POST /register HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nContent-Length: 500\r\n\r\nuser")
            };
            stream.write_all(head.as_bytes()).expect("sent");
            stream
        })
        .collect();
    let alice = service.applicant("alice");
    assert_eq!(alice.requests_link().await.path, "/register/sent", "other clients are served");
    for stream in slow.iter_mut().take(2) {
        let mut answer = vec![];
        stream.read_to_end(&mut answer).expect("an end within a minute");
    }
}

#[tokio::test]
async fn input_cannot_inject_lines_into_headers_logs_or_mails() {
    let service = TestService::shared("form").await;
    let alice = service.applicant("alice");
    alice.posts("/register", &[("username", &alice.name)]).await;
    let injected = format!("{}\r\nBcc: victim@example.test", alice.email);
    let refused = alice.posts("/register/email", &[("email", &injected)]).await;
    assert_eq!(refused.status, 422, "{}", refused.html);
    for field in ["a\r\nSet-Cookie: x=1", "a\nINFO forged: everything is well", "a\u{2028}b\u{202e}c\0\u{1b}[2J"] {
        let answer = alice.posts("/register", &[("username", field)]).await;
        assert_eq!(answer.status, 422);
        assert!(!answer.headers.iter().any(|(_, value)| value.as_bytes().starts_with(b"x=1")));
    }
    let path = alice.opens("/%0d%0aSet-Cookie:%20x=1?next=%0d%0aINFO%20forged").await;
    assert!(path.status == 404 && path.headers.get("set-cookie").is_none());
    let odd = alice.with_header("user-agent", b"x\tINFO forged: \xff\xfe").opens("/").await;
    assert!(odd.status.is_success());
    assert!(!service.log().contains("forged") && !service.log().contains('\u{1b}'), "{}", service.log());
}

#[tokio::test]
async fn requests_cannot_choose_the_redirect_target() {
    let service = TestService::shared("form").await;
    for path in [
        "//evil.example/",
        "/\\evil.example",
        "/register?next=https://evil.example",
        "/%2f%2fevil.example/",
        "/verify-email//evil.example",
        "/verify-email/https:%2f%2fevil.example/",
        "/set-password/..%2f..%2fevil/",
    ] {
        let page = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let answer = page.get(format!("{}{path}", service.url)).header("X-Forwarded-Host", "evil.example").send().await;
        let answer = answer.expect("an answer");
        let to = answer.headers().get("location").map(|to| to.to_str().expect("text").to_owned()).unwrap_or_default();
        assert!(to.is_empty() || to.starts_with("/register"), "{path} leads to {to}");
        assert!(!answer.text().await.expect("a page").contains("href=\"https://evil"), "{path}");
    }
}
