//! Step 2: an address to prove.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use registration_core::{
    domain::{Blocked, EmailAddress, Localpart, RuleKind},
    registrations::{MailTry, Start, StartError, Started},
};
use serde::Deserialize;

use super::fields::Fields;
use crate::{
    app::App,
    error::WebError,
    guard::{self, ClientAddress},
    progress::{Progress, Visitor},
    views::{self, email::EmailProblem, username::UsernameProblem},
};

/// What step 2 sends.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    email: String,
}

/// The form, with the address that was given before, if one was.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Response {
    let Some(localpart) = chosen(&app, &visitor) else {
        return visitor.to_its_page();
    };
    let typed = visitor.progress.as_ref().map(Progress::email).unwrap_or_default();
    views::email::page(&app.site, &localpart.on(&app.site.server), typed, None).into_response()
}

/// Begins the registration. The answer is the same whether or not the address is known here.
pub async fn start(
    State(app): State<App>,
    visitor: Visitor,
    ClientAddress(address): ClientAddress,
    Fields(form): Fields<Typed>,
) -> Result<Response, WebError> {
    let Some(localpart) = chosen(&app, &visitor) else {
        return Ok(visitor.to_its_page());
    };
    let email = match form.email.parse::<EmailAddress>() {
        Ok(email) => email,
        Err(error) => return Ok(refused(&app, &localpart, &form.email, &EmailProblem::Syntax(error))),
    };
    let typed = email.as_typed();
    match app.registrations.start(Start { localpart: localpart.clone(), email, address }).await {
        Ok(Started { id, mail }) => {
            guard::concerns(id);
            let progress = Progress::Started { id: id.0, localpart: localpart.to_string(), email: typed };
            let to = app.site.redirect(match mail {
                MailTry::Sent => "/register/sent",
                MailTry::Queued => "/register/sent?mail=queued",
            });
            Ok(visitor.remembers(&progress, to))
        }
        Err(StartError::AddressRefused) => Ok(refused(&app, &localpart, &form.email, &EmailProblem::Refused)),
        Err(StartError::TooMany) => Err(WebError::TooMany),
        Err(StartError::TooManyFromHere { wait }) => Err(WebError::TooManyFromHere { wait }),
        Err(StartError::FullToday { wait }) => Err(WebError::FullToday { wait }),
        Err(StartError::Paused(pause)) => Err(WebError::Paused(pause)),
        Err(StartError::Blocked(blocked)) => blocked_at(&app, visitor, &localpart, form.email, blocked),
        Err(StartError::Store(error)) => Err(error.into()),
    }
}

/// A rule keeps something out: it is said at the field that can mend it, and the rest is kept.
fn blocked_at(
    app: &App,
    visitor: Visitor,
    localpart: &Localpart,
    email: String,
    blocked: Blocked,
) -> Result<Response, WebError> {
    let Blocked { by, reason } = blocked;
    match by {
        RuleKind::Address => Err(WebError::Blocked(Blocked { by, reason })),
        RuleKind::Email => Ok(refused(app, localpart, &email, &EmailProblem::Blocked { reason })),
        RuleKind::Username => {
            let problem = UsernameProblem::Blocked { reason };
            let page = views::username::page(&app.site, localpart.as_str(), Some(&problem), false);
            let progress = Progress::Name { localpart: localpart.to_string(), email };
            Ok(visitor.remembers(&progress, (StatusCode::UNPROCESSABLE_ENTITY, page)))
        }
    }
}

/// The username of step 1.
fn chosen(app: &App, visitor: &Visitor) -> Option<Localpart> {
    let name = visitor.progress.as_ref()?.localpart()?;
    Localpart::parse(name, &app.site.server).ok()
}

fn refused(app: &App, localpart: &Localpart, typed: &str, problem: &EmailProblem) -> Response {
    let page = views::email::page(&app.site, &localpart.on(&app.site.server), typed, Some(problem));
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}
