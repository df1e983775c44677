//! People on the Matrix side: one over plain HTTP, and one with end-to-end encryption.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use reqwest::{Method, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::http::{admin_token, call};
use super::test_servers::servers;

pub use super::http::{escape, http};

/// Only a failure waits so long, and a busy machine now and then.
const PATIENCE: Duration = Duration::from_mins(2);
const PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);
const PASSWORD: &str = "a person in a test";

/// A name that nobody else in this run has. Each test is a process, so a process ID alone may come again.
pub fn fresh_name(stem: &str) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    static SECOND: LazyLock<u64> = LazyLock::new(|| {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a time after 1970");
        since.as_secs() % 100_000
    });
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("{stem}-{}{:05}-{number}", std::process::id(), *SECOND)
}

/// Someone with an account, who speaks the client-server API over plain HTTP.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Person {
    /// The full MXID.
    pub id: String,
    /// The account's password.
    pub password: String,
    /// The access token.
    pub token: String,
}

impl Person {
    /// Makes an account and logs in.
    pub async fn new(localpart: &str) -> Self {
        let id = format!("@{localpart}:{}", servers().synapse.server_name);
        let path = format!("/_synapse/admin/v2/users/{}", escape(&id));
        let body = json!({"password": PASSWORD});
        let (status, answer) = call(Method::PUT, &path, admin_token(), Some(&body)).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        Self::log_in(localpart, PASSWORD).await.expect("a new account can log in")
    }

    /// The server's admin.
    pub fn admin() -> Self {
        let synapse = &servers().synapse;
        Self { id: synapse.admin_id.clone(), password: String::new(), token: synapse.admin_token.clone() }
    }

    /// Logs in with a password; on a refusal, what the server said.
    pub async fn log_in(localpart: &str, password: &str) -> Result<Self, Value> {
        let body = json!({
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": localpart},
            "password": password,
        });
        let (status, answer) = call(Method::POST, "/_matrix/client/v3/login", "", Some(&body)).await;
        if status != StatusCode::OK {
            return Err(answer);
        }
        Ok(Self { id: text(&answer, "user_id"), password: password.to_owned(), token: text(&answer, "access_token") })
    }

    /// Any request below `/_matrix/client/`, in this person's name.
    pub async fn request(&self, method: Method, path: &str, body: Option<&Value>) -> (StatusCode, Value) {
        call(method, &format!("/_matrix/client/{path}"), &self.token, body).await
    }

    /// A request that must succeed.
    async fn must(&self, method: Method, path: &str, body: Option<&Value>) -> Value {
        let (status, answer) = self.request(method, path, body).await;
        assert!(status.is_success(), "{path}: {status} {answer}");
        answer
    }

    /// Makes a room as `options` say (the body of `createRoom`) and gives its id.
    pub async fn create_room(&self, options: Value) -> String {
        text(&self.must(Method::POST, "v3/createRoom", Some(&options)).await, "room_id")
    }

    /// Invites someone.
    pub async fn invite(&self, room: &str, whom: &str) {
        self.must(Method::POST, &room_path(room, "invite"), Some(&json!({"user_id": whom}))).await;
    }

    /// Joins a room by id or alias, as soon as an invitation allows it.
    pub async fn join(&self, room: &str) {
        let path = format!("v3/join/{}", escape(room));
        let joined = async || {
            let (status, _) = self.request(Method::POST, &path, Some(&json!({}))).await;
            status.is_success().then_some(())
        };
        eventually(&format!("{} may join {room}", self.id), joined).await;
    }

    /// Leaves a room.
    pub async fn leave(&self, room: &str) {
        self.must(Method::POST, &room_path(room, "leave"), Some(&json!({}))).await;
    }

    /// Sends an event of any type and gives its id.
    pub async fn send(&self, room: &str, kind: &str, content: &Value) -> String {
        let path = room_path(room, &format!("send/{kind}/{}", fresh_name("txn")));
        text(&self.must(Method::PUT, &path, Some(content)).await, "event_id")
    }

    /// Says something.
    pub async fn say(&self, room: &str, words: &str) -> String {
        self.send(room, "m.room.message", &json!({"msgtype": "m.text", "body": words})).await
    }

    /// Replies to a message.
    pub async fn reply(&self, room: &str, to: &str, words: &str) -> String {
        let relation = json!({"m.in_reply_to": {"event_id": to}});
        let content = json!({"msgtype": "m.text", "body": words, "m.relates_to": relation});
        self.send(room, "m.room.message", &content).await
    }

    /// Reacts to a message.
    pub async fn react(&self, room: &str, to: &str, key: &str) -> String {
        self.send(room, "m.reaction", &annotation(to, key)).await
    }

