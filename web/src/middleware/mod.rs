//! Checks on every request, and headers on every response.

mod allowed_hosts;
mod client_ip;
mod csrf;
mod forwarded;
mod host_header;
mod rate_limit;
mod request_id;
mod rfc7239;
mod security_headers;
mod untrusted_proxy;

/// Exported for `properties/`.
#[cfg(feature = "fuzzing")]
pub mod fuzzing {
    pub use super::{
        allowed_hosts::AllowedHosts,
        csrf::{RequestOrigin, may_pass},
        forwarded::{chain, client},
    };
}

use std::{
    any::Any,
    sync::{Arc, Once},
    time::{Duration, Instant},
};

pub use allowed_hosts::AllowedHosts;
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
pub use client_ip::ClientAddress;
pub use client_ip::peer;
pub use forwarded::chain as forwarded_chain;
use registration_core::{counters::Counter, proxy_check::PATH};
pub use security_headers::Scripted;
use security_headers::SecurityHeaders;
use tracing::Instrument;

use crate::{
    app::App,
    error::{Problem, WebError},
    language::{self, Preference},
    request_span, views,
};

/// For a page. Requests to Synapse and to the mail server have shorter timeouts.
const PAGE_TIMEOUT: Duration = Duration::from_secs(30);

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What the middleware needs, built once.
pub struct Middleware {
    app: App,
    allowed_hosts: AllowedHosts,
    /// The origin of `public_url`.
    public_origin: String,
    security_headers: SecurityHeaders,
    untrusted_proxy: Once,
    unknown_host: Once,
}

impl Middleware {
    pub fn new(app: App) -> Arc<Self> {
        let config = app.registrations.config();
        Arc::new(Self {
            allowed_hosts: AllowedHosts::of(config),
            public_origin: config.public_url.origin().ascii_serialization(),
            security_headers: SecurityHeaders::new(config),
            untrusted_proxy: Once::new(),
            unknown_host: Once::new(),
            app,
        })
    }

    /// Why the request is refused before it reaches a page.
    fn refusal(&self, request: &Request, route: &str) -> Option<WebError> {
        let Ok(host) = host_header::named(request.headers(), request.uri()) else { return Some(WebError::TwoHosts) };
        // Stylesheet and icon are served under any name, so that the error page looks right.
        let any_host = matches!(route, "/healthz" | "/readyz" | PATH) || route.starts_with("/static/");
        if !any_host && !host.is_some_and(|host| self.allowed_hosts.contain(host)) {
            self.unknown_host.call_once(|| {
                tracing::warn!(
                    ?host,
                    "a request names a host that is not in `hosts`; if it is the form's, add it there, or have the \
                     proxy pass on the Host header. Later ones are not logged"
                );
            });
            return Some(WebError::WrongHost);
        }
        let text = |name: &HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
        let origin = csrf::RequestOrigin {
            fetch_site: text(&FETCH_SITE),
            origin: text(&header::ORIGIN),
            referer: text(&header::REFERER),
            host,
        };
        // Browsers send each of these headers once.
        let is_repeated = |name| request.headers().get_all(name).iter().nth(1).is_some();
        let is_repeated = [FETCH_SITE, header::ORIGIN, header::REFERER].iter().any(is_repeated);
        let is_ours = csrf::may_pass(request.method(), &origin, &self.public_origin);
        (!is_ours || (is_repeated && !request.method().is_safe())).then_some(WebError::CrossSite)
    }

    async fn respond(&self, mut request: Request, route: &str, preference: Preference, next: Next) -> Response {
        if let Some(error) = self.refusal(&request, route) {
            return error.into_response();
        }
        let is_https = self.app.registrations.config().is_https();
        if let Some(switched) = language::switch(&request, route, &self.app.site, is_https) {
            return switched;
        }
        request.extensions_mut().insert(preference);
        match tokio::time::timeout(PAGE_TIMEOUT, rate_limit::run(&self.app, route, request, next)).await {
            Ok(response) => response,
            Err(_) => WebError::TooSlow.into_response(),
        }
    }
}

/// Checks a request, answers it, adds the security headers, and logs one line.
pub async fn handle(State(this): State<Arc<Middleware>>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let (peer, trusted) = (peer(request.extensions()), &this.app.registrations.config().trust_proxy);
    let id = request_id::of(request.headers(), peer, trusted);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or(request_span::NO_ROUTE, MatchedPath::as_str);
    // `check` sends such a header on purpose.
    if let Some(peer) = peer.filter(|_| route != PATH) {
        untrusted_proxy::warn_once(&this.untrusted_proxy, peer, request.headers(), trusted);
    }
    let is_read = method.is_safe();
    let preference = Preference::new(request.headers(), &this.app.site.languages);

    let respond = async {
        let mut response = this.respond(request, route, preference, next).await;
        if let Some(Problem(error)) = response.extensions_mut().remove() {
            this.app.note_error(&error);
            response = views::error::response(&this.app.view().preferring(preference), &error, &id);
        }
        this.security_headers.apply(&id, &mut response);
        let (status, method) = (response.status(), if is_known(&method) { method.as_str() } else { "other" });
        this.app.registrations.counters().add(Counter::HttpResponses, &[method, route, status.as_str()]);
        log(status, started, is_read);
        response
    };
    respond.instrument(request_span::new(&id, &method, route)).await
}

/// Clients can make up methods, and each would be another time series.
fn is_known(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::POST].contains(method)
}

/// Successful reads are logged at debug level only: the proxy's access log has them.
fn log(status: StatusCode, started: Instant, is_read: bool) {
    let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    if is_read && (status.is_success() || status.is_redirection()) {
        tracing::debug!(status = status.as_u16(), ms, "answered");
    } else {
        tracing::info!(status = status.as_u16(), ms, "answered");
    }
}

/// The host that a request names, if it is one.
pub fn named_host<'a>(headers: &'a HeaderMap, uri: &'a Uri) -> Option<&'a str> {
    host_header::named(headers, uri).ok().flatten()
}

/// The response to a panic in a handler. The panic hook has written the message to stderr; it is not logged here,
/// because it may hold personal data.
pub fn panicked(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a handler panicked");
    WebError::Broken(None).into_response()
}

/// Replaces axum's empty 405 response with a page.
pub async fn wrong_method() -> WebError {
    WebError::WrongMethod
}
