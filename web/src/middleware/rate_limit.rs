//! The rate limit of forms: how often one client may send each form.

use axum::{
    extract::Request,
    http::Method,
    middleware::Next,
    response::{IntoResponse, Response},
};

use registration_core::registrations::CheckError;

use super::client_ip::ClientAddress;
use crate::{app::App, error::WebError, request_span::NO_ROUTE};

/// Step 3, where applicants type most.
const DETAILS: &str = "/register/details";

/// Passes the request on, unless it sends a form that its client has sent too often. Forms are counted by `route`, so
/// that a token in the path does not make it another form.
pub async fn run(app: &App, route: &str, request: Request, next: Next) -> Response {
    if request.method() == Method::POST && route != NO_ROUTE {
        let ClientAddress(address) = ClientAddress::of(app, request.extensions(), request.headers());
        match app.registrations.applicants().admit(route, address).await {
            Ok(()) => {}
            Err(CheckError::Refused(limit)) => return WebError::from(limit).into_response(),
            // The page shows this error itself and keeps what was typed.
            Err(CheckError::Store(error)) if route == DETAILS => app.note_store_error(&error),
            Err(CheckError::Store(error)) => return WebError::from(error).into_response(),
        }
    }
    next.run(request).await
}
