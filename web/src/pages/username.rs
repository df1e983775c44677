//! Step 1: choose a username.

use std::net::IpAddr;

use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use registration_core::{
    domain::{Blocked, Localpart, RuleKind},
    registrations::UsernameStatus,
};
use serde::Deserialize;

use crate::{
    app::App,
    error::WebError,
    forms::{
        Input, Submitted, honeypot, request_mark,
        username::{self, Username, UsernameProblem},
    },
    middleware::ClientAddress,
    view::View,
    views::{self, session::Stale, username::UsernamePage},
    wizard_session::{Progress, WizardSession},
};

/// The query of steps 1 and 2.
#[derive(Deserialize)]
pub struct FormQuery {
    /// Present if the honeypot is to be shown; see [`honeypot::SHOWN`].
    shown: Option<String>,
}

/// Whether the query asks to show the honeypot.
pub fn shows_honeypot(query: Result<Query<FormQuery>, QueryRejection>) -> bool {
    query.is_ok_and(|Query(query)| query.shown.is_some())
}

/// The form, with the username that was chosen before.
pub async fn show(
    State(app): State<App>,
    view: View,
    mut session: WizardSession,
    query: Result<Query<FormQuery>, QueryRejection>,
) -> Result<Response, WebError> {
    if session.has_verified_any() {
        session.refresh().await;
    }
    let verified = matches!(session.progress, Some(Progress::Proven { .. }));
    if let Some(pause) = app.registrations.paused().await?
        && !verified
    {
        return Err(WebError::Paused(pause));
    }
    if !verified {
        app.ensure_open()?;
    }
    let shows_honeypot = shows_honeypot(query);
    let page = match &session.progress {
        None if !shows_honeypot => return Ok(Html(app.first_form(&view)).into_response()),
        None => UsernamePage { shows_honeypot, ..UsernamePage::default() },
        Some(progress) => UsernamePage {
            username: Input::unchecked(progress.localpart().unwrap_or_default()),
            verified: verified.then(|| progress.mark().to_owned()),
            has_started: true,
            shows_honeypot,
        },
    };
    Ok(views::username::page(&view, &page).into_response())
}

/// Checks the username. Nothing is reserved yet.
pub async fn choose(
    State(app): State<App>,
    view: View,
    mut session: WizardSession,
    ClientAddress(address): ClientAddress,
    form: Submitted,
) -> Result<Response, WebError> {
    let caught = honeypot::is_filled_in(&form);
    if caught {
        tracing::info!("honeypot triggered; returning the normal response");
    }
    // Another tab has verified an address since this form was shown; starting again would forget that request.
    if let Some(Progress::Proven { mark, .. }) = &session.progress
        && mark != request_mark::of(&form)
    {
        return Ok(stale(&view, &mut session, form.text(username::NAME)).await);
    }
    app.ensure_open()?;
    let username = check(&app, form.text(username::NAME), address).await?;
    let shows_honeypot = honeypot::was_shown(&form);
    if let Some(localpart) = username.value() {
        let email = session.progress.as_ref().map(Progress::email).unwrap_or_default().to_owned();
        let query = if shows_honeypot { format!("&{}=1", honeypot::SHOWN) } else { String::new() };
        return Ok(session.begin(&Progress::Name { localpart: localpart.to_string(), email, caught }, &query));
    }
    let has_started = session.progress.is_some();
    let page = UsernamePage { username, verified: None, has_started, shows_honeypot };
    Ok((status(&page.username), views::username::page(&view, &page)).into_response())
}

/// The page for a form of another tab: this browser has gone on with another request, so nothing is done.
pub async fn stale(view: &View, session: &mut WizardSession, typed: &str) -> Response {
    let page = Progress::page(session.progress.as_ref());
    let now = session.localpart().await.map(|name| (format!("@{name}:{}", view.server), page));
    (StatusCode::CONFLICT, views::session::stale(view, &Stale { now, typed })).into_response()
}

/// Checks whether `typed` is a username that can be requested now.
///
/// # Errors
/// A rule blocks the client, whatever the username.
pub async fn check(app: &App, typed: &str, address: Option<IpAddr>) -> Result<Username, Blocked> {
    let localpart = match Localpart::parse(typed, &app.site.server) {
        Ok(localpart) => localpart,
        Err(error) => return Ok(Username::checked(typed, Err(UsernameProblem::Syntax(error)))),
    };
    let outcome = match app.registrations.applicants().check_username(&localpart, address).await {
        Ok(UsernameStatus::Free) => Ok(localpart),
        Ok(UsernameStatus::Taken) => Err(UsernameProblem::Taken),
        Ok(UsernameStatus::Reserved) => Err(UsernameProblem::Reserved),
        Ok(UsernameStatus::Blocked(Blocked { by: RuleKind::Username, reason })) => {
            Err(UsernameProblem::Blocked { reason })
        }
        Ok(UsernameStatus::Blocked(blocked)) => return Err(blocked),
        Ok(UsernameStatus::Refused) => Err(UsernameProblem::Refused),
        Err(error) => {
            app.note_synapse_error(&error);
            Err(UsernameProblem::Unchecked)
        }
    };
    Ok(Username::checked(typed, outcome))
}

/// The status of a form with this username.
pub const fn status(username: &Username) -> StatusCode {
    match &username.outcome {
        None | Some(Ok(_)) => StatusCode::OK,
        Some(Err(UsernameProblem::Unchecked)) => StatusCode::SERVICE_UNAVAILABLE,
        Some(Err(_)) => StatusCode::UNPROCESSABLE_ENTITY,
    }
}
