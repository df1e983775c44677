//! Behind the link of an approved request: GET shows a form and changes nothing, POST sets the password.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use registration_core::{
    domain::{Registration, State as Stage, Token},
    registrations::{LinkStatus, PasswordLinkError, ResendError},
};
use secrecy::SecretString;
use serde::Deserialize;

use super::{form::Fields, new_password};
use crate::{
    app::App,
    error::{self, WebError},
    middleware::ClientAddress,
    request_span,
    views::{self, NewPassword, password::Dead},
};

/// What the form sends.
#[derive(Deserialize)]
pub struct PasswordForm {
    #[serde(default)]
    password: SecretString,
    #[serde(default)]
    again: SecretString,
}

/// What the link is worth. Mail scanners open links, so nothing changes.
pub async fn show(State(app): State<App>, Path(token): Path<String>) -> Result<Response, WebError> {
    let Ok(token) = token.parse::<Token>() else {
        return Ok(dead(&app, &Dead::Mangled));
    };
    Ok(match app.registrations.look_at_password_link(&token).await? {
        LinkStatus::Valid(registration) => {
            request_span::record_registration(registration.id);
            if app.registrations.is_account_in_work(&registration).await? {
                return Ok(views::working::page(&app.site, None, &format!("/password/{token}")).into_response());
            }
            let password = NewPassword::first(app.registrations.password_policy().await);
            form(&app, &registration, &password, StatusCode::OK)
        }
        look => worthless(&app, &token, &look),
    })
}

/// Sets the password. What has become of the account is shown by the page itself, which then may be
/// loaded again.
pub async fn set(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    Path(token): Path<String>,
    Fields(typed): Fields<PasswordForm>,
) -> Result<Response, WebError> {
    let Ok(token) = token.parse::<Token>() else {
        return Ok(dead(&app, &Dead::Mangled));
    };
    let registration = match app.registrations.look_at_password_link(&token).await? {
        LinkStatus::Valid(registration) => registration,
        look => return Ok(worthless(&app, &token, &look)),
    };
    request_span::record_registration(registration.id);
    let policy = app.registrations.password_policy().await;
    let name = &registration.localpart;
    let both = (&typed.password, &typed.again);
    let (password, shown) = new_password::check(both, policy, &registration, name, &app.site.server);
    let Ok(password) = password else {
        return Ok(form(&app, &registration, &shown, StatusCode::UNPROCESSABLE_ENTITY));
    };
    match app.registrations.set_password(&token, password, address).await {
        Ok(_) | Err(PasswordLinkError::StillWorking) => {
            Ok(app.site.redirect(&format!("/password/{token}")).into_response())
        }
        Err(PasswordLinkError::Dead(look)) => Ok(worthless(&app, &token, &look)),
        Err(PasswordLinkError::NameLost) => Ok(dead(&app, &Dead::NameLost)),
        Err(PasswordLinkError::Unsettled) => Ok(dead(&app, &Dead::Unsettled)),
        Err(PasswordLinkError::EmailInUse) => Ok(dead(&app, &Dead::EmailInUse)),
        Err(PasswordLinkError::Blocked(blocked)) => Err(blocked.into()),
        Err(PasswordLinkError::Synapse(error)) => {
            error::note(&error);
            Ok(form(&app, &registration, &shown, StatusCode::SERVICE_UNAVAILABLE))
        }
        Err(PasswordLinkError::Store(error)) => Err(error.into()),
    }
}

/// Mails a new link in place of an old one. The answer shows no address.
pub async fn resend(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    Path(token): Path<String>,
) -> Result<Response, WebError> {
    let Ok(token) = token.parse::<Token>() else {
        return Ok(dead(&app, &Dead::Mangled));
    };
    resent(&app, app.registrations.resend_by_token(&token, address).await)
}

/// What is said after a new link was asked for.
pub fn resent(app: &App, outcome: Result<(), ResendError>) -> Result<Response, WebError> {
    match outcome {
        Ok(()) => Ok(views::verify::resent(&app.site, true).into_response()),
        Err(ResendError::NotWaiting) => Ok((StatusCode::GONE, views::verify::resent(&app.site, false)).into_response()),
        Err(ResendError::TooSoon { wait }) => Err(WebError::TooSoon { wait }),
        Err(ResendError::TooMany) => Err(WebError::TooMany),
        Err(ResendError::TooManyFromHere { wait }) => Err(WebError::TooManyFromHere { wait }),
        Err(ResendError::Store(error)) => Err(error.into()),
    }
}

fn form(app: &App, registration: &Registration, password: &NewPassword, status: StatusCode) -> Response {
    let mxid = registration.localpart.on(&app.site.server);
    let away = status == StatusCode::SERVICE_UNAVAILABLE;
    (status, views::password::form(&app.site, &mxid, password, away)).into_response()
}

/// A link with which no password can be set now. Where one was set, it says what to do with it.
fn worthless(app: &App, token: &Token, look: &LinkStatus) -> Response {
    let registration = match look {
        LinkStatus::Valid(of) | LinkStatus::Used(of) | LinkStatus::Expired(of) => of,
        LinkStatus::Unknown => return dead(app, &Dead::Unknown),
    };
    request_span::record_registration(registration.id);
    let status = app.registrations.status_token(registration);
    match registration.state {
        Stage::Provisioning | Stage::Active => {
            let mxid = registration.localpart.on(&app.site.server);
            let open = registration.state == Stage::Active;
            views::password::set(&app.site, &mxid, open, &status).into_response()
        }
        Stage::AwaitingPassword => dead(app, &Dead::Expired(token)),
        Stage::Expired => dead(app, &Dead::Ended),
        _ => dead(app, &Dead::Elsewhere(&status)),
    }
}

fn dead(app: &App, link: &Dead<'_>) -> Response {
    let status = match link {
        Dead::Unknown | Dead::Mangled => StatusCode::NOT_FOUND,
        Dead::Expired(_) | Dead::Elsewhere(_) | Dead::Ended | Dead::NameLost => StatusCode::GONE,
        Dead::EmailInUse | Dead::Unsettled => StatusCode::CONFLICT,
    };
    (status, views::password::dead(&app.site, link)).into_response()
}
