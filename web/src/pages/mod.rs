//! The handlers, a file per page: parse the request, call one use case, render a view.

mod accessibility;
mod answer;
mod details;
mod done;
mod email;
mod forget;
mod health;
mod landing;
mod legacy_redirects;
mod link;
mod password;
mod proxy_check;
mod puzzle;
mod sent;
mod status;
mod username;
mod verify;

use axum::{
    Router,
    routing::{get, post},
};

use crate::{app::App, assets, error::WebError};

/// Every route. Logs name routes instead of paths, because paths contain tokens.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(landing::show))
        .route("/register", get(username::show).post(username::choose))
        .route("/register/email", get(email::show).post(email::start))
        .route("/register/puzzle", get(puzzle::set))
        .route("/register/sent", get(sent::show))
        .route("/register/resend", post(sent::resend))
        .route("/register/forget", get(forget::show).post(forget::forget))
        .route("/register/link", get(link::show).post(link::send))
        .route("/verify/{token}", get(verify::show).post(verify::verify))
        .route("/verify/{token}/resend", post(verify::resend))
        .route("/password/{token}", get(password::show).post(password::set))
        .route("/password/{token}/resend", post(password::resend))
        .route("/answer/{token}", get(answer::show).post(answer::save))
        .route("/register/details", get(details::show).post(details::submit))
        .route("/register/done", get(done::show))
        .route("/status/{token}", get(status::show))
        .route("/status/{token}/link", post(status::send_link))
        .route("/accessibility", get(accessibility::show))
        .route("/robots.txt", get(landing::robots))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route(registration_core::proxy_check::PATH, get(proxy_check::report))
        .route("/favicon.ico", get(assets::icon))
        .route(assets::ICON.path(), get(assets::icon))
        .route(assets::STYLE.path(), get(assets::style))
        .merge(assets::puzzle_files())
        .merge(legacy_redirects::routes())
        .fallback(|| async { WebError::NotFound })
}
