//! Behind the mailed link: GET shows a button and changes nothing, POST proves the address.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use registration_core::{
    domain::{Localpart, Registration, State as Stage, Token},
    registrations::{LinkLook, ResendError, VerifyError},
};
use serde::Deserialize;

use super::{fields::Fields, username};
use crate::{
    app::App,
    error::WebError,
    guard::{self, ClientAddress},
    progress::{Progress, Visitor},
    views::{self, username::UsernameProblem, verify::Dead},
};

/// What the button sends; a name when another one was asked for.
#[derive(Deserialize)]
pub struct Typed {
    username: Option<String>,
}

/// What the link is worth. Mail scanners open links, so nothing changes.
pub async fn show(State(app): State<App>, visitor: Visitor, Path(token): Path<String>) -> Result<Response, WebError> {
    let Ok(token) = token.parse::<Token>() else {
        return Ok(dead(&app, &Dead::Mangled));
    };
    Ok(match app.registrations.look_at_link(&token).await? {
        LinkLook::Valid(registration) => {
            guard::concerns(registration.id);
            views::verify::confirm(&app.site, &registration.localpart.on(&app.site.server)).into_response()
        }
        LinkLook::Used(registration) if visitor.proven() == Some(registration.id) => visitor.to_its_page(),
        LinkLook::Used(registration) => used(&app, &token, &registration),
        LinkLook::Expired(registration) => expired(&app, &token, &registration),
        LinkLook::Unknown => dead(&app, &Dead::Unknown),
    })
}

/// Proves the address. The browser that pressed the button, and no other, goes on to step 3.
pub async fn verify(
    State(app): State<App>,
    visitor: Visitor,
    ClientAddress(address): ClientAddress,
    Path(token): Path<String>,
    Fields(form): Fields<Typed>,
) -> Result<Response, WebError> {
    let Ok(token) = token.parse::<Token>() else {
        return Ok(dead(&app, &Dead::Mangled));
    };
    let rename = match form.username.as_deref() {
        None => None,
        Some(typed) => match username::check(&app, typed, address).await {
            Ok(localpart) => Some(localpart),
            Err(problem) => return ask_again(&app, &token, typed, &problem).await,
        },
    };
    Ok(match app.registrations.verify(&token, rename.clone(), address).await {
        Ok(registration) => {
            guard::concerns(registration.id);
            if registration.state == Stage::AwaitingDetails {
                return Ok(visitor.goes_on(&Progress::Proven { id: registration.id.0 }));
            }
            let status = app.registrations.status_token(&registration);
            app.site.redirect(&format!("/status/{status}")).into_response()
        }
        Err(VerifyError::UsernameTaken(registration)) => {
            guard::concerns(registration.id);
            let lost = rename.as_ref().unwrap_or(&registration.localpart);
            rename_form(&app, lost, "", None, StatusCode::CONFLICT)
        }
        Err(VerifyError::Used(registration)) if visitor.proven() == Some(registration.id) => visitor.to_its_page(),
        Err(VerifyError::Used(registration)) => used(&app, &token, &registration),
        Err(VerifyError::Expired(registration)) => expired(&app, &token, &registration),
        Err(VerifyError::Unknown) => dead(&app, &Dead::Unknown),
        Err(VerifyError::EmailTaken) => (StatusCode::CONFLICT, views::verify::email_taken(&app.site)).into_response(),
        Err(VerifyError::Blocked(_)) => return Err(WebError::Blocked),
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
    match app.registrations.resend_by_token(&token, address).await {
        Ok(()) => Ok(views::verify::resent(&app.site, true).into_response()),
        Err(ResendError::NotWaiting) => Ok((StatusCode::GONE, views::verify::resent(&app.site, false)).into_response()),
        Err(ResendError::TooSoon) => Err(WebError::TooSoon),
        Err(ResendError::Store(error)) => Err(error.into()),
    }
}

/// The other name will not do either.
async fn ask_again(app: &App, token: &Token, typed: &str, problem: &UsernameProblem) -> Result<Response, WebError> {
    Ok(match app.registrations.look_at_link(token).await? {
        LinkLook::Valid(registration) => {
            rename_form(app, &registration.localpart, typed, Some(problem), username::status(problem))
        }
        LinkLook::Used(registration) => used(app, token, &registration),
        LinkLook::Expired(registration) => expired(app, token, &registration),
        LinkLook::Unknown => dead(app, &Dead::Unknown),
    })
}

fn rename_form(
    app: &App,
    lost: &Localpart,
    typed: &str,
    problem: Option<&UsernameProblem>,
    status: StatusCode,
) -> Response {
    (status, views::verify::rename(&app.site, &lost.on(&app.site.server), typed, problem)).into_response()
}

fn used(app: &App, token: &Token, registration: &Registration) -> Response {
    guard::concerns(registration.id);
    match registration.state {
        Stage::AwaitingEmail | Stage::AwaitingDetails => dead(app, &Dead::Used(token)),
        Stage::Expired => dead(app, &Dead::Ended),
        _ => dead(app, &Dead::Further(&app.registrations.status_token(registration))),
    }
}

fn expired(app: &App, token: &Token, registration: &Registration) -> Response {
    guard::concerns(registration.id);
    match registration.state {
        Stage::AwaitingEmail | Stage::AwaitingDetails => dead(app, &Dead::Expired(token)),
        Stage::Expired => dead(app, &Dead::Ended),
        _ => dead(app, &Dead::Further(&app.registrations.status_token(registration))),
    }
}

fn dead(app: &App, link: &Dead<'_>) -> Response {
    let status = match link {
        Dead::Unknown | Dead::Mangled => StatusCode::NOT_FOUND,
        Dead::Expired(_) | Dead::Used(_) | Dead::Further(_) | Dead::Ended => StatusCode::GONE,
    };
    (status, views::verify::dead(&app.site, link)).into_response()
}
