//! The tracing span of a request: its fields appear on every log line of the request.

use axum::http::Method;
use registration_core::domain::RegistrationId;
use tracing::{Span, field::Empty};

/// Logged as the route of a request that matches none.
pub const NO_ROUTE: &str = "-";

/// The span of one request. It names the route, not the path: paths hold tokens.
pub fn new(id: &str, method: &Method, route: &str) -> Span {
    tracing::info_span!("request", id, %method, route, registration = Empty)
}

/// Adds the registration that the request is about to the span.
pub fn record_registration(id: RegistrationId) {
    Span::current().record("registration", id.0);
}
