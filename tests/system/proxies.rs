//! The form behind nginx, Caddy and Apache as Debian packages them, with the configurations in `docs/proxies`.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    net::{IpAddr, Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use crate::{
    harness::{TestOptions, TestService},
    support::{matrix::eventually, test_servers::servers},
};

/// A running proxy. Dropping it ends the process.
struct RunningProxy {
    process: Child,
    /// Its https address.
    url: String,
    /// Its http address, which leads to the other one.
    plain: String,
    _folder: tempfile::TempDir,
}

impl Drop for RunningProxy {
    fn drop(&mut self) {
        // Its workers end with it.
        let _ = Command::new("kill").arg(self.process.id().to_string()).status();
        let _ = self.process.wait();
    }
}

/// Opens connections that send half of a form and wait, until its input ends.
const SLOW_CLIENTS: &str = "
import socket, ssl, sys
context = ssl.create_default_context()
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
head = b'POST /register HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nContent-Type: application/x-www-form-urlencoded\\r\\nContent-Length: 900\\r\\n'
slow = []
for number in range(60):
    stream = context.wrap_socket(socket.create_connection(('127.0.0.1', int(sys.argv[1]))))
    stream.sendall(head[:40] if number % 2 else head + b'\\r\\nusername=a')
    slow.append(stream)
print('ready', flush=True)
sys.stdin.read()
";

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number").port()
}

/// The program of a proxy; `None` if it is not installed and could not be, because we are not root.
fn program(name: &str) -> Option<PathBuf> {
    let proxies = &servers().proxies;
    let found = proxies.programs.get(name).cloned().flatten();
    if let (None, Some(problem)) = (&found, &proxies.problem) {
        panic!("{name} cannot be tested: {problem}");
    }
    if found.is_none() {
        eprintln!("skipped: {name} is not installed, and only root can install it");
    }
    found
}

/// The configuration in `docs/proxies`, with the names and places of this test.
fn configuration(file: &str, changes: &[(&str, &str)]) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/proxies").join(file);
    let mut text = fs::read_to_string(path).expect("a configuration");
    for (from, to) in changes {
        assert!(text.contains(from), "{file} has {from:?}");
        text = text.replace(from, to);
    }
    text
}

/// Starts a proxy for the service on `upstream`.
async fn start(name: &str, program: &Path, (port, plain): (u16, u16), upstream: &str) -> RunningProxy {
    let folder = tempfile::tempdir().expect("a folder");
    let certificate = servers().postfix.as_ref().map_or_else(
        || servers().mail.authority.with_file_name("self-signed.pem"),
        |postfix| postfix.certificate.clone(),
    );
    let (certificate, key) =
        (certificate.display().to_string(), certificate.with_extension("key").display().to_string());
    let mut command = Command::new(program);
    match name {
        "nginx" => nginx(&mut command, folder.path(), (port, plain), upstream, (&certificate, &key)),
        "caddy" => caddy(&mut command, folder.path(), port, upstream, (&certificate, &key)),
        _ => apache(&mut command, folder.path(), (port, plain), upstream, (&certificate, &key)),
    }
    let log = fs::File::create(folder.path().join("output.log")).expect("a log");
    let errors = log.try_clone().expect("a log");
    let process = command.stdin(Stdio::null()).stdout(log).stderr(errors).spawn().expect("it starts");
    let proxy = RunningProxy {
        process,
        url: format!("https://127.0.0.1:{port}"),
        plain: format!("http://127.0.0.1:{plain}"),
        _folder: folder,
    };
    let listens = async || std::net::TcpStream::connect(("127.0.0.1", port)).ok();
    eventually(&format!("{name} listens"), listens).await;
    proxy
}

