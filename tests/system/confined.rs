//! The service as nobody in particular, on a file system of which only its own folder can be written;
//! and attacks on the open port that need neither a form nor an account.

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
    support::{matrix::eventually, world::world},
    town::{Town, Wishes},
};

/// Everything is read-only but the folder `$1`; then nobody, who has no powers, runs the rest.
const JAIL: &str = "set -e
mount --make-rprivate /
mount --bind \"$1\" \"$1\"
for place in / /tmp /var /var/tmp /home /root /run /usr /dev/shm; do
  if mountpoint -q $place; then mount -o remount,bind,ro $place; fi
done
shift
exec setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all --bounding-set=-all --no-new-privs \"$@\"";

/// A process in the jail. Dropping it ends it.
struct Confined(Child);

impl Drop for Confined {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn jail(folder: &Path) -> Command {
    let mut command = Command::new("unshare");
    command.args(["-m", "sh", "-c", JAIL, "jail"]).arg(folder);
    command
}

#[tokio::test]
async fn it_needs_neither_root_nor_a_file_system_beside_its_own_folder() {
    let mut town = Town::with(Wishes { leaves_effects: true, ..Wishes::default() }).await;
    town.goes_dark();
    let folder = town.config().parent().expect("a folder").to_owned();
    let chowned = Command::new("chown").args(["-R", "65534:65534"]).arg(&folder).status();
    let may = chowned.is_ok_and(|it| it.success()) && jail(&folder).arg("true").status().is_ok_and(|it| it.success());
    if !may {
        eprintln!("skipped: only root can build the jail");
        return;
    }
    let outside = jail(&folder).args(["sh", "-c", "touch /tmp/x || touch /var/tmp/x || touch /x"]).output();
    assert!(!outside.expect("it runs").status.success(), "the jail holds");

    let (program, authority) = (folder.join("program"), folder.join("authority.pem"));
    fs::copy(env!("CARGO_BIN_EXE_synapse-registration"), &program).expect("copied");
    fs::copy(&world().mail.authority, &authority).expect("copied");
    let log = fs::File::create(folder.join("confined.log")).expect("a log");
    let mut command = jail(&folder);
    command.arg(&program).arg("--config").arg(town.config()).arg("serve");
    command.env("SSL_CERT_FILE", &authority).stdout(Stdio::null()).stderr(log);
    let service = Confined(command.spawn().expect("it starts"));
    let ready = async || reqwest::get(format!("{}/readyz", town.url)).await.ok()?.status().is_success().then_some(());
    eventually("the form answers", ready).await;
    let status = fs::read_to_string(format!("/proc/{}/status", service.0.id())).expect("a process");
    for line in ["Uid:\t65534\t65534\t65534\t65534", "CapEff:\t0000000000000000", "NoNewPrivs:\t1"] {
        assert!(status.contains(line), "{line}: {status}");
    }
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let room = town.room().await;
    town.card(&room, &alice).await;
    drop(service);
    for open in opened_to_others(&folder) {
        let ours = ["config.yaml", "service.log", "confined.log", "program", "authority.pem"];
        assert!(ours.iter().any(|name| open.ends_with(name)), "{} is open to others", open.display());
    }
}

/// Files and folders below `folder` that others may read or change.
fn opened_to_others(folder: &Path) -> Vec<std::path::PathBuf> {
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

fn connect(town: &Town) -> TcpStream {
    let stream = TcpStream::connect(town.url.trim_start_matches("http://")).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_mins(1))).expect("a patient reader");
    stream
}

