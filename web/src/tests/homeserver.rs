//! A stub of Synapse.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    body::Bytes,
    http::{Method, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// The stub; clones share its state.
#[derive(Clone, Default)]
pub struct Homeserver(Arc<Mutex<Known>>);

#[derive(Default)]
struct Known {
    is_down: bool,
    makes_nothing: bool,
    natives: Vec<String>,
    refused: Vec<String>,
    users: BTreeMap<String, Value>,
    twin: Option<String>,
    said: BTreeMap<String, (StatusCode, &'static str)>,
}

impl Homeserver {
    pub fn is_down(&self, is_down: bool) {
        self.0.lock().expect("not poisoned").is_down = is_down;
    }

    /// Answers reads, but fails to create accounts.
    pub fn makes_nothing(&self, makes_nothing: bool) {
        self.0.lock().expect("not poisoned").makes_nothing = makes_nothing;
    }

    /// Adds an account that we did not create.
    pub fn has(&self, name: &str) {
        self.0.lock().expect("not poisoned").natives.push(name.to_owned());
    }

    /// Refuses this username as invalid.
    pub fn refuses(&self, name: &str) {
        self.0.lock().expect("not poisoned").refused.push(name.to_owned());
    }

    /// Sets the response below this path; `None` restores the default.
    pub fn says(&self, path: &str, answer: Option<(StatusCode, &'static str)>) {
        let said = &mut self.0.lock().expect("not poisoned").said;
        match answer {
            Some(answer) => drop(said.insert(path.to_owned(), answer)),
            None => drop(said.remove(path)),
        }
    }

    /// Somebody else creates this account just before we do.
    pub fn makes_before_us(&self, name: &str) {
        self.0.lock().expect("not poisoned").twin = Some(name.to_owned());
    }

    /// Whether we changed any account.
    pub fn has_put(&self) -> bool {
        !self.0.lock().expect("not poisoned").users.is_empty()
    }

    pub fn answer(&self, method: &Method, uri: &Uri, body: &Bytes) -> Response {
        let mut known = self.0.lock().expect("not poisoned");
        let path = uri.path();
        let is_native = known.natives.iter().any(|name| uri.to_string().contains(name.as_str()));
        let is_twin = known.twin.as_ref().is_some_and(|name| uri.to_string().contains(name.as_str()));
        let is_refused = known.refused.iter().any(|name| uri.to_string().contains(name.as_str()));
        let said = known.said.iter().find(|(below, _)| path.starts_with(below.as_str())).map(|(_, answer)| *answer);
        if let Some(said) = said {
            said.into_response()
        } else if is_refused {
            (StatusCode::BAD_REQUEST, r#"{"errcode":"M_INVALID_USERNAME","error":""}"#).into_response()
        } else if known.is_down || (known.makes_nothing && *method == Method::PUT) {
            (StatusCode::BAD_GATEWAY, "<html>").into_response()
        } else if is_twin && *method == Method::PUT && &body[..] == b"{}" {
            r#"{"locked":false,"creation_ts":99999999999}"#.into_response()
        } else if path.ends_with("devices") {
            r#"{"devices":[],"total":0}"#.into_response()
        } else if path.ends_with("username_available") && is_native {
            (StatusCode::BAD_REQUEST, r#"{"errcode":"M_USER_IN_USE","error":""}"#).into_response()
        } else if path.ends_with("username_available") {
            r#"{"available":true}"#.into_response()
        } else if *method == Method::PUT && !is_native {
            let body: Value = serde_json::from_slice(body).expect("JSON");
            let is_new = !known.users.contains_key(path);
            let user = known.users.entry(path.to_owned()).or_insert_with(|| {
                let name = path.rsplit("%40").next().and_then(|id| id.split("%3A").next()).unwrap_or_default();
                let name = name.rsplit('@').next().and_then(|id| id.split(':').next()).unwrap_or_default();
                json!({"locked": false, "creation_ts": 1_800_000_000, "displayname": name, "threepids": []})
            });
            for (key, value) in body.as_object().expect("an object") {
                // Synapse ignores `locked` when it creates a user.
                if !(is_new && key == "locked") {
                    user[key] = value.clone();
                }
            }
            let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
            (status, user.to_string()).into_response()
        } else if let Some(user) = known.users.get(path) {
            user.to_string().into_response()
        } else if path.ends_with("whoami") {
            r#"{"user_id":"@admin:example.org"}"#.into_response()
        } else if path.ends_with("server_version") {
            r#"{"server_version":"1"}"#.into_response()
        } else if path.ends_with("/login") {
            r#"{"flows":[{"type":"m.login.password"}]}"#.into_response()
        } else if path.ends_with("password_policy") || *method == Method::PUT {
            "{}".into_response()
        } else {
            (StatusCode::NOT_FOUND, r#"{"errcode":"M_NOT_FOUND","error":""}"#).into_response()
        }
    }
}
