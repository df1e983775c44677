//! A minimal browser for the forms of both services: cookies, no scripts.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use reqwest::{RequestBuilder, StatusCode, header};

/// The browser of one applicant.
pub struct Browser {
    http: reqwest::Client,
    base: String,
    address: String,
    cookies: BTreeMap<String, String>,
}

/// A response.
pub struct Page {
    /// Its `Location`.
    pub location: String,
    /// Its body.
    pub text: String,
}

/// The connection pool that all browsers share.
pub fn connections() -> anyhow::Result<reqwest::Client> {
    Ok(reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build()?)
}

impl Browser {
    /// A browser without cookies for the service at `base`; `X-Forwarded-For` says `address`.
    pub fn new(http: &reqwest::Client, base: &str, address: String) -> Self {
        Self { http: http.clone(), base: base.to_owned(), address, cookies: BTreeMap::new() }
    }

    /// Opens a page.
    pub async fn opens(&mut self, path: &str) -> anyhow::Result<Page> {
        let request = self.http.get(format!("{}{path}", self.base));
        self.sends(request, StatusCode::OK).await.with_context(|| format!("GET {path}"))
    }

    /// Opens a page that redirects, and follows the redirect.
    pub async fn follows(&mut self, path: &str) -> anyhow::Result<Page> {
        let request = self.http.get(format!("{}{path}", self.base));
        let answer = self.sends(request, StatusCode::FOUND).await.with_context(|| format!("GET {path}"))?;
        self.opens(&answer.location).await
    }

    /// Sends a form, and follows the redirect.
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
        // Django answers 302 where the service answers 303.
        let fits = status == expected || (expected == StatusCode::SEE_OTHER && status == StatusCode::FOUND);
        ensure!(fits, "{status}: {}", words(&text));
        Ok(Page { location: location.unwrap_or_default(), text })
    }
}

/// The beginning of a page's text, without tags.
fn words(html: &str) -> String {
    let body = html.split_once("<body").map_or(html, |(_, body)| body);
    let mut text = String::new();
    for part in body.split('<').skip(1) {
        text.push_str(part.split_once('>').map_or("", |(_, words)| words).trim());
        text.push(' ');
    }
    text.chars().take(300).collect()
}