fn nginx(command: &mut Command, folder: &Path, ports: (u16, u16), upstream: &str, (certificate, key): (&str, &str)) {
    let site = configuration(
        "nginx.conf",
        &[
            ("    listen [::]:80;\n", ""),
            ("    listen [::]:443 ssl http2;\n", ""),
            ("listen 80;", &format!("listen 127.0.0.1:{};", ports.1)),
            ("listen 443 ssl http2;", &format!("listen 127.0.0.1:{} ssl http2;", ports.0)),
            ("register.example.org;", "_;"),
            ("https://$host$request_uri", &format!("https://$host:{}$request_uri", ports.0)),
            ("/etc/letsencrypt/live/register.example.org/fullchain.pem", certificate),
            ("/etc/letsencrypt/live/register.example.org/privkey.pem", key),
            ("http://127.0.0.1:8000", upstream),
        ],
    );
    let place = folder.display();
    let main = format!(
        "daemon off;\nuser root;\nworker_processes 1;\npid {place}/nginx.pid;\nerror_log stderr;\nevents {{}}\n\
         http {{\naccess_log off;\nclient_body_temp_path {place}/body;\nproxy_temp_path {place}/proxy;\n\
         fastcgi_temp_path {place}/f;\nuwsgi_temp_path {place}/u;\nscgi_temp_path {place}/s;\n{site}\n}}\n"
    );
    let file = folder.join("nginx.conf");
    fs::write(&file, main).expect("written");
    command.arg("-c").arg(&file).arg("-p").arg(folder);
}

fn caddy(command: &mut Command, folder: &Path, port: u16, upstream: &str, (certificate, key): (&str, &str)) {
    let site = configuration(
        "Caddyfile",
        &[
            (
                "register.example.org {\n",
                &format!("https://127.0.0.1:{port} {{\n\tbind 127.0.0.1\n\ttls {certificate} {key}\n"),
            ),
            ("127.0.0.1:8000", upstream.trim_start_matches("http://")),
        ],
    );
    let file = folder.join("Caddyfile");
    fs::write(&file, format!("{{\n\tauto_https off\n\tadmin off\n}}\n{site}")).expect("written");
    command.args(["run", "--adapter", "caddyfile", "--config"]).arg(&file);
    command.env("XDG_DATA_HOME", folder).env("XDG_CONFIG_HOME", folder).env("HOME", folder);
}

fn apache(command: &mut Command, folder: &Path, ports: (u16, u16), upstream: &str, (certificate, key): (&str, &str)) {
    let site = configuration(
        "apache.conf",
        &[
            ("<VirtualHost *:80>", &format!("<VirtualHost 127.0.0.1:{}>", ports.1)),
            ("<VirtualHost *:443>", &format!("<VirtualHost 127.0.0.1:{}>", ports.0)),
            ("https://register.example.org/", &format!("https://127.0.0.1:{}/", ports.0)),
            ("/etc/letsencrypt/live/register.example.org/fullchain.pem", certificate),
            ("/etc/letsencrypt/live/register.example.org/privkey.pem", key),
            ("http://127.0.0.1:8000", upstream),
        ],
    );
    let modules = ["mpm_event", "authz_core", "alias", "headers", "proxy", "proxy_http", "socache_shmcb", "ssl"]
        .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"))
        .concat();
    let place = folder.display();
    let main = format!(
        "{modules}ServerRoot {place}\nServerName 127.0.0.1\nPidFile {place}/apache.pid\nDefaultRuntimeDir {place}\n\
         Mutex file:{place} default\nErrorLog {place}/error.log\nUser www-data\nGroup www-data\n\
         Listen 127.0.0.1:{}\nListen 127.0.0.1:{}\n{site}",
        ports.0, ports.1
    );
    let file = folder.join("apache.conf");
    fs::write(&file, main).expect("written");
    command.arg("-DFOREGROUND").arg("-f").arg(&file);
}

/// A service that is reached through this proxy.
async fn behind(name: &str) -> Option<(TestService, RunningProxy)> {
    let program = program(name)?;
    let (port, plain) = (free_port(), free_port());
    let config = format!(
        "public_url: https://127.0.0.1:{port}\ntrust_proxy: [127.0.0.1]\nrate_limit: {{forms: 3, email_submission: 100}}\n"
    );
    let service = TestService::with(TestOptions { only: "web,worker", config, ..TestOptions::default() }).await;
    let proxy = start(name, &program, (port, plain), &service.url).await;
    Some((service, proxy))
}