    /// Takes an event back.
    pub async fn redact(&self, room: &str, event: &str) {
        let path = room_path(room, &format!("redact/{}/{}", escape(event), fresh_name("txn")));
        self.must(Method::PUT, &path, Some(&json!({}))).await;
    }

    /// The newest events of a room, newest first, as the server has them.
    pub async fn events(&self, room: &str) -> Vec<Value> {
        let answer = self.must(Method::GET, &room_path(room, "messages?dir=b&limit=100"), None).await;
        list(&answer, "chunk")
    }

    /// Waits for an event that `fits`.
    pub async fn wait_for(&self, room: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let found = async || self.events(room).await.into_iter().find(|event| fits(event));
        eventually(&format!("{} sees the event in {room}", self.id), found).await
    }

    /// What relates to an event (`m.annotation`, `m.replace` …), newest first.
    pub async fn relations(&self, room: &str, event: &str, relation: &str) -> Vec<Value> {
        let path = format!("v1/rooms/{}/relations/{}/{relation}?limit=100", escape(room), escape(event));
        list(&self.must(Method::GET, &path, None).await, "chunk")
    }

    /// The content of a state event; `None` when there is none or it is not ours to see.
    pub async fn state(&self, room: &str, kind: &str, key: &str) -> Option<Value> {
        let path = room_path(room, &format!("state/{kind}/{}", escape(key)));
        let (status, content) = self.request(Method::GET, &path, None).await;
        status.is_success().then_some(content)
    }

    /// Sets a state event.
    pub async fn set_state(&self, room: &str, kind: &str, key: &str, content: &Value) {
        let path = room_path(room, &format!("state/{kind}/{}", escape(key)));
        self.must(Method::PUT, &path, Some(content)).await;
    }

    /// Gives someone a power level.
    pub async fn set_power(&self, room: &str, whom: &str, level: i64) {
        let mut levels = self.state(room, "m.room.power_levels", "").await.expect("power levels");
        levels["users"][whom] = json!(level);
        self.set_state(room, "m.room.power_levels", "", &levels).await;
    }

    /// `join`, `invite`, `leave` …; `None` when never heard of.
    pub async fn membership(&self, room: &str, whom: &str) -> Option<String> {
        let content = self.state(room, "m.room.member", whom).await?;
        content["membership"].as_str().map(str::to_owned)
    }

    /// The rooms that this person is invited to.
    pub async fn invitations(&self) -> Vec<String> {
        let answer = self.must(Method::GET, "v3/sync?timeout=0", None).await;
        let rooms = answer["rooms"]["invite"].as_object().cloned().unwrap_or_default();
        rooms.keys().cloned().collect()
    }
}

/// The admin API's view of an account; `None` when there is none.
pub async fn account(localpart: &str) -> Option<Value> {
    let id = format!("@{localpart}:{}", servers().synapse.server_name);
    let path = format!("/_synapse/admin/v2/users/{}", escape(&id));
    let (status, answer) = call(Method::GET, &path, admin_token(), None).await;
    status.is_success().then_some(answer)
}

/// Why Synapse would not take a username; `None` if it would.
pub async fn refusal_of_name(name: &str) -> Option<Value> {
    let path = format!("/_synapse/admin/v1/username_available?username={}", escape(name));
    let (status, answer) = call(Method::GET, &path, admin_token(), None).await;
    (!status.is_success()).then_some(answer)
}

/// What the admin API answers to a request for `path` below `/_synapse/admin/`.
pub async fn admin_api(method: Method, path: &str, body: Option<&Value>) -> Value {
    let (status, answer) = call(method, &format!("/_synapse/admin/{path}"), admin_token(), body).await;
    assert!(status.is_success(), "{path}: {status} {answer}");
    answer
}

/// Polls until there is something.
///
/// # Panics
/// When there is nothing in time.
pub async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(begun.elapsed() <= PATIENCE, "not in time: {what}");
        // Synapse has one core for all tests: what takes long is looked at less often.
        tokio::time::sleep((begun.elapsed() / 10).clamp(PAUSE, LONGEST_PAUSE)).await;
    }
}

pub fn annotation(to: &str, key: &str) -> Value {
    json!({"m.relates_to": {"rel_type": "m.annotation", "event_id": to, "key": key}})
}

fn room_path(room: &str, rest: &str) -> String {
    format!("v3/rooms/{}/{rest}", escape(room))
}

fn text(answer: &Value, key: &str) -> String {
    answer[key].as_str().unwrap_or_else(|| panic!("no {key} in {answer}")).to_owned()
}

fn list(answer: &Value, key: &str) -> Vec<Value> {
    answer[key].as_array().cloned().unwrap_or_default()
}
