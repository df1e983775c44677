//! Step 2: an address to prove.

use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use registration_core::{
    domain::{Blocked, EmailAddress, Localpart, RuleKind},
    registrations::{DeliveryAttempt, ProofError, Start, StartError, Started},
};
use serde::Deserialize;

use super::{form::Fields, honeypot::Honeypot, username};
use crate::{
    app::App,
    error::WebError,
    middleware::{ClientAddress, Scripted},
    request_span,
    views::{
        self,
        email::{EmailForm, EmailProblem},
        username::{FirstForm, UsernameProblem},
    },
    wizard_session::{Progress, WizardSession},
};

/// What step 2 sends.
#[derive(Deserialize)]
pub struct EmailFields {
    #[serde(default)]
    email: String,
    /// The widget's field: how the browser has answered its puzzle.
    altcha: Option<String>,
    #[serde(flatten)]
    honeypot: Honeypot,
    /// The username for which the form was shown.
    #[serde(default)]
    request: String,
    /// Whether the honeypot was shown.
    shown: Option<String>,
}

/// How the form is asked for.
#[derive(Deserialize)]
pub struct Asked {
    shown: Option<String>,
}

/// The form, with the address that was given before, if one was.
pub async fn show(
    State(app): State<App>,
    session: WizardSession,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, WebError> {
    let Some(localpart) = chosen(&app, &session) else {
        return Ok(session.to_its_page());
    };
    app.ensure_open()?;
    let typed = session.progress.as_ref().map(Progress::email).unwrap_or_default();
    let shows_honeypot = asked.is_ok_and(|Query(asked)| asked.shown.is_some());
    let form = EmailForm { name: &localpart, typed, problem: None, unproven: None, shows_honeypot };
    Ok(answer(&app, StatusCode::OK, &form))
}

/// Begins the registration. The answer is the same whether or not the address is known here.
pub async fn start(
    State(app): State<App>,
    mut session: WizardSession,
    ClientAddress(address): ClientAddress,
    Fields(form): Fields<EmailFields>,
) -> Result<Response, WebError> {
    // Another tab of this browser is asking for another name by now.
    if !form.request.is_empty() && session.localpart().await.is_some_and(|name| name != form.request) {
        return Ok(username::stale(&app, &mut session, &form.email).await);
    }
    let Some(localpart) = chosen(&app, &session) else {
        return Ok(session.to_its_page());
    };
    app.ensure_open()?;
    let shows_honeypot = form.shown.is_some();
    let shown = EmailForm { name: &localpart, typed: &form.email, problem: None, unproven: None, shows_honeypot };
    let email = match form.email.parse::<EmailAddress>() {
        Ok(email) => email,
        Err(error) => return Ok(refused(&app, &shown, &EmailProblem::Syntax(error))),
    };
    let typed = email.as_typed();
    let is_caught = form.honeypot.is_filled_in() || session.progress.as_ref().is_some_and(Progress::is_caught);
    let start = Start { localpart: localpart.clone(), email, address, answer: form.altcha };
    let started = if is_caught {
        tracing::info!("honeypot triggered; returning the normal response");
        app.registrations.pretend_start(start).await
    } else {
        app.registrations.start(start).await
    };
    match started {
        Ok(started) => {
            request_span::record_registration(started.id);
            Ok(on_its_way(&app, session, started, &localpart, typed))
        }
        Err(StartError::ProofError(unproven)) => Ok(without_proof(&app, &shown, unproven)),
        Err(StartError::AddressRefused) => Ok(refused(&app, &shown, &EmailProblem::Refused)),
        Err(StartError::TooMany) => Err(WebError::TooMany),
        Err(StartError::TooManyFromHere { wait }) => Err(WebError::TooManyFromHere { wait }),
        Err(StartError::FullToday { wait }) => Err(WebError::FullToday { wait }),
        Err(StartError::Paused(pause)) => Err(WebError::Paused(pause)),
        Err(StartError::Blocked(blocked)) => blocked_at(&app, session, &shown, blocked),
        Err(StartError::Store(error)) => Err(error.into()),
    }
}

/// "Look into your mailbox."
fn on_its_way(app: &App, session: WizardSession, started: Started, localpart: &Localpart, email: String) -> Response {
    let Started { id, mark, mail } = started;
    let progress = Progress::Started { id: id.0, mark, localpart: localpart.to_string(), email };
    let to = app.site.redirect(match mail {
        DeliveryAttempt::Sent => "/register/sent",
        DeliveryAttempt::Queued => "/register/sent?mail=queued",
    });
    session.remembers(&progress, to)
}

/// The form with what was typed; its widget asks for a new puzzle by itself.
fn without_proof(app: &App, form: &EmailForm<'_>, unproven: ProofError) -> Response {
    let form = EmailForm { unproven: Some(unproven), ..*form };
    let ProofError::TooMany { wait } = unproven else { return answer(app, StatusCode::UNPROCESSABLE_ENTITY, &form) };
    views::retry_after::with_retry_after(answer(app, StatusCode::TOO_MANY_REQUESTS, &form), wait)
}

/// A rule keeps something out: it is said at the field that can mend it, and the rest is kept.
fn blocked_at(app: &App, session: WizardSession, form: &EmailForm<'_>, blocked: Blocked) -> Result<Response, WebError> {
    let Blocked { by, reason } = blocked;
    match by {
        RuleKind::Address => Err(WebError::Blocked(Blocked { by, reason })),
        RuleKind::Email => Ok(refused(app, form, &EmailProblem::Blocked { reason })),
        RuleKind::Username => {
            let (problem, typed) = (UsernameProblem::Blocked { reason }, form.name.as_str());
            let first = FirstForm {
                typed,
                problem: Some(&problem),
                has_begun: true,
                shows_honeypot: form.shows_honeypot,
                ..FirstForm::default()
            };
            let page = views::username::page(&app.site, &first);
            let (localpart, email) = (form.name.to_string(), form.typed.to_owned());
            let caught = session.progress.as_ref().is_some_and(Progress::is_caught);
            let progress = Progress::Name { localpart, email, caught };
            Ok(session.remembers(&progress, (StatusCode::UNPROCESSABLE_ENTITY, page)))
        }
    }
}

/// The username of step 1.
fn chosen(app: &App, session: &WizardSession) -> Option<Localpart> {
    let name = session.progress.as_ref()?.localpart()?;
    Localpart::parse(name, &app.site.server).ok()
}

fn refused(app: &App, form: &EmailForm<'_>, problem: &EmailProblem) -> Response {
    answer(app, StatusCode::UNPROCESSABLE_ENTITY, &EmailForm { problem: Some(problem), ..*form })
}

/// The form: of all pages it alone may run scripts, those of the puzzle.
fn answer(app: &App, status: StatusCode, form: &EmailForm<'_>) -> Response {
    let mut answer = (status, views::email::page(&app.site, form)).into_response();
    if form.puzzle(&app.site).is_some() {
        answer.extensions_mut().insert(Scripted);
    }
    answer
}