async fn works_behind(name: &str) {
    let Some((service, proxy)) = behind(name).await else { return };
    let from = |last: u8| IpAddr::from(Ipv4Addr::new(127, 0, 0, last));
    let alice = service.applicant("alice").through(&proxy.url, from(2), true);
    let page = alice.opens("/register").await;
    assert!(page.status.is_success(), "{page:?}");
    let first = alice.posts("/register", &[("username", &alice.name)]).await;
    assert_eq!(first.path, "/register/email", "{}", first.html);
    alice.signs_up().await;
    let history = service.show(&alice)["history"].clone();
    let by_applicant = history.as_array().expect("a history").iter().filter(|entry| entry["who"] == "applicant");
    let addresses: Vec<&str> = by_applicant.filter_map(|entry| entry["address"].as_str()).collect();
    assert!(!addresses.is_empty() && addresses.iter().all(|address| *address == "127.0.0.2"), "{addresses:?}");
    assert!(!service.log().contains("trust_proxy"), "the service trusts this proxy: {}", service.log());

    // Each client has a limit of its own, whatever it claims to be.
    let bert = service.applicant("bert").through(&proxy.url, from(3), true);
    let mut statuses = vec![];
    for _ in 0..4 {
        statuses.push(bert.posts("/register", &[("username", &bert.name)]).await.status.as_u16());
    }
    assert_eq!(statuses, [200, 200, 200, 429]);
    let carl = service.applicant("carl").through(&proxy.url, from(4), false);
    assert_eq!(carl.posts("/register", &[("username", &carl.name)]).await.status, 200);

    cookie_is_secure(&service, &proxy).await;
    // The service closes the connection before everything is sent, which a proxy may report as 502, or close, too.
    for bytes in [100_000, 3_000_000] {
        let page = carl.tries_to_post("/register", &[("username", &"a".repeat(bytes))]).await;
        assert!(page.is_none_or(|page| matches!(page.status.as_u16(), 413 | 502)), "{bytes}");
    }
    slow_clients_disturb_nobody(&service, &proxy).await;
    if name != "caddy" {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let answer = client.get(format!("{}/register", proxy.plain)).send().await.expect("an answer");
        let to = answer.headers()["location"].to_str().expect("text");
        assert_eq!((answer.status().as_u16(), to), (301, format!("{}/register", proxy.url).as_str()));
    }
}

async fn cookie_is_secure(service: &TestService, proxy: &RunningProxy) {
    let browser =
        reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).danger_accept_invalid_certs(true);
    let browser = browser.local_address(IpAddr::from(Ipv4Addr::new(127, 0, 0, 6))).build().expect("a client");
    let request = browser.post(format!("{}/register", proxy.url)).header("Origin", &proxy.url);
    let answer = request.form(&[("username", service.applicant("emma").name)]).send().await.expect("an answer");
    let cookie = answer.headers()["set-cookie"].to_str().expect("text");
    assert!(cookie.contains("; Secure"), "{cookie}");
}

async fn slow_clients_disturb_nobody(service: &TestService, proxy: &RunningProxy) {
    let port = proxy.url.rsplit(':').next().expect("a port");
    let mut slow = Command::new(&servers().other_client.python)
        .args(["-c", SLOW_CLIENTS, port])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 runs");
    let mut said = String::new();
    BufReader::new(slow.stdout.take().expect("a pipe")).read_line(&mut said).expect("a line");
    assert_eq!(said, "ready\n");
    let dora = service.applicant("dora").through(&proxy.url, Ipv4Addr::new(127, 0, 0, 5).into(), false);
    dora.signs_up().await;
    drop(slow.stdin.take());
    let _ = slow.wait();
}

#[tokio::test]
async fn form_works_behind_nginx() {
    works_behind("nginx").await;
}

#[tokio::test]
async fn form_works_behind_caddy() {
    works_behind("caddy").await;
}

#[tokio::test]
async fn form_works_behind_apache() {
    works_behind("apache").await;
}
