//! The landing page, `/`.

use axum::{
    extract::State,
    response::{Html, IntoResponse},
};

use crate::{app::App, view::View};

/// The page, rendered once at start-up.
pub async fn show(State(app): State<App>, view: View) -> impl IntoResponse {
    Html(app.landing(&view))
}

/// `GET /robots.txt`: search engines may list the first page and nothing else.
pub async fn robots() -> &'static str {
    "User-agent: *\nAllow: /$\nAllow: /static/\nDisallow: /\n"
}
