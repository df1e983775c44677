//! After step 2: the applicant checks their inbox, or asks for the mail again.

use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use registration_core::{
    domain::{EmailAddress, Origin, RegistrationId},
    registrations::{Applicants, RateLimited, ResendError, Scope},
};
use serde::Deserialize;

use super::username;
use crate::{
    app::App,
    error::WebError,
    forms::{Submitted, request_mark},
    middleware::ClientAddress,
    retry_after::with_retry_after,
    view::View,
    views::{self, sent::Mail},
    wizard_session::{Progress, WizardSession},
};

/// The query of the page.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SentQuery {
    /// What happened to the mail.
    mail: String,
}

/// The page. It shows only what was typed in this browser.
pub async fn show(view: View, mut session: WizardSession, query: Result<Query<SentQuery>, QueryRejection>) -> Response {
    session.refresh().await;
    let Some(Progress::Started { email, .. }) = &session.progress else {
        return session.redirect_to_current_page();
    };
    let mail = match query.as_ref().ok().map(|Query(query)| query.mail.as_str()) {
        Some("queued") => Mail::Queued,
        Some("again") => Mail::Again,
        _ => Mail::Sent,
    };
    views::sent::page(&view, email, mail).into_response()
}

/// Sends the mail again.
pub async fn resend(
    State(app): State<App>,
    view: View,
    mut session: WizardSession,
    ClientAddress(address): ClientAddress,
    form: Submitted,
) -> Result<Response, WebError> {
    session.refresh().await;
    let mark = request_mark::of(&form);
    if !mark.is_empty() && session.progress.as_ref().is_some_and(|progress| progress.email() != mark) {
        return Ok(username::stale(&view, &mut session, "").await);
    }
    let Some(Progress::Started { id, email, mark, .. }) = &session.progress else {
        return Ok(session.redirect_to_current_page());
    };
    let id = RegistrationId(*id);
    let sent = match email.parse::<EmailAddress>() {
        Ok(email) if Applicants::is_pretended(id) => {
            app.registrations.applicants().pretend_resend(mark, &email, address).await
        }
        _ => app.registrations.resend(id, Origin::applicant(address)).await,
    };
    match sent {
        // Whether the request still waits is told only to the reader of the mailbox.
        Ok(()) | Err(ResendError::NotWaiting) => Ok(view.redirect("/register/sent?mail=again").into_response()),
        Err(ResendError::RateLimited(RateLimited { scope: Scope::Link, wait })) => {
            let page = views::sent::page(&view, email, Mail::TooSoon { wait });
            Ok(with_retry_after((StatusCode::TOO_MANY_REQUESTS, page).into_response(), wait))
        }
        Err(error) => Err(error.into()),
    }
}
