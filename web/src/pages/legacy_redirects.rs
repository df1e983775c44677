//! Redirects from the URLs of the Django app, so that mailed links and bookmarks keep working.

use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse, Response},
    routing::get,
};
use maud::Markup;
use registration_core::domain::Token;

use crate::{app::App, view::View, views};

/// Its mailed links and its pages.
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

async fn verify(view: View, Path(token): Path<String>) -> Response {
    to(&view, "/verify/", &token, |view| views::verify::dead(view, &views::verify::Dead::Mangled))
}

async fn set_password(view: View, Path(token): Path<String>) -> Response {
    to(&view, "/password/", &token, |view| views::password::dead(view, &views::password::Dead::Mangled))
}

/// Redirects to our page, if `token` is well-formed.
fn to(view: &View, page: &str, token: &str, mangled: impl FnOnce(&View) -> Markup) -> Response {
    match token.parse::<Token>() {
        Ok(token) => view.redirect(&format!("{page}{token}")).into_response(),
        Err(_) => (axum::http::StatusCode::NOT_FOUND, mangled(view)).into_response(),
    }
}
