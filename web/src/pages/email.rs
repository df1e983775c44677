//! Step 2: enter an e-mail address, and send the verification mail.

use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use registration_core::{
    domain::{Blocked, EmailAddress, Localpart, RuleKind},
    registrations::{DeliveryAttempt, ProofError, Start, StartError, Started},
};

use super::username::{self, FormQuery, shows_honeypot};
use crate::{
    app::App,
    error::WebError,
    forms::{
        Input, Submitted,
        email::{Email, EmailProblem},
        honeypot,
        puzzle::Puzzle,
        request_mark,
        username::{Username, UsernameProblem},
    },
    middleware::{ClientAddress, Scripted},
    request_span,
    retry_after::with_retry_after,
    view::View,
    views::{self, email::EmailPage, username::UsernamePage},
    wizard_session::{Progress, WizardSession},
};

/// The form, with the address that was entered before.
pub async fn show(
    State(app): State<App>,
    view: View,
    session: WizardSession,
    query: Result<Query<FormQuery>, QueryRejection>,
) -> Result<Response, WebError> {
    let Some(name) = chosen(&app, &session) else {
        return Ok(session.redirect_to_current_page());
    };
    app.ensure_open()?;
    let email = Input::unchecked(session.progress.as_ref().map(Progress::email).unwrap_or_default());
    let page = EmailPage { name: &name, email, proof: None, shows_honeypot: shows_honeypot(query) };
    Ok(response(&view, StatusCode::OK, &page))
}

/// Starts the registration. The response is the same whether or not the address is known here.
pub async fn start(
    State(app): State<App>,
    view: View,
    mut session: WizardSession,
    ClientAddress(address): ClientAddress,
    form: Submitted,
) -> Result<Response, WebError> {
    let email = Email::read(&form);
    let mark = request_mark::of(&form);
    // Another tab of this browser has chosen another username since this form was shown.
    if !mark.is_empty() && session.localpart().await.is_some_and(|name| name != mark) {
        return Ok(username::stale(&view, &mut session, &email.typed).await);
    }
    let Some(name) = chosen(&app, &session) else {
        return Ok(session.redirect_to_current_page());
    };
    app.ensure_open()?;
    let value = email.value().cloned();
    let page = EmailPage { name: &name, email, proof: None, shows_honeypot: honeypot::was_shown(&form) };
    let Some(email) = value else {
        return Ok(response(&view, StatusCode::UNPROCESSABLE_ENTITY, &page));
    };
    let is_caught = honeypot::is_filled_in(&form) || session.progress.as_ref().is_some_and(Progress::is_caught);
    let start =
        Start { localpart: name.clone(), email, address, answer: Puzzle::solution(&form), language: view.language };
    let started = if is_caught {
        tracing::info!("honeypot triggered; returning the normal response");
        app.registrations.applicants().pretend_start(start).await
    } else {
        app.registrations.applicants().start(start).await
    };
    match started {
        Ok(started) => Ok(check_your_inbox(&app, session, started, &page)),
        Err(error) => not_started(&view, session, page, error),
    }
}

fn check_your_inbox(app: &App, session: WizardSession, started: Started, page: &EmailPage<'_>) -> Response {
    let Started { id, mark, mail } = started;
    request_span::record_registration(id);
    let email = page.email.value().map(EmailAddress::as_typed).unwrap_or_default();
    let progress = Progress::Started { id: id.0, mark, localpart: page.name.to_string(), email };
    let to = app.site.redirect(match mail {
        DeliveryAttempt::Sent => "/register/sent",
        DeliveryAttempt::Queued => "/register/sent?mail=queued",
    });
    session.save(&progress, to)
}

/// Shows the problem at the field that can fix it, and keeps what was typed.
fn not_started(
    view: &View,
    session: WizardSession,
    mut page: EmailPage<'_>,
    error: StartError,
) -> Result<Response, WebError> {
    let problem = match error {
        StartError::ProofError(proof) => return Ok(without_proof(view, page, proof)),
        StartError::AddressRefused => EmailProblem::Refused,
        StartError::Blocked(Blocked { by: RuleKind::Email, reason }) => EmailProblem::Blocked { reason },
        StartError::Blocked(Blocked { by: RuleKind::Username, reason }) => {
            return Ok(username_blocked(view, session, &page, reason));
        }
        StartError::Blocked(blocked @ Blocked { by: RuleKind::Address, .. }) => return Err(blocked.into()),
        StartError::RateLimited(limit) => return Err(limit.into()),
        StartError::Paused(pause) => return Err(WebError::Paused(pause)),
        StartError::Store(error) => return Err(error.into()),
    };
    page.email.outcome = Some(Err(problem));
    Ok(response(view, StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// The form with what was typed; its widget fetches a new puzzle by itself.
fn without_proof(view: &View, page: EmailPage<'_>, proof: ProofError) -> Response {
    let page = EmailPage { proof: Some(proof), ..page };
    match proof {
        ProofError::RateLimited(limit) => {
            with_retry_after(response(view, StatusCode::TOO_MANY_REQUESTS, &page), limit.wait)
        }
        ProofError::Missing | ProofError::Void | ProofError::Crowded => {
            response(view, StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// Step 1 again: a rule that is newer than step 1 blocks the username.
fn username_blocked(view: &View, session: WizardSession, page: &EmailPage<'_>, reason: Option<String>) -> Response {
    let first = UsernamePage {
        username: Username::checked(page.name.as_str(), Err(UsernameProblem::Blocked { reason })),
        verified: None,
        has_started: true,
        shows_honeypot: page.shows_honeypot,
    };
    let (localpart, email) = (page.name.to_string(), page.email.typed.clone());
    let caught = session.progress.as_ref().is_some_and(Progress::is_caught);
    let form = views::username::page(view, &first);
    session.save(&Progress::Name { localpart, email, caught }, (StatusCode::UNPROCESSABLE_ENTITY, form))
}

/// The username of step 1.
fn chosen(app: &App, session: &WizardSession) -> Option<Localpart> {
    let name = session.progress.as_ref()?.localpart()?;
    Localpart::parse(name, &app.site.server).ok()
}

/// The form. It is the only page that runs scripts: those of the puzzle.
fn response(view: &View, status: StatusCode, page: &EmailPage<'_>) -> Response {
    let mut response = (status, views::email::page(view, page)).into_response();
    if Puzzle::needed(view, page.proof).is_some() {
        response.extensions_mut().insert(Scripted);
    }
    response
}
