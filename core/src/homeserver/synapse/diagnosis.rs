//! Says what is wrong when Synapse does not do what it was asked: its address, the certificate, the token, the clock.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp, fmt::rfc2822};
use reqwest::{Client, header::DATE};
use url::Url;

use super::{Synapse, SynapseError};
use crate::finding::{Code, ConnectionProblem, Finding, Part};

/// Time limit of each additional look.
const TIMEOUT: Duration = Duration::from_secs(5);

impl Synapse {
    /// Host and port of the configured address.
    #[must_use]
    pub fn address(&self) -> String {
        host_and_port(self.server())
    }

    /// What is wrong, how to fix it. Sends nothing.
    #[must_use]
    pub fn finding(&self, error: &SynapseError) -> Finding {
        let (code, part) = match error {
            SynapseError::Unreachable(error) => {
                let problem = ConnectionProblem::of_http(error);
                let cause = format!("Synapse cannot be reached at {}: {problem}", self.address());
                return Finding::new(Part::Synapse, problem.code(), cause);
            }
            SynapseError::Redirected { to, .. } => {
                let words = format!("Write `server: {}` below `synapse`.", base_of(to));
                let cause = format!("{error}, and a redirect is not followed");
                return Finding::new(Part::Synapse, Code::Redirect, cause).with_remedy(words);
            }
            SynapseError::Limited { .. } => (Code::SynapseLimited, Part::Synapse),
            SynapseError::BadToken { .. } => (Code::TokenInvalid, Part::Token),
            SynapseError::Refused { status: 403, errcode, .. } if errcode == "M_FORBIDDEN" => {
                (Code::TokenNotAdmin, Part::Token)
            }
            SynapseError::Unintelligible { .. } => (Code::NotSynapse, Part::Synapse),
            _ => (Code::SynapseError, Part::Synapse),
        };
        let cause = match error {
            SynapseError::Unintelligible { .. } => format!("{error}: {}", self.server()),
            error => error.to_string(),
        };
        Finding::new(part, code, cause)
    }

    /// The same after a closer look: whether the port speaks the other one of http and https.
    pub async fn diagnose(&self, error: &SynapseError) -> Finding {
        let other = match self.server().scheme() {
            "http" => "https",
            _ => "http",
        };
        let is_odd = matches!(error, SynapseError::Unreachable(cause)
            if matches!(ConnectionProblem::of_http(cause), ConnectionProblem::Closed | ConnectionProblem::Other | ConnectionProblem::NotTls | ConnectionProblem::TimedOut));
        let is_odd = is_odd || matches!(error, SynapseError::Unintelligible { status: 400 });
        if is_odd && self.speaks(other).await {
            let (address, scheme) = (self.address(), self.server().scheme());
            let cause = format!("`synapse.server` begins with {scheme}://, but {address} speaks {other}");
            let remedy = format!("Write `server: {other}://{address}` below `synapse`.");
            return Finding::new(Part::Synapse, Code::TlsMismatch, cause).with_remedy(remedy);
        }
        self.finding(error)
    }

    /// Whether a server answers with this scheme at the configured host and port. The token is not sent.
    async fn speaks(&self, scheme: &str) -> bool {
        let text = format!("{scheme}://{}/_matrix/client/versions", self.address());
        let Ok(client) = Client::builder().danger_accept_invalid_certs(true).timeout(TIMEOUT).build() else {
            return false;
        };
        match client.get(text).send().await {
            // A plain-text complaint about TLS is no answer.
            Ok(answer) => answer.status() != reqwest::StatusCode::BAD_REQUEST,
            Err(_) => false,
        }
    }

    /// How far `now` is ahead of Synapse's clock; `None` if Synapse does not say.
    pub async fn clock_difference(&self, now: impl Fn() -> Timestamp) -> Option<SignedDuration> {
        let request = self.http().get(self.url(&["_matrix", "client", "versions"])).timeout(TIMEOUT);
        let answer = request.send().await.ok()?;
        let date = answer.headers().get(DATE)?.to_str().ok()?;
        Some(now().duration_since(rfc2822::parse(date).ok()?.timestamp()))
    }
}

/// Host and port of a URL.
#[must_use]
pub fn host_and_port(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port_or_known_default().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// The part of a redirect's target that is a base URL.
fn base_of(target: &str) -> String {
    match target.split_once("/_synapse/").or_else(|| target.split_once("/_matrix/")) {
        Some((base, _)) => base.to_owned(),
        None => target.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_url_is_what_precedes_the_api() {
        assert_eq!(base_of("https://m.example/_synapse/admin/v1/server_version"), "https://m.example");
        assert_eq!(base_of("https://m.example/login"), "https://m.example/login");
    }

    #[test]
    fn default_ports_are_named() {
        for (url, expected) in
            [("https://matrix.example.org", "matrix.example.org:443"), ("http://[::1]:8008/", "[::1]:8008")]
        {
            assert_eq!(host_and_port(&url.parse().expect("a URL")), expected);
        }
    }
}
