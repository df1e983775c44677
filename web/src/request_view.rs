//! The view context of a request, as an extractor.

use std::convert::Infallible;

use axum::{extract::FromRequestParts, http::request::Parts};

use crate::{app::App, language::Preference, view::View};

impl FromRequestParts<App> for View {
    type Rejection = Infallible;

    /// In the language that the browser prefers.
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(match parts.extensions.get::<Preference>() {
            Some(preference) => app.view().preferring(*preference),
            None => app.view(),
        })
    }
}
