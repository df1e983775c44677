//! What every request passes before it reaches a page, and every answer before it leaves.

pub mod allowed_hosts;
mod client_ip;
pub mod csrf;
pub mod forwarded;
mod host_header;
mod rate_limit;
mod request_id;
mod rfc7239;
pub mod security_headers;
mod untrusted_proxy;

use std::{
    any::Any,
    time::{Duration, Instant},
};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tracing::{Instrument, field::Empty};

pub use client_ip::ClientAddress;
use client_ip::peer;

use crate::{
    app::App,
    error::{Problem, WebError},
    request_span,
};

/// How long a page may take. Synapse and the mail server have shorter limits of their own.
const PATIENCE: Duration = Duration::from_secs(30);

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Checks a request, has it answered, dresses the answer, and writes the one line of log.
pub async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = request_id::of(request.headers(), peer(request.extensions()), &app.registrations.config().trust_proxy);
    if let Some(peer) = peer(request.extensions()) {
        untrusted_proxy::look(&app, peer, request.headers());
    }
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or(request_span::NO_ROUTE, MatchedPath::as_str);
    // Whoever merely looks at pages leaves a line in the log of the proxy, and in ours where it is asked for all.
    let is_looking = method.is_safe();
    let span = tracing::info_span!("request", id, %method, route, registration = Empty);

    let answer = async {
        let mut answer = match refusal(&app, &request, route) {
            Some(error) => error.into_response(),
            None => match tokio::time::timeout(PATIENCE, rate_limit::run(&app, route, request, next)).await {
                Ok(answer) => answer,
                Err(_) => WebError::TooSlow.into_response(),
            },
        };
        if let Some(Problem(error)) = answer.extensions_mut().remove() {
            answer = error.page(&app.site, &id);
        }
        security_headers::dress(&app.headers, &id, &mut answer);
        let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let status = answer.status();
        if is_looking && (status.is_success() || status.is_redirection()) {
            tracing::debug!(status = status.as_u16(), ms, "answered");
        } else {
            tracing::info!(status = status.as_u16(), ms, "answered");
        }
        answer
    };
    answer.instrument(span).await
}

/// Why `request` is not even looked at, if so.
fn refusal(app: &App, request: &Request, route: &str) -> Option<WebError> {
    let Ok(host) = host_header::named(request.headers(), request.uri()) else { return Some(WebError::TwoHosts) };
    let text = |name: &HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    // Files too: the page that says so should look like ours.
    let is_free = matches!(route, "/healthz" | "/readyz") || route.starts_with("/static/");
    if !is_free && !host.is_some_and(|host| app.hosts.contain(host)) {
        return Some(WebError::WrongHost);
    }
    let signs = csrf::Signs {
        fetch_site: text(&FETCH_SITE),
        origin: text(&header::ORIGIN),
        referer: text(&header::REFERER),
        host,
    };
    // What is said twice, perhaps in two ways, is no browser's.
    let is_twice = |name| request.headers().get_all(name).iter().nth(1).is_some();
    if !request.method().is_safe() && [FETCH_SITE, header::ORIGIN, header::REFERER].iter().any(is_twice) {
        return Some(WebError::CrossSite);
    }
    (!csrf::may_pass(request.method(), &signs, &app.origin)).then_some(WebError::CrossSite)
}

/// The answer to a panic in a handler. Its message may hold anything, so it is not logged here:
/// the panic hook has written it to stderr.
pub fn panicked(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a handler panicked");
    WebError::Broken.into_response()
}

/// Answers that axum makes by itself, such as 405, become pages too.
pub async fn wrong_method() -> WebError {
    WebError::WrongMethod
}
