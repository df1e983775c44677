//! The view context of a request, as an extractor.

use std::convert::Infallible;

use axum::{extract::FromRequestParts, http::request::Parts};

use crate::{app::App, view::View};

impl FromRequestParts<App> for View {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(app.view())
    }
}
