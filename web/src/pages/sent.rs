//! After step 2: "check your inbox".

use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use registration_core::{
    Registrations,
    domain::{EmailAddress, Origin, RegistrationId},
    registrations::ResendError,
};
use serde::Deserialize;

use super::{form::Fields, username};
use crate::{
    app::App,
    error::WebError,
    middleware::ClientAddress,
    views::{self, sent::Mail},
    wizard_session::{Progress, WizardSession},
};

/// What the redirect here says about the mail.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Said {
    mail: String,
}

/// The page. It shows only what was typed in this browser.
pub async fn show(
    State(app): State<App>,
    mut session: WizardSession,
    said: Result<Query<Said>, QueryRejection>,
) -> Response {
    session.looks_again().await;
    let Some(Progress::Started { email, .. }) = &session.progress else {
        return session.to_its_page();
    };
    let mail = match said.as_ref().ok().map(|Query(said)| said.mail.as_str()) {
        Some("queued") => Mail::Queued,
        Some("again") => Mail::Again,
        _ => Mail::Sent,
    };
    views::sent::page(&app.site, email, mail).into_response()
}

/// The address for which the page was shown.
#[derive(Deserialize)]
pub struct Pressed {
    #[serde(default)]
    request: String,
}

/// Sends the mail once more.
pub async fn resend(
    State(app): State<App>,
    mut session: WizardSession,
    ClientAddress(address): ClientAddress,
    Fields(Pressed { request }): Fields<Pressed>,
) -> Result<Response, WebError> {
    session.looks_again().await;
    let is_other = session.progress.as_ref().is_some_and(|progress| progress.email() != request);
    if is_other && !request.is_empty() {
        return Ok(username::stale(&app, &mut session, "").await);
    }
    let Some(Progress::Started { id, email, mark, .. }) = &session.progress else {
        return Ok(session.to_its_page());
    };
    let id = RegistrationId(*id);
    let sent = match email.parse::<EmailAddress>() {
        Ok(email) if Registrations::is_pretended(id) => app.registrations.pretend_resend(mark, &email, address).await,
        _ => app.registrations.resend(id, Origin::applicant(address)).await,
    };
    match sent {
        // Whether it still waits is the business of whoever reads that mailbox.
        Ok(()) | Err(ResendError::NotWaiting) => Ok(app.site.redirect("/register/sent?mail=again").into_response()),
        Err(ResendError::TooSoon { wait }) => {
            let page = views::sent::page(&app.site, email, Mail::TooSoon { wait });
            Ok(views::retry_after::with_retry_after((StatusCode::TOO_MANY_REQUESTS, page).into_response(), wait))
        }
        Err(ResendError::TooMany) => Err(WebError::TooMany),
        Err(ResendError::TooManyFromHere { wait }) => Err(WebError::TooManyFromHere { wait }),
        Err(ResendError::Store(error)) => Err(error.into()),
    }
}
