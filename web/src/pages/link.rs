//! A new link for those who have lost theirs, and their cookie.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use maud::Markup;
use registration_core::domain::EmailAddress;
use serde::Deserialize;

use super::form::Fields;
use crate::{
    app::App,
    error::WebError,
    middleware::ClientAddress,
    views::{self, email::EmailProblem},
};

/// What the form sends.
#[derive(Deserialize)]
pub struct LinkForm {
    #[serde(default)]
    email: String,
}

/// The form.
pub async fn show(State(app): State<App>) -> Markup {
    views::link::form(&app.site, "", None)
}

/// Sends a link, if a request waits for that address; the answer does not say whether.
pub async fn send(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    Fields(form): Fields<LinkForm>,
) -> Result<Response, WebError> {
    match form.email.parse::<EmailAddress>() {
        Ok(email) => match app.registrations.resend_by_email(email, address).await? {
            Ok(()) => Ok(views::link::sent(&app.site).into_response()),
            Err(wait) => Err(WebError::TooManyFromHere { wait }),
        },
        Err(error) => {
            let page = views::link::form(&app.site, &form.email, Some(&EmailProblem::Syntax(error)));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
