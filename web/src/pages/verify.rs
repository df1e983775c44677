//! Behind the mailed link: GET shows a button and changes nothing, POST proves the address.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use registration_core::{
    domain::{Blocked, Localpart, Registration, RuleKind, State as Stage, Token},
    registrations::{LinkStatus, VerifyError},
};
use serde::Deserialize;

use super::{form::Fields, password, username};
use crate::{
    app::App,
    error::WebError,
    middleware::ClientAddress,
    request_span,
    views::{
        self,
        username::UsernameProblem,
        verify::{Dead, NameLost, WayOn},
    },
    wizard_session::{Progress, WizardSession},
};

/// What the button sends.
#[derive(Deserialize)]
pub struct VerifyForm {
    /// Another name, when one was asked for.
    username: Option<String>,
    /// The name of the request, when that was asked for.
    known: Option<String>,
}

/// What the link is worth. Mail scanners open links, so nothing changes.
pub async fn show(
    State(app): State<App>,
    session: WizardSession,
    Path(token): Path<String>,
) -> Result<Response, WebError> {
    let Ok(token) = token.parse::<Token>() else {
        return Ok(dead(&app, &Dead::Mangled));
    };
    Ok(match app.registrations.look_at_link(&token).await? {
        LinkStatus::Valid(registration) => {
            request_span::record_registration(registration.id);
            views::verify::confirm(&app.site, &registration.localpart.on(&app.site.server)).into_response()
        }
        LinkStatus::Used(registration) if session.has_proven(&registration) => session.to_its_page(),
        LinkStatus::Used(registration) => used(&app, &session, &token, &registration, None),
        look => worthless(&app, &session, &token, &look),
    })
}

/// Proves the address. The browser that pressed the button, and no other, goes on to step 3.
pub async fn verify(
    State(app): State<App>,
    session: WizardSession,
    ClientAddress(address): ClientAddress,
    Path(token): Path<String>,
    Fields(form): Fields<VerifyForm>,
) -> Result<Response, WebError> {
    let Ok(token) = token.parse::<Token>() else {
        return Ok(dead(&app, &Dead::Mangled));
    };
    let rename = match form.username.as_deref() {
        None => None,
        Some(typed) => match username::check(&app, typed, address).await? {
            Ok(localpart) => Some(localpart),
            Err(problem) => return ask_again(&app, &session, &token, typed, &problem).await,
        },
    };
    Ok(match app.registrations.verify(&token, rename.clone(), address).await {
        Ok(registration) => {
            request_span::record_registration(registration.id);
            if registration.state == Stage::AwaitingDetails {
                return Ok(session.begins(&Progress::proven(&app, &registration), ""));
            }
            let status = app.registrations.status_token(&registration);
            app.site.redirect(&format!("/status/{status}")).into_response()
        }
        Err(VerifyError::UsernameTaken(registration)) => {
            request_span::record_registration(registration.id);
            let lost = rename.as_ref().unwrap_or(&registration.localpart);
            let lost = NameLost::Taken { mxid: lost.on(&app.site.server) };
            rename_form(&app, &lost, "", None, StatusCode::CONFLICT)
        }
        Err(VerifyError::Used(registration)) if session.has_proven(&registration) => session.to_its_page(),
        Err(VerifyError::Used(registration))
            if may_follow(&session, &registration) || is_named(&app, form.known.as_deref(), &registration) =>
        {
            request_span::record_registration(registration.id);
            return Ok(session.begins(&Progress::proven(&app, &registration), ""));
        }
        Err(VerifyError::Used(registration)) => used(&app, &session, &token, &registration, form.known.as_deref()),
        Err(VerifyError::Expired(registration)) => expired(&app, &token, &registration),
        Err(VerifyError::Unknown) => dead(&app, &Dead::Unknown),
        Err(VerifyError::EmailTaken) => (StatusCode::CONFLICT, views::verify::email_taken(&app.site)).into_response(),
        Err(VerifyError::EmailBegun) => {
            (StatusCode::CONFLICT, views::verify::email_begun(&app.site, &token)).into_response()
        }
        Err(VerifyError::Blocked(Blocked { by: RuleKind::Username, reason })) => {
            blocked(&app, &session, &token, reason).await?
        }
        Err(VerifyError::Blocked(blocked)) => return Err(blocked.into()),
        Err(VerifyError::Store(error)) => return Err(error.into()),
    })
}

