//! Prometheus metrics at `/metrics`, on a listener of their own, because they are not public.

mod samples;
mod table;

use axum::{Router, extract::State, http::header, response::IntoResponse, routing::get};
use registration_core::Registrations;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::server::{self, Admission};

/// More than enough for monitoring.
const CONNECTIONS: usize = 32;

/// Serves the metrics on `listener` until `stop`.
pub async fn serve(registrations: Registrations, listener: TcpListener, stop: CancellationToken) {
    let router = Router::new().route("/metrics", get(show)).with_state(registrations);
    server::serve(router, listener, Admission::new(CONNECTIONS, |_| true), stop).await;
}

/// Never waits for a check: a hanging homeserver must not silence its monitoring.
async fn show(State(registrations): State<Registrations>) -> impl IntoResponse {
    let text = samples::text(&samples::of(&registrations)).unwrap_or_default();
    ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text)
}
