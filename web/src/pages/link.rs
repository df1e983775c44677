//! A new link for an applicant who lost both the mail and the cookie.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use maud::Markup;

use crate::{
    app::App,
    error::WebError,
    forms::{Submitted, email::Email},
    middleware::ClientAddress,
    view::View,
    views,
};

/// The form.
pub async fn show(view: View) -> Markup {
    views::link::form(&view, &Email::default())
}

/// Mails a link if a request waits for this address. The response is the same if there is none.
pub async fn send(
    State(app): State<App>,
    view: View,
    ClientAddress(address): ClientAddress,
    form: Submitted,
) -> Result<Response, WebError> {
    let email = Email::read(&form);
    let Some(value) = email.value() else {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, views::link::form(&view, &email)).into_response());
    };
    app.registrations.applicants().resend_by_email(value.clone(), address).await?;
    Ok(views::link::sent(&view).into_response())
}
