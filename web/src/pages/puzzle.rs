//! Puzzles for the widget of step 2.

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

use crate::{app::App, error::WebError};

/// A new puzzle each time; nothing is stored. Also served if not everybody needs one: a rate limit may require one.
pub async fn set(State(app): State<App>) -> Result<Response, WebError> {
    let puzzle = app.registrations.applicants().puzzle().ok_or(WebError::Broken(None))?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], puzzle).into_response())
}
