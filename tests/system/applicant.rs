//! An applicant with a browser: forms, pages, mails and the account.

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use reqwest::{
    StatusCode,
    header::{HeaderMap, HeaderName, HeaderValue},
};

use crate::support::{
    inbox::{self, Mail},
    matrix::{Person, account},
    test_servers::servers,
};

/// A strong password within bcrypt's limit.
pub const PASSWORD: &str = "violet kayak mends the clock";
/// A reason of sufficient length.
pub const REASON: &str = "I have read about this server, and would like to talk with my friends here.";

/// A page, as an applicant sees it.
#[derive(Debug)]
pub struct Page {
    /// The HTTP status.
    pub status: StatusCode,
    /// The path after redirects.
    pub path: String,
    /// The HTML.
    pub html: String,
    /// The headers.
    pub headers: HeaderMap,
}

impl Page {
    /// The seconds in `Retry-After`.
    pub fn retry_after(&self) -> Option<u64> {
        self.headers.get("retry-after")?.to_str().ok()?.parse().ok()
    }
}

/// An applicant whose browser keeps cookies and runs no scripts.
#[derive(Clone, Debug)]
pub struct Applicant {
    /// The username.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    url: String,
    /// Base URL of mailed links.
    public: String,
    http: reqwest::Client,
}

/// Keeps cookies. The idle timeout is shorter than the server's 15 s, so that no request is lost.
fn browser() -> reqwest::ClientBuilder {
    reqwest::Client::builder().cookie_store(true).pool_idle_timeout(Duration::from_secs(10))
}

impl Applicant {
    /// An applicant at this service; `host` may be resolved to a socket.
    pub fn new(url: &str, name: &str, email: &str, host: Option<(&str, SocketAddr)>) -> Self {
        let mut http = browser();
        if let Some((host, socket)) = host {
            http = http.resolve(host, socket);
        }
        let http = http.build().expect("a client");
        Self { name: name.to_owned(), email: email.to_owned(), url: url.to_owned(), public: url.to_owned(), http }
    }

    /// The requested user ID.
    pub fn mxid(&self) -> String {
        format!("@{}:{}", self.name, servers().synapse.server_name)
    }

    /// The username as lists show it.
    pub fn handle(&self) -> String {
        format!("@{}", self.name)
    }

    /// The same applicant on another device, without cookies.
    pub fn on_another_device(&self) -> Self {
        Self { http: browser().build().expect("a client"), ..self.clone() }
    }

    /// The same applicant on another device, using another process of the service.
    pub fn on_another_device_at(&self, url: &str) -> Self {
        Self { url: url.to_owned(), ..self.on_another_device() }
    }

    /// The same browser using another process of the service; cookies ignore ports.
    pub fn same_browser_at(&self, url: &str) -> Self {
        Self { url: url.to_owned(), ..self.clone() }
    }

    /// The same applicant on another device that sends this header with every request.
    pub fn with_header(&self, header: &'static str, value: &[u8]) -> Self {
        let value = HeaderValue::from_bytes(value).expect("a valid header");
        let http = browser().default_headers([(HeaderName::from_static(header), value)].into_iter().collect());
        Self { http: http.build().expect("a client"), ..self.clone() }
    }

    /// The same applicant on another device, behind a proxy with this URL, and with this address on loopback. With
    /// `is_lying`, every request claims to come from other addresses.
    pub fn through(&self, url: &str, from: IpAddr, is_lying: bool) -> Self {
        let mut http = browser().danger_accept_invalid_certs(true).local_address(from);
        if is_lying {
            let forged =
                [("x-forwarded-for", "198.51.100.7"), ("forwarded", "for=198.51.100.8"), ("x-real-ip", "198.51.100.9")];
            let header = |(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value));
            http = http.default_headers(forged.into_iter().map(header).collect());
        }
        let (url, http) = (url.to_owned(), http.build().expect("a client"));
        Self { public: url.clone(), url, http, ..self.clone() }
    }

    /// Opens a page.
    pub async fn opens(&self, path: &str) -> Page {
        page(self.http.get(format!("{}{path}", self.url)).send().await.expect("an answer")).await
    }

    /// Submits a form.
    pub async fn posts(&self, path: &str, form: &[(&str, &str)]) -> Page {
        let request = self.http.post(format!("{}{path}", self.url)).header("Origin", &self.url).form(form);
        page(request.send().await.expect("an answer")).await
    }

    /// Submits a form; `None` if there is no answer.
    pub async fn tries_to_post(&self, path: &str, form: &[(&str, &str)]) -> Option<Page> {
        let request = self.http.post(format!("{}{path}", self.url)).header("Origin", &self.url).form(form);
        let answer = request.send().await.ok()?;
        let (status, path, headers) = (answer.status(), answer.url().path().to_owned(), answer.headers().clone());
        Some(Page { status, path, headers, html: answer.text().await.ok()? })
    }

    /// Steps 1 and 2: username and e-mail address.
    pub async fn requests_link(&self) -> Page {
        let named = self.posts("/register", &[("username", &self.name)]).await;
        assert_eq!(named.path, "/register/email", "{}", named.html);
        self.posts("/register/email", &[("email", &self.email)]).await
    }

    /// The path of the newest verification link.
    pub async fn link(&self) -> String {
        self.link_to("verify").await
    }

    /// The path of the newest link of this kind.
    pub async fn link_to(&self, kind: &str) -> String {
        let prefix = format!("{}/{kind}/", self.public);
        inbox::wait_for(&self.email, |mail| mail.link(&prefix).is_some()).await;
        let mails = inbox::mails_to(&self.email);
        let newest = mails.iter().rev().find_map(|mail| mail.link(&prefix)).expect("a link");
        newest.trim_start_matches(&self.public).to_owned()
    }

    /// Opens the mailed link and presses its button.
    pub async fn confirms_email(&self) -> Page {
        let link = self.link().await;
        self.posts(&link, &[]).await
    }

    /// Step 3 with valid fields.
    pub async fn submits_details(&self) -> Page {
        self.posts("/register/details", &[("password", PASSWORD), ("again", PASSWORD), ("reason", REASON)]).await
    }

    /// Completes the whole form.
    pub async fn signs_up(&self) {
        let sent = self.requests_link().await;
        assert_eq!(sent.path, "/register/sent", "{}", sent.html);
        let proven = self.confirms_email().await;
        assert_eq!(proven.path, "/register/details", "{}", proven.html);
        let done = self.submits_details().await;
        assert_eq!(done.path, "/register/done", "{}", done.html);
    }

    /// Waits for a mail whose subject contains `words`.
    pub async fn receives_mail(&self, words: &str) -> Mail {
        inbox::wait_for(&self.email, |mail| mail.subject.contains(words)).await
    }

    /// Whether a mail's subject contains `words`.
    pub fn has_mail(&self, words: &str) -> bool {
        inbox::mails_to(&self.email).iter().any(|mail| mail.subject.contains(words))
    }

    /// Logs in at Synapse.
    pub async fn login(&self) -> Result<Person, serde_json::Value> {
        Person::log_in(&self.name, PASSWORD).await
    }

    /// The account, as Synapse's admin API returns it.
    pub async fn account(&self) -> Option<serde_json::Value> {
        account(&self.name).await
    }
}

async fn page(answer: reqwest::Response) -> Page {
    let (status, path, headers) = (answer.status(), answer.url().path().to_owned(), answer.headers().clone());
    Page { status, path, headers, html: answer.text().await.expect("a page") }
}