/// Sends bytes as they are, and gives what comes back until the end.
fn answer(town: &Town, request: &[u8]) -> String {
    let mut stream = connect(town);
    let _ = stream.write_all(request);
    let mut answer = vec![];
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn post(town: &Town, path: &str, headers: &str, body: &[u8]) -> String {
    let host = town.url.trim_start_matches("http://");
    let mut request = format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n{headers}\r\n"
    )
    .into_bytes();
    request.extend_from_slice(body);
    answer(town, &request)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_to_the_port_is_read_to_a_limit_and_no_further() {
    let town = Town::shared("form").await;
    let status = |answer: &str| answer.split(' ').nth(1).unwrap_or_default().to_owned();
    let body = format!("username={}", "a".repeat(100_000));
    let oversized = post(&town, "/register", &format!("Content-Length: {}\r\n", body.len()), body.as_bytes());
    assert_eq!(status(&oversized), "413", "{oversized}");
    let endless = "Transfer-Encoding: chunked\r\n";
    let chunks = format!("4000\r\n{}\r\n", "a".repeat(0x4000));
    assert_eq!(status(&post(&town, "/register", endless, chunks.repeat(3).as_bytes())), "413");

    // A body is never unpacked, so a small one cannot become a large one.
    let packed = post(&town, "/register", "Content-Encoding: gzip\r\nContent-Length: 4\r\n", &[0x1f, 0x8b, 8, 0]);
    assert!(["400", "415", "422"].contains(&&*status(&packed)), "{packed}");
    // Two opinions on where a request ends.
    let smuggled = post(
        &town,
        "/register",
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        b"0\r\n\r\nGET /x HTTP/1.1\r\n\r\n",
    );
    assert_eq!(smuggled.matches("HTTP/1.1 ").count(), 1, "one request, one answer: {smuggled}");
    let twice = post(&town, "/register", "Content-Length: 4\r\nContent-Length: 5\r\n", b"abcde");
    assert_eq!(status(&twice), "400", "{twice}");
    let long = format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(1 << 20));
    assert!(["414", "431", "400"].contains(&&*status(&answer(&town, long.as_bytes()))));
    let many = format!("GET / HTTP/1.1\r\nHost: x\r\n{}\r\n", "X-A: b\r\n".repeat(5000));
    assert!(["431", "400"].contains(&&*status(&answer(&town, many.as_bytes()))));
    let garbage = answer(&town, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03");
    assert!(garbage.is_empty() || status(&garbage) == "400", "{garbage}");
    assert!(town.newcomer("alice").opens("/").await.status.is_success(), "and everybody else is served");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sends_slowly_keeps_nobody_waiting_and_is_hung_up_on() {
    let town = Town::with(Wishes { only: "web,worker", ..Wishes::default() }).await;
    let host = town.url.trim_start_matches("http://").to_owned();
    let mut slow: Vec<_> = (0..300)
        .map(|number| {
            let mut stream = connect(&town);
            let head = if number % 2 == 0 {
                format!("GET / HTTP/1.1\r\nHost: {host}\r\nX-Slow: ")
            } else {
                format!("POST /register HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nContent-Length: 500\r\n\r\nuser")
            };
            stream.write_all(head.as_bytes()).expect("sent");
            stream
        })
        .collect();
    let alice = town.newcomer("alice");
    assert_eq!(alice.asks().await.path, "/register/sent", "everybody else is served");
    for stream in slow.iter_mut().take(2) {
        let mut answer = vec![];
        stream.read_to_end(&mut answer).expect("an end within a minute");
    }
}

#[tokio::test]
async fn nothing_typed_writes_a_line_of_its_own_into_headers_logs_or_mails() {
    let town = Town::shared("form").await;
    let alice = town.newcomer("alice");
    alice.sends("/register", &[("username", &alice.name)]).await;
    let injected = format!("{}\r\nBcc: victim@example.test", alice.email);
    let refused = alice.sends("/register/email", &[("email", &injected)]).await;
    assert_eq!(refused.status, 422, "{}", refused.html);
    for field in ["a\r\nSet-Cookie: x=1", "a\nINFO forged: everything is well", "a\u{2028}b\u{202e}c\0\u{1b}[2J"] {
        let answer = alice.sends("/register", &[("username", field)]).await;
        assert_eq!(answer.status, 422);
        assert!(!answer.headers.iter().any(|(_, value)| value.as_bytes().starts_with(b"x=1")));
    }
    let path = alice.opens("/%0d%0aSet-Cookie:%20x=1?next=%0d%0aINFO%20forged").await;
    assert!(path.status == 404 && path.headers.get("set-cookie").is_none());
    let odd = alice.claiming("user-agent", b"x\tINFO forged: \xff\xfe").opens("/").await;
    assert!(odd.status.is_success());
    assert!(!town.log().contains("forged") && !town.log().contains('\u{1b}'), "{}", town.log());
}

#[tokio::test]
async fn nothing_in_a_request_says_where_one_is_sent_next() {
    let town = Town::shared("form").await;
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
        let answer = page.get(format!("{}{path}", town.url)).header("X-Forwarded-Host", "evil.example").send().await;
        let answer = answer.expect("an answer");
        let to = answer.headers().get("location").map(|to| to.to_str().expect("text").to_owned()).unwrap_or_default();
        assert!(to.is_empty() || to.starts_with("/register"), "{path} leads to {to}");
        assert!(!answer.text().await.expect("a page").contains("href=\"https://evil"), "{path}");
    }
}
