//! The servers that `cargo xtask test` started for this run, and where they are.

use std::path::PathBuf;
use std::sync::OnceLock;

use serde::Deserialize;

/// Written by `xtask/src/fixtures/test_servers.rs`.
#[derive(Debug, Deserialize)]
pub struct TestServers {
    /// This run's own folder; removed by a later run.
    pub folder: PathBuf,
    /// One Synapse for the whole run: each test has its own names and rooms.
    pub synapse: Synapse,
    /// Mail servers that keep what they are sent.
    pub mail: Mail,
    /// A real Postfix, where we are root.
    pub postfix: Option<Postfix>,
    /// The `PostgreSQL` server, without the name of a database. A user named `with_password` needs one.
    pub postgres_url: String,
    /// Validates alerts of Prometheus.
    pub promtool: PathBuf,
    /// Headless Chromium.
    pub browser: Browser,
    /// Reverse proxies.
    pub proxies: Proxies,
    /// The app that we take over from.
    pub django: Django,
    /// A Matrix client that shares no code with ours.
    pub other_client: OtherClient,
}

/// The programs of reverse proxies: see `xtask/src/fixtures/proxies.rs`.
#[derive(Debug, Deserialize)]
pub struct Proxies {
    /// By name; `None` if it is not installed.
    pub programs: std::collections::BTreeMap<String, Option<PathBuf>>,
    /// Why packages could not be installed, although we are root.
    pub problem: Option<String>,
}

/// See `xtask/fixtures/moderator.py`.
#[derive(Debug, Deserialize)]
pub struct OtherClient {
    /// Its Python.
    pub python: PathBuf,
    /// The script.
    pub script: PathBuf,
}

/// A real Synapse, without rate limits.
#[derive(Debug, Deserialize)]
pub struct Synapse {
    /// Plain HTTP.
    pub url: String,
    /// The same server behind TLS, signed by `authority`.
    pub https_url: String,
    /// A PEM file: the authority that clients of `https_url` must trust.
    pub authority: PathBuf,
    /// What follows the colon of an MXID.
    pub server_name: String,
    /// The server's admin.
    pub admin_id: String,
    /// The admin's access token.
    pub admin_token: String,
    /// Synapse's `registration_shared_secret`.
    pub shared_secret: String,
    /// Synapse's `form_secret`.
    pub form_secret: String,
}

/// Mail servers: see `xtask/fixtures/mailserver.py` for what each does.
#[derive(Debug, Deserialize)]
pub struct Mail {
    /// Mails and envelopes.
    pub folder: PathBuf,
    /// Where they listen, on 127.0.0.1.
    pub ports: Ports,
    /// The login that `starttls` and `tls` ask for.
    pub username: String,
    /// Its password.
    pub password: String,
    /// A PEM file: give it to a client as `SSL_CERT_FILE`.
    pub authority: PathBuf,
}

/// Postfix, with a login, restrictions and greylisting: see `xtask/src/fixtures/postfix.rs`. What it takes arrives
/// in the same inbox as other mail.
#[derive(Debug, Deserialize)]
pub struct Postfix {
    /// STARTTLS and login required; the login is that of [`Mail`].
    pub port: u16,
    /// What it logs.
    pub log: PathBuf,
    /// Its certificate, which signs itself.
    pub certificate: PathBuf,
}

/// Ports on 127.0.0.1; the certificate is for `localhost` and `127.0.0.1`.
#[derive(Debug, Deserialize)]
pub struct Ports {
    /// Neither encryption nor login.
    pub plain: u16,
    /// STARTTLS and login required.
    pub starttls: u16,
    /// TLS from the first byte, and login required.
    pub tls: u16,
    /// The same, with a certificate that has expired.
    pub expired: u16,
}

/// Chromium through chromedriver.
#[derive(Debug, Deserialize)]
pub struct Browser {
    /// Where `WebDriver` sessions are made.
    pub webdriver_url: String,
    /// The browser.
    pub chromium: PathBuf,
    /// The script of axe-core.
    pub axe: PathBuf,
    /// Where pictures of pages go.
    pub screenshots: PathBuf,
}

/// The Django app: see `xtask/fixtures/old_app.py`.
#[derive(Debug, Deserialize)]
pub struct Django {
    /// For each version, the Python that has it.
    pub pythons: std::collections::BTreeMap<String, PathBuf>,
    /// Uses the app as people do.
    pub script: PathBuf,
    /// The config file that its newest version shows to operators.
    pub config: PathBuf,
}

/// The servers of this run.
///
/// # Panics
/// Outside of `cargo xtask test`.
pub fn servers() -> &'static TestServers {
    static WORLD: OnceLock<TestServers> = OnceLock::new();
    WORLD.get_or_init(|| {
        let file = std::env::var_os("REGISTRATION_TEST_SERVERS")
            .expect("these tests need real servers: run `cargo xtask test`");
        let text = std::fs::read_to_string(&file).expect("the servers of these tests are gone: run `cargo xtask test`");
        serde_json::from_str(&text).expect("servers.json is what xtask writes")
    })
}
