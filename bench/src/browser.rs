//! Somebody's browser, as far as the forms of both services need one: cookies, and no scripts.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use reqwest::{RequestBuilder, StatusCode, header};

/// One person's browser.
pub struct Browser {
    http: reqwest::Client,
    base: String,
    address: String,
    cookies: BTreeMap<String, String>,
}

/// What a server answered.
pub struct Page {
    /// Where it leads.
    pub location: String,
    /// What it shows.
    pub text: String,
}

/// The connections that all browsers share.
pub fn connections() -> anyhow::Result<reqwest::Client> {
    Ok(reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build()?)
}

impl Browser {
    /// A browser without cookies at the service `base`; the proxy in front says that it is at `address`.
    pub fn new(http: &reqwest::Client, base: &str, address: String) -> Self {
        Self { http: http.clone(), base: base.to_owned(), address, cookies: BTreeMap::new() }
    }

    /// Opens a page.
    pub async fn opens(&mut self, path: &str) -> anyhow::Result<Page> {
        let request = self.http.get(format!("{}{path}", self.base));
        self.sends(request, StatusCode::OK).await.with_context(|| format!("GET {path}"))
    }

    /// Opens a page that leads elsewhere, and goes there.
    pub async fn follows(&mut self, path: &str) -> anyhow::Result<Page> {
        let request = self.http.get(format!("{}{path}", self.base));
        let answer = self.sends(request, StatusCode::FOUND).await.with_context(|| format!("GET {path}"))?;
        self.opens(&answer.location).await
    }

    /// Sends a form, and opens the page to which the answer leads.
    pub async fn fills_in(&mut self, path: &str, form: &[(&str, &str)]) -> anyhow::Result<Page> {
        let request = self.http.post(format!("{}{path}", self.base)).header(header::ORIGIN, &self.base).form(form);
        let answer = self.sends(request, StatusCode::SEE_OTHER).await.with_context(|| format!("POST {path}"))?;
        let to = answer.location.strip_prefix(&self.base).unwrap_or(&answer.location).to_owned();
        self.opens(&to).await
    }

    async fn sends(&mut self, request: RequestBuilder, expected: StatusCode) -> anyhow::Result<Page> {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header("x-forwarded-for", &self.address).header(header::COOKIE, cookies.join("; "));
        let answer = request.send().await?;
        let status = answer.status();
        for cookie in answer.headers().get_all(header::SET_COOKIE) {
            let pair = cookie.to_str()?.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let location = answer.headers().get(header::LOCATION).map(|to| to.to_str().map(str::to_owned)).transpose()?;
        let text = answer.text().await?;
        // Django says 302 where we say 303.
        let fits = status == expected || (expected == StatusCode::SEE_OTHER && status == StatusCode::FOUND);
        ensure!(fits, "{status}: {}", words(&text));
        Ok(Page { location: location.unwrap_or_default(), text })
    }
}

/// What is left of a page without its tags, shortened.
fn words(html: &str) -> String {
    let body = html.split_once("<body").map_or(html, |(_, body)| body);
    let mut text = String::new();
    for part in body.split('<').skip(1) {
        text.push_str(part.split_once('>').map_or("", |(_, words)| words).trim());
        text.push(' ');
    }
    text.chars().take(300).collect()
}
