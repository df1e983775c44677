//! Plain HTTP, to Synapse and to the service.

use std::time::Duration;

use reqwest::{Client, Method, StatusCode};
use serde_json::Value;

use super::test_servers::servers;

/// A client for what is asked many times a second: a new one would read all certificates of the system. Its
/// connections end with the test's runtime, so each test has its own.
pub fn http() -> Client {
    thread_local! {
        static HTTP: Client =
            Client::builder().pool_idle_timeout(Duration::from_secs(10)).build().expect("a client");
    }
    HTTP.with(Client::clone)
}

/// What Synapse answers to a request with this token, which may be empty.
pub async fn call(method: Method, path: &str, token: &str, body: Option<&Value>) -> (StatusCode, Value) {
    let mut request = http().request(method, format!("{}{path}", servers().synapse.url));
    if !token.is_empty() {
        request = request.bearer_auth(token);
    }
    if let Some(body) = body {
        request = request.json(body);
    }
    let answer = request.send().await.expect("Synapse answers");
    (answer.status(), answer.json().await.expect("Synapse answers in JSON"))
}

/// The server's admin's.
pub fn admin_token() -> &'static str {
    &servers().synapse.admin_token
}

/// Percent-encodes whatever a path could trip over.
pub fn escape(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(byte).collect()
}
