//! A homeserver stub with the latencies of a real Synapse, without password hashing.
//!
//! `cargo xtask bench latencies` measures these latencies on an idle Synapse; `docs/performance.md` has the results. A
//! real Synapse uses the processor while it answers; the stub only waits, so that the service is measured.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::{
    Router,
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Value, json};

/// Users by ID.
type Users = Arc<Mutex<HashMap<String, Value>>>;

const LOOK_UP: Duration = Duration::from_micros(1400);
const CREATE: Duration = Duration::from_micros(6510);
const CHANGE: Duration = Duration::from_micros(4360);
/// What an e-mail address adds: setting a name and an address took 12.4 ms.
const ADDRESS: Duration = Duration::from_micros(8040);

/// Starts it on any free port.
pub async fn start() -> anyhow::Result<String> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let routes = Router::new()
        .route("/_matrix/client/{version}/account/whoami", get(whoami))
        .route("/_matrix/client/v3/password_policy", get(policy))
        .route(
            "/_synapse/admin/v1/server_version",
            get(async || answer(StatusCode::OK, &json!({"server_version": "stub"}))),
        )
        .route("/_synapse/admin/v1/username_available", get(available))
        .route("/_synapse/admin/v1/threepid/email/users/{address}", get(nobody))
        .route("/_synapse/admin/v2/users/{user}", get(user).put(put_user))
        // Nobody has used the account yet.
        .route(
            "/_synapse/admin/v2/users/{user}/devices",
            get(async || found(&json!({"devices": [], "total": 0})).await),
        )
        .route("/_synapse/admin/v1/users/{user}/media", get(async || found(&json!({"media": [], "total": 0})).await))
        .route(
            "/_synapse/admin/v1/users/{user}/joined_rooms",
            get(async || found(&json!({"joined_rooms": [], "total": 0})).await),
        )
        .route("/_synapse/admin/v1/users/{user}/accountdata", get(async || found(&json!({"account_data": {}})).await))
        .route("/_matrix/client/v3/keys/query", post(async || found(&json!({"master_keys": {}})).await))
        .route("/_matrix/client/v3/login", get(async || found(&json!({"flows": [{"type": "m.login.password"}]})).await))
        // The Django app renders its mails with a service; this stub answers at once.
        .route("/v1/render", post(async || answer(StatusCode::OK, &json!({"html": "<p>A mail</p>", "errors": []}))))
        .with_state(Users::default());
    tokio::spawn(async move { axum::serve(listener, routes).await });
    Ok(url)
}

async fn found(body: &Value) -> Response {
    tokio::time::sleep(LOOK_UP).await;
    answer(StatusCode::OK, body)
}

async fn whoami() -> Response {
    answer(StatusCode::OK, &json!({"user_id": "@admin:example.org", "is_guest": false}))
}

async fn policy() -> Response {
    tokio::time::sleep(LOOK_UP).await;
    answer(StatusCode::OK, &json!({"m.minimum_length": 8}))
}

async fn available(State(users): State<Users>, Query(asked): Query<HashMap<String, String>>) -> Response {
    tokio::time::sleep(LOOK_UP).await;
    let name = asked.get("username").map(String::as_str).unwrap_or_default();
    if held(&users).contains_key(&format!("@{name}:example.org")) {
        return error(StatusCode::BAD_REQUEST, "M_USER_IN_USE");
    }
    answer(StatusCode::OK, &json!({"available": true}))
}

async fn nobody() -> Response {
    tokio::time::sleep(LOOK_UP).await;
    error(StatusCode::NOT_FOUND, "M_NOT_FOUND")
}

async fn user(State(users): State<Users>, Path(user): Path<String>) -> Response {
    tokio::time::sleep(LOOK_UP).await;
    match held(&users).get(&user) {
        Some(found) => answer(StatusCode::OK, found),
        None => error(StatusCode::NOT_FOUND, "M_NOT_FOUND"),
    }
}

async fn put_user(State(users): State<Users>, Path(user): Path<String>, body: String) -> Response {
    let Ok(body) = serde_json::from_str::<Value>(&body) else { return error(StatusCode::BAD_REQUEST, "M_NOT_JSON") };
    let is_new = !held(&users).contains_key(&user);
    let address = if body["threepids"].is_array() { ADDRESS } else { Duration::ZERO };
    tokio::time::sleep(address + if is_new { CREATE } else { CHANGE }).await;
    let mut users = held(&users);
    let found = users.entry(user.clone()).or_insert_with(|| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        json!({"name": user, "creation_ts": now, "locked": false, "deactivated": false, "admin": false, "threepids": []})
    });
    // Like a real Synapse, ignore `locked` when the user is created.
    for (key, value) in body.as_object().into_iter().flatten() {
        if key != "password" && !(is_new && key == "locked") {
            found[key] = value.clone();
        }
    }
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    answer(status, found)
}

fn held(users: &Users) -> std::sync::MutexGuard<'_, HashMap<String, Value>> {
    users.lock().unwrap_or_else(PoisonError::into_inner)
}

fn error(status: StatusCode, code: &str) -> Response {
    answer(status, &json!({"errcode": code, "error": "no"}))
}

fn answer(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

#[cfg(test)]
mod tests {
    use registration_core::{
        Config,
        domain::Localpart,
        homeserver::{Creation, Homeserver as _, Profile, Put},
        synapse::{Availability, Logins, Synapse},
    };

    use super::*;

    #[tokio::test]
    async fn stub_answers_every_call_of_a_sign_up() {
        let url = start().await.expect("started");
        let text = format!(
            "synapse: {{server: '{url}', domain: example.org, admin_token: t}}\nhosts: [example.org]\n\
             email: {{host: localhost, port: 25, from: a@example.org}}\nadmin: {{email: []}}\n"
        );
        let synapse = Synapse::new(&Config::parse(&text).expect("valid").synapse).expect("a client");
        let name = Localpart::parse("alice", "example.org").expect("a name");
        let email = "alice@example.org".parse().expect("an address");
        assert!(synapse.is_admin().await.expect("an answer"));
        assert_eq!(synapse.logins().await.expect("an answer"), Logins::Passwords);
        assert_eq!(synapse.availability(&name).await.expect("an answer"), Availability::Free);
        assert_eq!(synapse.owner_of(&email).await.expect("an answer"), None);
        let created = synapse.create(&name, None).await;
        assert!(matches!(created, Creation::Created(_)), "{created:?}");
        assert_eq!(synapse.set_locked(&name, true).await.expect("an answer").0, Put::Existed);
        let profile = Profile { password: "a long password", displayname: "alice", email: "alice@example.org" };
        synapse.set_profile(&name, profile).await.expect("an answer");
        synapse.usage(&name).await.expect("an answer");
        synapse.thorough_usage(&name).await.expect("an answer");
        let seen = synapse.account(&name).await.expect("an answer").expect("an account");
        assert!(seen.fields.locked && seen.fields.email.is_some(), "{seen:?}");
    }
}