/// Mails a new link in place of an old or used one. The answer shows no address.
pub async fn resend(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    Path(token): Path<String>,
) -> Result<Response, WebError> {
    let Ok(token) = token.parse::<Token>() else {
        return Ok(dead(&app, &Dead::Mangled));
    };
    password::resent(&app, app.registrations.resend_by_token(&token, address).await)
}

/// Whether somebody has typed the username of a request whose details are still to come.
fn is_named(app: &App, typed: Option<&str>, registration: &Registration) -> bool {
    let name = typed.and_then(|typed| Localpart::parse(typed, &app.site.server).ok());
    registration.state == Stage::AwaitingDetails && name.is_some_and(|name| name == registration.localpart)
}

/// Whether a used link still leads this browser on: it began the request, and now holds the link, so it belongs to
/// whoever reads that mailbox. Somebody else pressed the button, such as a mail scanner.
fn may_follow(session: &WizardSession, registration: &Registration) -> bool {
    registration.state == Stage::AwaitingDetails && session.has_begun(registration)
}

/// The other name will not do either.
async fn ask_again(
    app: &App,
    session: &WizardSession,
    token: &Token,
    typed: &str,
    problem: &UsernameProblem,
) -> Result<Response, WebError> {
    Ok(match app.registrations.look_at_link(token).await? {
        LinkStatus::Valid(_) => rename_form(app, &NameLost::Again, typed, Some(problem), username::status(problem)),
        look => worthless(app, session, token, &look),
    })
}

/// A rule keeps the name out that was asked for: another one will do.
async fn blocked(
    app: &App,
    session: &WizardSession,
    token: &Token,
    reason: Option<String>,
) -> Result<Response, WebError> {
    Ok(match app.registrations.look_at_link(token).await? {
        LinkStatus::Valid(registration) => {
            let lost = NameLost::Blocked { mxid: registration.localpart.on(&app.site.server), reason };
            rename_form(app, &lost, "", None, StatusCode::UNPROCESSABLE_ENTITY)
        }
        look => worthless(app, session, token, &look),
    })
}

fn rename_form(
    app: &App,
    lost: &NameLost,
    typed: &str,
    problem: Option<&UsernameProblem>,
    status: StatusCode,
) -> Response {
    (status, views::verify::rename(&app.site, lost, typed, problem)).into_response()
}

/// A link whose button was pressed, perhaps by a mail scanner. Whoever began the request goes on with a button, and
/// anybody else who reads the mail by typing the username, which no scanner does.
fn used(
    app: &App,
    session: &WizardSession,
    token: &Token,
    registration: &Registration,
    typed: Option<&str>,
) -> Response {
    let way_on = if may_follow(session, registration) { WayOn::Button } else { WayOn::Username(typed) };
    waits_or(app, registration, &Dead::Used { token, way_on })
}

fn expired(app: &App, token: &Token, registration: &Registration) -> Response {
    waits_or(app, registration, &Dead::Expired(token))
}

/// The link as it is, while its request waits; later, what has become of the request.
fn waits_or(app: &App, registration: &Registration, link: &Dead<'_>) -> Response {
    request_span::record_registration(registration.id);
    match registration.state {
        Stage::AwaitingEmail | Stage::AwaitingDetails => dead(app, link),
        Stage::Expired => dead(app, &Dead::Ended),
        _ => dead(app, &Dead::Further(&app.registrations.status_token(registration))),
    }
}

/// A link that proves nothing.
fn worthless(app: &App, session: &WizardSession, token: &Token, look: &LinkStatus) -> Response {
    match look {
        LinkStatus::Used(registration) | LinkStatus::Valid(registration) => {
            used(app, session, token, registration, None)
        }
        LinkStatus::Expired(registration) => expired(app, token, registration),
        LinkStatus::Unknown => dead(app, &Dead::Unknown),
    }
}

fn dead(app: &App, link: &Dead<'_>) -> Response {
    let status = match link {
        Dead::Unknown | Dead::Mangled => StatusCode::NOT_FOUND,
        Dead::Expired(_) | Dead::Used { .. } | Dead::Further(_) | Dead::Ended => StatusCode::GONE,
    };
    (status, views::verify::dead(&app.site, link)).into_response()
}
