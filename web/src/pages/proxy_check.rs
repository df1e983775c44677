//! `/proxy-check`: tells `check` what arrives at the service. For everybody else the page does not exist.

use axum::http::header;
use axum::{
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use registration_core::proxy_check::{self, ProxyReport};

use crate::{
    app::App,
    error::WebError,
    middleware::{AllowedHosts, forwarded_chain, named_host, peer},
};

/// Answers a request that was made with our `secret_key`.
pub async fn report(State(app): State<App>, request: Request) -> Response {
    let (config, headers) = (app.registrations.config(), request.headers());
    let given = headers.get(proxy_check::HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !proxy_check::is_valid(app.registrations.keys(), given, app.registrations.clock().now()) {
        return WebError::NotFound.into_response();
    }
    let host = named_host(headers, request.uri()).unwrap_or_default();
    let peer = peer(request.extensions());
    let report = ProxyReport {
        is_our_host: AllowedHosts::of(config).contain(host),
        host: host.to_owned(),
        is_trusted: peer.is_some_and(|peer| config.trust_proxy.contains(peer)),
        peer: peer.map(|peer| peer.to_canonical()),
        forwarded: forwarded_chain(headers).into_iter().flatten().collect(),
    };
    ([(header::CONTENT_TYPE, "application/json")], serde_json::json!(report).to_string()).into_response()
}
