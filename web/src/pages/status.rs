//! How a request stands, for whoever holds its link.

use axum::extract::{Path, State};
use maud::Markup;
use registration_core::domain::Token;

use crate::{app::App, error::WebError, guard, views};

/// State and dates.
pub async fn show(State(app): State<App>, Path(token): Path<String>) -> Result<Markup, WebError> {
    let token: Token = token.parse().map_err(|_| WebError::NoSuchRequest)?;
    let registration = app.registrations.find_by_status(&token).await?.ok_or(WebError::NoSuchRequest)?;
    guard::concerns(registration.id);
    Ok(views::status::page(&app.site, (&registration).into()))
}
