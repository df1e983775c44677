//! Step 2: an address to prove.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use maud::Markup;
use registration_core::{
    domain::{Blocked, EmailAddress, Localpart, RegistrationId, RuleKind},
    registrations::{MailTry, Start, StartError, Started, Unproven},
};
use serde::Deserialize;

use super::fields::Fields;
use crate::{
    app::App,
    error::WebError,
    guard::{self, ClientAddress, headers::Scripted},
    progress::{Progress, Visitor},
    views::{self, email::EmailProblem, username::UsernameProblem},
};

/// What step 2 sends.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    email: String,
    /// The widget's field: how the browser has answered its puzzle.
    altcha: Option<String>,
    /// See [`views::trap`].
    #[serde(default)]
    website: String,
}

/// The form, with the address that was given before, if one was.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Response {
    let Some(localpart) = chosen(&app, &visitor) else {
        return visitor.to_its_page();
    };
    let typed = visitor.progress.as_ref().map(Progress::email).unwrap_or_default();
    let page = views::email::page(&app.site, &localpart.on(&app.site.server), typed, None);
    answer(&app, StatusCode::OK, page)
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
    if !form.website.is_empty() || visitor.progress.as_ref().is_some_and(Progress::is_caught) {
        tracing::info!("a machine has filled in the form; it is told what everybody is told");
        return Ok(on_its_way(&app, visitor, nobody(), &localpart, typed));
    }
    let start = Start { localpart: localpart.clone(), email, address, answer: form.altcha };
    match app.registrations.start(start).await {
        Ok(started) => {
            guard::concerns(started.id);
            Ok(on_its_way(&app, visitor, started, &localpart, typed))
        }
        Err(StartError::Unproven(unproven)) => Ok(without_proof(&app, &localpart, &form.email, unproven)),
        Err(StartError::AddressRefused) => Ok(refused(&app, &localpart, &form.email, &EmailProblem::Refused)),
        Err(StartError::TooMany) => Err(WebError::TooMany),
        Err(StartError::TooManyFromHere { wait }) => Err(WebError::TooManyFromHere { wait }),
        Err(StartError::FullToday { wait }) => Err(WebError::FullToday { wait }),
        Err(StartError::Paused(pause)) => Err(WebError::Paused(pause)),
        Err(StartError::Blocked(blocked)) => blocked_at(&app, visitor, &localpart, form.email, blocked),
        Err(StartError::Store(error)) => Err(error.into()),
    }
}

/// The registration of a machine that was caught: there is none. Its cookie is as long as others.
fn nobody() -> Started {
    Started { id: RegistrationId(0), mark: "AAAAAAAAAAAA".into(), mail: MailTry::Sent }
}

/// "Look into your mailbox."
fn on_its_way(app: &App, visitor: Visitor, started: Started, localpart: &Localpart, email: String) -> Response {
    let Started { id, mark, mail } = started;
    let progress = Progress::Started { id: id.0, mark, localpart: localpart.to_string(), email };
    let to = app.site.redirect(match mail {
        MailTry::Sent => "/register/sent",
        MailTry::Queued => "/register/sent?mail=queued",
    });
    visitor.remembers(&progress, to)
}

/// The form with what was typed; its widget asks for a new puzzle by itself.
fn without_proof(app: &App, localpart: &Localpart, typed: &str, unproven: Unproven) -> Response {
    let page = views::email::unproven(&app.site, &localpart.on(&app.site.server), typed, unproven);
    let Unproven::TooMany { wait } = unproven else { return answer(app, StatusCode::UNPROCESSABLE_ENTITY, page) };
    views::wait::told(answer(app, StatusCode::TOO_MANY_REQUESTS, page), wait)
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
            let progress = Progress::Name { localpart: localpart.to_string(), email, caught: false };
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
    answer(app, StatusCode::UNPROCESSABLE_ENTITY, page)
}

/// The form: of all pages it alone may run scripts, those of the puzzle.
fn answer(app: &App, status: StatusCode, page: Markup) -> Response {
    let mut answer = (status, page).into_response();
    if app.site.puzzle.is_some() {
        answer.extensions_mut().insert(Scripted);
    }
    answer
}
