//! A minimal Matrix client: requests and JSON.

use std::time::Duration;

use anyhow::{Context, ensure};
use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::servers::Homeserver;

/// A user with an access token.
#[derive(Clone)]
pub struct Matrix {
    http: Client,
    url: String,
    token: String,
}

impl Matrix {
    /// The server's admin.
    pub fn admin(at: &Homeserver) -> anyhow::Result<Self> {
        let http = crate::browser::connections()?;
        Ok(Self { http, url: at.url.clone(), token: at.admin_token.clone() })
    }

    /// A user who has logged in.
    pub fn with_token(at: &Homeserver, token: String) -> anyhow::Result<Self> {
        Ok(Self { token, ..Self::admin(at)? })
    }

    /// Logs a user in with a password.
    pub async fn login(at: &Homeserver, user: &str, password: &str) -> anyhow::Result<Self> {
        let bare = Self::with_token(at, String::new())?;
        let body = json!({
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": user},
            "password": password,
        });
        let answer = bare.call(Method::POST, "/_matrix/client/v3/login", &body).await?;
        let token = answer["access_token"].as_str().context("no token")?.to_owned();
        Ok(Self { token, ..bare })
    }

    /// Sends a request; any status but success is an error.
    pub async fn call(&self, method: Method, path: &str, body: &Value) -> anyhow::Result<Value> {
        let mut request = self.http.request(method.clone(), format!("{}{path}", self.url));
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        if method != Method::GET {
            request = request.json(body);
        }
        let answer = request.timeout(Duration::from_mins(1)).send().await?;
        let (status, body) = (answer.status(), answer.json::<Value>().await?);
        ensure!(status.is_success(), "{path}: {status} {body}");
        Ok(body)
    }

    /// Sends an event, and returns its ID.
    pub async fn send(&self, room: &str, kind: &str, txn: &str, content: &Value) -> anyhow::Result<String> {
        let path = format!("/_matrix/client/v3/rooms/{room}/send/{kind}/{txn}");
        let answer = self.call(Method::PUT, &path, content).await?;
        Ok(answer["event_id"].as_str().context("no event")?.to_owned())
    }

    /// Reacts to an event.
    pub async fn react(&self, room: &str, event: &str, key: &str, txn: &str) -> anyhow::Result<()> {
        let content = json!({"m.relates_to": {"rel_type": "m.annotation", "event_id": event, "key": key}});
        self.send(room, "m.reaction", txn, &content).await.map(drop)
    }

    /// Creates a private room with this `state`, and invites `user`.
    pub async fn room_with(&self, user: &str, state: &Value) -> anyhow::Result<String> {
        let body = json!({"preset": "private_chat", "invite": [user], "initial_state": state});
        let answer = self.call(Method::POST, "/_matrix/client/v3/createRoom", &body).await?;
        Ok(answer["room_id"].as_str().context("no room")?.to_owned())
    }
}
