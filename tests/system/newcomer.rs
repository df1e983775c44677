//! Somebody who would like an account, and the pages that they see.

use std::{net::SocketAddr, time::Duration};

use reqwest::{
    StatusCode,
    header::{HeaderMap, HeaderValue},
};

use crate::support::{
    inbox::{self, Mail},
    matrix::{Person, account},
    world::world,
};

/// Strong, and within bcrypt's limit.
pub const PASSWORD: &str = "violet kayak mends the clock";
/// Long enough.
pub const REASON: &str = "I have read about this server, and would like to talk with my friends here.";

/// A page, as an applicant sees it.
#[derive(Debug)]
pub struct Page {
    /// The HTTP status.
    pub status: StatusCode,
    /// Where one ended up.
    pub path: String,
    /// The HTML.
    pub html: String,
    /// The headers.
    pub headers: HeaderMap,
}

impl Page {
    /// How many seconds one is asked to wait.
    pub fn retry_after(&self) -> Option<u64> {
        self.headers.get("retry-after")?.to_str().ok()?.parse().ok()
    }
}

/// Somebody who would like an account, with a browser that keeps cookies and runs no scripts.
#[derive(Clone, Debug)]
pub struct Newcomer {
    /// The username.
    pub name: String,
    /// Where mails go.
    pub email: String,
    url: String,
    /// What mailed links begin with.
    public: String,
    http: reqwest::Client,
}

/// With cookies. The server hangs up on who has been silent for 15 s, and a request that crosses that is lost.
fn browser() -> reqwest::ClientBuilder {
    reqwest::Client::builder().cookie_store(true).pool_idle_timeout(Duration::from_secs(10))
}

impl Newcomer {
    /// Somebody at the service of this address; its host may stand for a socket.
    pub fn at(url: &str, name: &str, email: &str, host: Option<(&str, SocketAddr)>) -> Self {
        let mut http = browser();
        if let Some((host, socket)) = host {
            http = http.resolve(host, socket);
        }
        let http = http.build().expect("a client");
        Self { name: name.to_owned(), email: email.to_owned(), url: url.to_owned(), public: url.to_owned(), http }
    }

    /// The user ID that is asked for.
    pub fn mxid(&self) -> String {
        format!("@{}:{}", self.name, world().synapse.server_name)
    }

    /// The same person at another device: no cookies.
    pub fn at_another_device(&self) -> Self {
        Self { http: browser().build().expect("a client"), ..self.clone() }
    }

    /// The same person at another device, before another web server of the same town.
    pub fn before(&self, url: &str) -> Self {
        Self { url: url.to_owned(), ..self.at_another_device() }
    }

    /// The same browser before another web server of the same town: cookies know no ports.
    pub fn also_before(&self, url: &str) -> Self {
        Self { url: url.to_owned(), ..self.clone() }
    }

    /// The same person at another device, whose requests all carry this header.
    pub fn claiming(&self, header: &'static str, value: &[u8]) -> Self {
        let value = HeaderValue::from_bytes(value).expect("what HTTP can carry");
        let http = browser()
            .default_headers([(reqwest::header::HeaderName::from_static(header), value)].into_iter().collect());
        Self { http: http.build().expect("a client"), ..self.clone() }
    }

    /// Opens a page.
    pub async fn opens(&self, path: &str) -> Page {
        page(self.http.get(format!("{}{path}", self.url)).send().await.expect("an answer")).await
    }

    /// Fills in a form and sends it off.
    pub async fn sends(&self, path: &str, form: &[(&str, &str)]) -> Page {
        let request = self.http.post(format!("{}{path}", self.url)).header("Origin", &self.url).form(form);
        page(request.send().await.expect("an answer")).await
    }

    /// Fills in a form and sends it off; `None` if nobody answers.
    pub async fn tries(&self, path: &str, form: &[(&str, &str)]) -> Option<Page> {
        let request = self.http.post(format!("{}{path}", self.url)).header("Origin", &self.url).form(form);
        let answer = request.send().await.ok()?;
        let (status, path, headers) = (answer.status(), answer.url().path().to_owned(), answer.headers().clone());
        Some(Page { status, path, headers, html: answer.text().await.ok()? })
    }

    /// Steps 1 and 2, up to the mailed link.
    pub async fn asks(&self) -> Page {
        let named = self.sends("/register", &[("username", &self.name)]).await;
        assert_eq!(named.path, "/register/email", "{}", named.html);
        self.sends("/register/email", &[("email", &self.email)]).await
    }

    /// The newest verification link that arrived, as a path.
    pub async fn link(&self) -> String {
        self.link_to("verify").await
    }

    /// The newest link of this kind that arrived, as a path.
    pub async fn link_to(&self, kind: &str) -> String {
        let prefix = format!("{}/{kind}/", self.public);
        inbox::wait_for(&self.email, |mail| mail.link(&prefix).is_some()).await;
        let mails = inbox::mails_to(&self.email);
        let newest = mails.iter().rev().find_map(|mail| mail.link(&prefix)).expect("a link");
        newest.trim_start_matches(&self.public).to_owned()
    }

    /// Presses the button behind the mailed link.
    pub async fn proves(&self) -> Page {
        let link = self.link().await;
        self.sends(&link, &[]).await
    }

    /// Step 3, with the fields as they should be.
    pub async fn submits(&self) -> Page {
        self.sends("/register/details", &[("password", PASSWORD), ("again", PASSWORD), ("reason", REASON)]).await
    }

    /// The whole form.
    pub async fn signs_up(&self) {
        let sent = self.asks().await;
        assert_eq!(sent.path, "/register/sent", "{}", sent.html);
        let proven = self.proves().await;
        assert_eq!(proven.path, "/register/details", "{}", proven.html);
        let done = self.submits().await;
        assert_eq!(done.path, "/register/done", "{}", done.html);
    }

    /// Waits for a mail whose subject says so.
    pub async fn is_told(&self, words: &str) -> Mail {
        inbox::wait_for(&self.email, |mail| mail.subject.contains(words)).await
    }

    /// Whether any mail's subject said so.
    pub fn was_told(&self, words: &str) -> bool {
        inbox::mails_to(&self.email).iter().any(|mail| mail.subject.contains(words))
    }

    /// What Synapse answers to a login.
    pub async fn login(&self) -> Result<Person, serde_json::Value> {
        Person::log_in(&self.name, PASSWORD).await
    }

    /// Synapse's view of the account.
    pub async fn account(&self) -> Option<serde_json::Value> {
        account(&self.name).await
    }
}

async fn page(answer: reqwest::Response) -> Page {
    let (status, path, headers) = (answer.status(), answer.url().path().to_owned(), answer.headers().clone());
    Page { status, path, headers, html: answer.text().await.expect("a page") }
}
