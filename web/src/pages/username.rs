//! Step 1: a free username.

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

use super::{form::Fields, honeypot::Honeypot};
use crate::{
    app::App,
    error::{self, WebError},
    middleware::ClientAddress,
    views::{
        self,
        session::Stale,
        username::{FirstForm, UsernameProblem},
    },
    wizard_session::{Progress, WizardSession},
};

/// What step 1 sends.
#[derive(Deserialize)]
pub struct UsernameForm {
    #[serde(default)]
    username: String,
    #[serde(flatten)]
    honeypot: Honeypot,
    /// The request that this browser had confirmed when the form was shown.
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

/// The form, with the name that was chosen before, if one was.
pub async fn show(
    State(app): State<App>,
    mut session: WizardSession,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, WebError> {
    if session.has_proven_any() {
        session.looks_again().await;
    }
    let proven = matches!(session.progress, Some(Progress::Proven { .. }));
    if let Some(pause) = app.registrations.paused().await?
        && !proven
    {
        return Err(WebError::Paused(pause));
    }
    if !proven {
        app.ensure_open()?;
    }
    let shows_honeypot = asked.is_ok_and(|Query(asked)| asked.shown.is_some());
    let Some(progress) = &session.progress else {
        if shows_honeypot {
            return Ok(
                views::username::page(&app.site, &FirstForm { shows_honeypot, ..FirstForm::default() }).into_response()
            );
        }
        return Ok(Html(app.first_form.clone()).into_response());
    };
    let typed = progress.localpart().unwrap_or_default();
    let proven = proven.then(|| progress.mark());
    let form = FirstForm { typed, proven, has_begun: true, shows_honeypot, ..FirstForm::default() };
    Ok(views::username::page(&app.site, &form).into_response())
}

/// Checks the name. Nothing is held yet.
pub async fn choose(
    State(app): State<App>,
    mut session: WizardSession,
    ClientAddress(address): ClientAddress,
    Fields(form): Fields<UsernameForm>,
) -> Result<Response, WebError> {
    let caught = form.honeypot.is_filled_in();
    if caught {
        tracing::info!("honeypot triggered; returning the normal response");
    }
    // This tab does not know what another one has confirmed meanwhile, and would have the browser forget it.
    if let Some(Progress::Proven { mark, .. }) = &session.progress
        && *mark != form.request
    {
        return Ok(stale(&app, &mut session, &form.username).await);
    }
    app.ensure_open()?;
    Ok(match check(&app, &form.username, address).await? {
        Ok(localpart) => {
            let email = session.progress.as_ref().map(Progress::email).unwrap_or_default().to_owned();
            let more = if form.shown.is_some() { "&shown=1" } else { "" };
            session.begins(&Progress::Name { localpart: localpart.to_string(), email, caught }, more)
        }
        Err(problem) => {
            let (typed, has_begun) = (&*form.username, session.progress.is_some());
            let problem = Some(&problem);
            let shown =
                FirstForm { typed, problem, has_begun, shows_honeypot: form.shown.is_some(), ..FirstForm::default() };
            let page = views::username::page(&app.site, &shown);
            (problem.map_or(StatusCode::OK, status), page).into_response()
        }
    })
}

/// A form of a tab whose request is not the one of this browser any more: nothing is done.
pub async fn stale(app: &App, session: &mut WizardSession, typed: &str) -> Response {
    let page = Progress::page(session.progress.as_ref());
    let now = session.localpart().await.map(|name| (format!("@{name}:{}", app.site.server), page));
    (StatusCode::CONFLICT, views::session::stale(&app.site, &Stale { now, typed })).into_response()
}

/// Whether `typed` is a username that can be asked for now. The outer error keeps the client out,
/// whatever the name.
pub async fn check(
    app: &App,
    typed: &str,
    address: Option<IpAddr>,
) -> Result<Result<Localpart, UsernameProblem>, Blocked> {
    let localpart = match Localpart::parse(typed, &app.site.server) {
        Ok(localpart) => localpart,
        Err(error) => return Ok(Err(UsernameProblem::Syntax(error))),
    };
    Ok(match app.registrations.check_username(&localpart, address).await {
        Ok(UsernameStatus::Free) => Ok(localpart),
        Ok(UsernameStatus::Taken) => Err(UsernameProblem::Taken),
        Ok(UsernameStatus::Reserved) => Err(UsernameProblem::Reserved),
        Ok(UsernameStatus::Blocked(Blocked { by: RuleKind::Username, reason })) => {
            Err(UsernameProblem::Blocked { reason })
        }
        Ok(UsernameStatus::Blocked(blocked)) => return Err(blocked),
        Ok(UsernameStatus::Refused) => Err(UsernameProblem::Refused),
        Err(error) => {
            error::note(&error);
            Err(UsernameProblem::Unchecked)
        }
    })
}

/// The status of a form that comes back.
pub const fn status(problem: &UsernameProblem) -> StatusCode {
    match problem {
        UsernameProblem::Unchecked => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}
