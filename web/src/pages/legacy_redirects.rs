//! Addresses of the Django app that this service takes the place of: links already mailed keep working.

use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse, Response},
    routing::get,
};
use maud::Markup;
use registration_core::domain::Token;

use crate::{
    app::App,
    views::{self, Site},
};

/// Its links, and the pages that people may have kept as bookmarks.
pub fn routes() -> Router<App> {
    let mut routes = Router::new();
    for (path, page) in [
        ("/check-username", "/register"),
        ("/email-input", "/register"),
        ("/email-sent", "/register/sent"),
        ("/complete-registration", "/register"),
        ("/registration-complete", "/register/done"),
        ("/password-set-success", "/"),
    ] {
        let handler = get(async move |State(app): State<App>| app.site.redirect(page));
        routes = routes.route(path, handler.clone()).route(&format!("{path}/"), handler);
    }
    for path in ["/verify-email/{token}", "/verify-email/{token}/"] {
        routes = routes.route(path, get(verify));
    }
    for path in ["/set-password/{token}", "/set-password/{token}/"] {
        routes = routes.route(path, get(set_password));
    }
    routes
}

async fn verify(State(app): State<App>, Path(token): Path<String>) -> Response {
    to(&app, "/verify/", &token, |site| views::verify::dead(site, &views::verify::Dead::Mangled))
}

async fn set_password(State(app): State<App>, Path(token): Path<String>) -> Response {
    to(&app, "/password/", &token, |site| views::password::dead(site, &views::password::Dead::Mangled))
}

/// Only what is a token goes into the new address.
fn to(app: &App, page: &str, token: &str, mangled: impl FnOnce(&Site) -> Markup) -> Response {
    match token.parse::<Token>() {
        Ok(token) => app.site.redirect(&format!("{page}{token}")).into_response(),
        Err(_) => (axum::http::StatusCode::NOT_FOUND, mangled(&app.site)).into_response(),
    }
}
