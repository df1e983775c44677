//! Step 1: a free username.

use std::net::IpAddr;

use axum::{
    extract::State,
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use registration_core::{
    domain::{Blocked, Localpart, RuleKind},
    registrations::NameAnswer,
};
use serde::Deserialize;

use super::fields::Fields;
use crate::{
    app::App,
    error::{self, WebError},
    guard::ClientAddress,
    progress::{Progress, Visitor},
    views::{self, username::UsernameProblem},
};

/// What step 1 sends.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    username: String,
    /// See [`views::trap`].
    #[serde(default)]
    website: String,
}

/// The form, with the name that was chosen before, if one was.
pub async fn show(State(app): State<App>, mut visitor: Visitor) -> Result<Response, WebError> {
    if visitor.has_proven_any() {
        visitor.looks_again().await;
    }
    let proven = matches!(visitor.progress, Some(Progress::Proven { .. }));
    if let Some(pause) = app.registrations.paused().await?
        && !proven
    {
        return Err(WebError::Paused(pause));
    }
    let Some(progress) = &visitor.progress else { return Ok(Html(app.first_form.clone()).into_response()) };
    let typed = progress.localpart().unwrap_or_default();
    Ok(views::username::page(&app.site, typed, None, proven).into_response())
}

/// Checks the name. Nothing is held yet.
pub async fn choose(
    State(app): State<App>,
    visitor: Visitor,
    ClientAddress(address): ClientAddress,
    Fields(form): Fields<Typed>,
) -> Result<Response, WebError> {
    let caught = !form.website.is_empty();
    let name = if caught {
        Localpart::parse(&form.username, &app.site.server).map_err(UsernameProblem::Syntax)
    } else {
        check(&app, &form.username, address).await?
    };
    Ok(match name {
        Ok(localpart) => {
            let email = visitor.progress.as_ref().map(Progress::email).unwrap_or_default().to_owned();
            visitor.goes_on(&Progress::Name { localpart: localpart.to_string(), email, caught })
        }
        Err(problem) => {
            let page = views::username::page(&app.site, &form.username, Some(&problem), false);
            (status(&problem), page).into_response()
        }
    })
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
        Ok(NameAnswer::Free) => Ok(localpart),
        Ok(NameAnswer::Taken) => Err(UsernameProblem::Taken),
        Ok(NameAnswer::Reserved) => Err(UsernameProblem::Reserved),
        Ok(NameAnswer::Blocked(Blocked { by: RuleKind::Username, reason })) => Err(UsernameProblem::Blocked { reason }),
        Ok(NameAnswer::Blocked(blocked)) => return Err(blocked),
        Ok(NameAnswer::Refused) => Err(UsernameProblem::Refused),
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
