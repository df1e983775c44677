//! How often one client may send each form. Every form passes here, whatever its page does.

use axum::{
    extract::Request,
    http::Method,
    middleware::Next,
    response::{IntoResponse, Response},
};

use registration_core::registrations::CheckError;

use super::client_ip::ClientAddress;
use crate::{
    app::App,
    error::{WebError, log_store_error},
    request_span::NO_ROUTE,
};

/// The page that holds the most of what people have typed.
const DETAILS: &str = "/register/details";

/// Has the request answered, unless it sends a form and its client has sent that form too often.
/// A form is known by its `route`, so tokens in its path make no others of it.
pub async fn run(app: &App, route: &str, request: Request, next: Next) -> Response {
    if request.method() == Method::POST && route != NO_ROUTE {
        let ClientAddress(address) = ClientAddress::of(app, request.extensions(), request.headers());
        match app.registrations.applicants().admit(route, address).await {
            Ok(()) => {}
            Err(CheckError::Refused(limit)) => return WebError::from(limit).into_response(),
            // It says so itself, and gives back what was typed.
            Err(CheckError::Store(error)) if route == DETAILS => log_store_error(&error),
            Err(CheckError::Store(error)) => return WebError::from(error).into_response(),
        }
    }
    next.run(request).await
}
