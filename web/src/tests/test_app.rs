//! The test app: a browser, our pages and a stub of Synapse. There is no mail server.

use std::{
    collections::BTreeMap,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{ConnectInfo, State},
    http::{Request, StatusCode, header},
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
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use super::homeserver::Homeserver;

/// Our pages at `register.example.org`, for `example.org`.
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

    /// With additional config.
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
        let mut config = Config::parse(&text).expect("valid");
        if !more.contains("undo") {
            // Most tests are about what a decision causes.
            config.moderation.undo = jiff::SignedDuration::ZERO;
        }
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

    /// A browser with this IP address.
    pub fn browser_at(&self, address: &str) -> Browser {
        Browser { address: Some(address.parse().expect("an address")), ..self.browser() }
    }

    /// Adds a rule that shows its reason.
    pub async fn keeps_out(&self, kind: RuleKind, pattern: &str, reason: Option<&str>) {
        let (reason, author) = (reason.map(str::to_owned), Actor::Operator);
        let show_reason = reason.is_some();
        let rule = NewRule {
            kind,
            pattern: pattern.to_owned(),
            reason,
            show_reason,
            author,
            confirmed_by: None,
            expires_at: None,
        };
        self.registrations.moderation().add_rule(rule).await.expect("a rule");
    }

    /// Runs the worker of the Synapse lane until the guard is dropped.
    pub fn worker(&self) -> tokio_util::sync::DropGuard {
        let stop = CancellationToken::new();
        let performer = Arc::new(CorePerformer(self.registrations.clone()));
        tokio::spawn(worker::run::<HomeserverEffect>(self.registrations.clone(), performer, stop.clone()));
        stop.drop_guard()
    }

    /// The path of the `number`th mailed verification link.
    pub async fn link(&self, number: i64) -> String {
        format!("/verify/{}", self.token(number).await)
    }

    /// The token of the `number`th mailed link.
    pub async fn token(&self, number: i64) -> Token {
        let token = self.registrations.test_store().link_token(self.registrations.keys(), LinkId(number)).await;
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

/// A response.
pub struct Answer {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub body: String,
}

impl Answer {
    /// The `Location`, without the query that marks the first cookie.
    pub fn location(&self) -> &str {
        self.header("location").trim_end_matches("?begun=1")
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    /// The seconds of `Retry-After`.
    pub fn wait(&self) -> u64 {
        self.header("retry-after").parse().expect("seconds")
    }
}

impl Browser {
    /// The same browser and cookies, for another app.
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
