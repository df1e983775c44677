//! A puzzle for a browser, asked for by the widget of step 2.

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

use crate::{app::App, error::WebError};

/// A new one each time. Nothing is kept of it. Also where none is set for everybody: a limit may ask for one.
pub async fn set(State(app): State<App>) -> Result<Response, WebError> {
    let puzzle = app.registrations.applicants().puzzle().ok_or(WebError::Broken)?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], puzzle).into_response())
}
