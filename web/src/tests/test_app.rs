//! A browser in front of our pages, a Synapse of a few lines behind them, and no mail server.

use std::{
    collections::BTreeMap,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{ConnectInfo, State},
    http::{Method, Request, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use registration_core::{
    Config, Registrations,
    clock::Clock,
    domain::{Actor, HomeserverEffect, LinkId, NewRule, RuleKind, Token},
    keys::Keys,
    mail::Mailer,
    store::Store,
    synapse::Synapse,
    worker::{self, CorePerformer},
};
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

/// What the stub Synapse knows.
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

    /// It answers questions, and fails when an account is to be made.
    pub fn makes_nothing(&self, makes_nothing: bool) {
        self.0.lock().expect("not poisoned").makes_nothing = makes_nothing;
    }

    /// Somebody registers there without us.
    pub fn has(&self, name: &str) {
        self.0.lock().expect("not poisoned").natives.push(name.to_owned());
    }

    /// No module and no rule of Synapse's lets this name through.
    pub fn refuses(&self, name: &str) {
        self.0.lock().expect("not poisoned").refused.push(name.to_owned());
    }

    /// What it answers below this path; `None` has it answer as ever.
    pub fn says(&self, path: &str, answer: Option<(StatusCode, &'static str)>) {
        let said = &mut self.0.lock().expect("not poisoned").said;
        match answer {
            Some(answer) => drop(said.insert(path.to_owned(), answer)),
            None => drop(said.remove(path)),
        }
    }

    /// Whenever this account is to be made, somebody else has made it a moment ago.
    pub fn makes_before_us(&self, name: &str) {
        self.0.lock().expect("not poisoned").twin = Some(name.to_owned());
    }

    /// Whether anything was put but the intent to make an account.
    pub fn has_put(&self) -> bool {
        !self.0.lock().expect("not poisoned").users.is_empty()
    }

    fn answer(&self, method: &Method, uri: &Uri, body: &Bytes) -> Response {
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
                // Synapse ignores it when it creates a user.
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

/// Our pages, under `register.example.org` for `example.org`.
pub struct TestApp {
    pub registrations: Registrations,
    pub homeserver: Homeserver,
    router: Router,
    _dir: tempfile::TempDir,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::start_with("").await
    }

    /// With more lines of config.
    pub async fn start_with(more: &str) -> Self {
        let homeserver = Homeserver::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let stub = Router::new()
            .fallback(async |State(it): State<Homeserver>, method, uri, body| it.answer(&method, &uri, &body))
            .with_state(homeserver.clone());
        tokio::spawn(async move { axum::serve(listener, stub).await });

        let dir = tempfile::tempdir().expect("a directory");
        let text = format!(
            "synapse: {{server: 'http://127.0.0.1:{port}', domain: example.org, admin_token: t}}\n\
             hosts: [register.example.org]\n\
             data_dir: {}\n\
             email: {{host: 127.0.0.1, port: 9, from: bot@example.org}}\n\
             admin: {{email: admin@example.org}}\n{}{more}",
            dir.path().display(),
            registration_core::testing::database(),
        );
        let config = Config::parse(&text).expect("valid");
        let store = Store::connect(&config).await.expect("a database");
        store.migrate().await.expect("a schema");
        let synapse = Synapse::new(&config.synapse).expect("a client");
        let mailer = Mailer::new(&config.email).expect("a mailer");
        let keys = Keys::new(&SecretString::from("k"));
        let registrations = Registrations::new(config, keys, store, synapse, mailer, Clock::system());
        Self { router: crate::router(registrations.clone()), registrations, homeserver, _dir: dir }
    }

    pub fn browser(&self) -> Browser {
        Browser { router: self.router.clone(), cookies: BTreeMap::new(), address: None }
    }

    /// A browser at this address.
    pub fn browser_at(&self, address: &str) -> Browser {
        Browser { address: Some(address.parse().expect("an address")), ..self.browser() }
    }

    /// Makes a rule, and shows its reason if it has one.
    pub async fn keeps_out(&self, kind: RuleKind, pattern: &str, reason: Option<&str>) {
        let (reason, author) = (reason.map(str::to_owned), Actor::Operator);
        let show_reason = reason.is_some();
        let rule = NewRule { kind, pattern: pattern.to_owned(), reason, show_reason, author, expires_at: None };
        self.registrations.moderation().add_rule(rule).await.expect("a rule");
    }

    /// Does what waits for the mail server and Synapse, until dropped.
    pub fn worker(&self) -> tokio_util::sync::DropGuard {
        let stop = CancellationToken::new();
        let performer = Arc::new(CorePerformer(self.registrations.clone()));
        tokio::spawn(worker::run::<HomeserverEffect>(self.registrations.clone(), performer, stop.clone()));
        stop.drop_guard()
    }

    /// The path of the link that was mailed as the `number`th.
    pub async fn link(&self, number: i64) -> String {
        format!("/verify/{}", self.token(number).await)
    }

    /// The token of the link that was mailed as the `number`th.
    pub async fn token(&self, number: i64) -> Token {
        let token = self.registrations.store().link_token(self.registrations.keys(), LinkId(number)).await;
        token.expect("read").expect("a link")
    }
}

/// A browser with its cookies.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
    address: Option<IpAddr>,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub body: String,
}

impl Answer {
    /// Where it leads, without what tells the next page that a cookie was given.
    pub fn location(&self) -> &str {
        self.header("location").trim_end_matches("?begun=1")
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    /// For how many seconds one is to stay away.
    pub fn wait(&self) -> u64 {
        self.header("retry-after").parse().expect("seconds")
    }
}

impl Browser {
    /// With the cookies that it has, in front of another app.
    pub fn before(self, app: &TestApp) -> Self {
        Self { router: app.router.clone(), ..self }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    pub async fn post(&mut self, path: &str, fields: &str) -> Answer {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.send(request, Body::from(fields.to_owned())).await
    }

    pub async fn send(&mut self, request: axum::http::request::Builder, body: Body) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = request.header(header::COOKIE, cookies.join("; ")).body(body).expect("a request");
        let ours = header::HeaderValue::from_static("register.example.org");
        request.headers_mut().entry(header::HOST).or_insert(ours);
        if let Some(address) = self.address {
            request.extensions_mut().insert(ConnectInfo(SocketAddr::new(address, 4711)));
        }
        let response = self.router.clone().oneshot(request).await.expect("infallible");
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().expect("text");
            assert!(cookie.contains("HttpOnly; SameSite=Lax; Secure; Path=/"), "{cookie}");
            let (name, value) = cookie.split(';').next().and_then(|it| it.split_once('=')).expect("a pair");
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a body");
        let body = String::from_utf8(body.to_vec()).expect("text");
        Answer { status: parts.status, headers: parts.headers, body }
    }
}
