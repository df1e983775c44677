//! The mailed link of an approved request: GET shows a form and changes nothing, POST sets the password.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use registration_core::{
    domain::{Registration, State as Stage, Token},
    registrations::{LinkStatus, PasswordLinkError},
};

use crate::{
    app::App,
    error::WebError,
    forms::{Submitted, new_password::NewPassword},
    middleware::ClientAddress,
    request_span,
    view::View,
    views::{self, password::Dead},
};

/// The form, if the link works. Mail scanners open links, so nothing changes.
pub async fn show(State(app): State<App>, view: View, Path(token): Path<String>) -> Result<Response, WebError> {
    let Ok(token) = token.parse::<Token>() else {
        return Ok(dead(&view, &Dead::Mangled));
    };
    let registration = match app.registrations.applicants().look_at_password_link(&token).await? {
        LinkStatus::Valid(registration) => registration,
        status => return Ok(no_form(&app, &view, &token, &status)),
    };
    request_span::record_registration(registration.id);
    let view = view.for_page_of(&registration);
    if app.registrations.is_account_in_work(&registration).await? {
        return Ok(views::working::page(&view, None, &format!("/password/{token}")).into_response());
    }
    let fields = NewPassword::new(app.registrations.applicants().password_policy().await);
    Ok(form_page(&view, &registration, &fields, StatusCode::OK))
}

/// Sets the password, then redirects to the same page, which shows the result and can be reloaded.
pub async fn set(
    State(app): State<App>,
    view: View,
    ClientAddress(address): ClientAddress,
    Path(token): Path<String>,
    form: Submitted,
) -> Result<Response, WebError> {
    let Ok(token) = token.parse::<Token>() else {
        return Ok(dead(&view, &Dead::Mangled));
    };
    let registration = match app.registrations.applicants().look_at_password_link(&token).await? {
        LinkStatus::Valid(registration) => registration,
        status => return Ok(no_form(&app, &view, &token, &status)),
    };
    request_span::record_registration(registration.id);
    let view = view.for_page_of(&registration);
    let policy = app.registrations.applicants().password_policy().await;
    let fields = NewPassword::read(&form, policy, &registration, &registration.localpart, &view.server);
    let Some(password) = fields.value().cloned() else {
        return Ok(form_page(&view, &registration, &fields, StatusCode::UNPROCESSABLE_ENTITY));
    };
    match app.registrations.applicants().set_password(&token, password, address).await {
        Ok(_) | Err(PasswordLinkError::StillWorking) => {
            Ok(view.redirect(&format!("/password/{token}")).into_response())
        }
        Err(PasswordLinkError::Dead(status)) => Ok(no_form(&app, &view, &token, &status)),
        Err(PasswordLinkError::NameLost) => Ok(dead(&view, &Dead::NameLost)),
        Err(PasswordLinkError::Unsettled) => Ok(dead(&view, &Dead::Unsettled)),
        Err(PasswordLinkError::EmailInUse) => Ok(dead(&view, &Dead::EmailInUse)),
        Err(PasswordLinkError::Blocked(blocked)) => Err(blocked.into()),
        Err(PasswordLinkError::Synapse(error)) => {
            app.note_synapse_error(&error);
            Ok(form_page(&view, &registration, &fields, StatusCode::SERVICE_UNAVAILABLE))
        }
        Err(PasswordLinkError::Store(error)) => Err(error.into()),
    }
}

/// Mails a new link that replaces an old one. The response shows no address.
pub async fn resend(
    State(app): State<App>,
    view: View,
    ClientAddress(address): ClientAddress,
    Path(token): Path<String>,
) -> Result<Response, WebError> {
    let Ok(token) = token.parse::<Token>() else {
        return Ok(dead(&view, &Dead::Mangled));
    };
    app.registrations.applicants().resend_by_token(&token, address).await?;
    Ok(views::verify::resent(&view).into_response())
}

fn form_page(view: &View, registration: &Registration, password: &NewPassword, status: StatusCode) -> Response {
    let mxid = registration.localpart.on(&view.server);
    let is_unavailable = status == StatusCode::SERVICE_UNAVAILABLE;
    (status, views::password::form(view, &mxid, password, is_unavailable)).into_response()
}

/// The page of a link that cannot set a password now. After the password was set, it says how to log in.
fn no_form(app: &App, view: &View, token: &Token, status: &LinkStatus) -> Response {
    let registration = match status {
        LinkStatus::Valid(of) | LinkStatus::Used(of) | LinkStatus::Expired(of) => of,
        LinkStatus::Unknown => return dead(view, &Dead::Unknown),
    };
    request_span::record_registration(registration.id);
    let view = &view.for_page_of(registration);
    let status = app.registrations.status_token(registration);
    match registration.state {
        Stage::Provisioning | Stage::Active => {
            let mxid = registration.localpart.on(&view.server);
            let is_open = registration.state == Stage::Active;
            views::password::set(view, &mxid, is_open, &status).into_response()
        }
        Stage::AwaitingPassword => dead(view, &Dead::Expired(token)),
        Stage::Expired => dead(view, &Dead::Ended),
        _ => dead(view, &Dead::Elsewhere(&status)),
    }
}

fn dead(view: &View, link: &Dead<'_>) -> Response {
    let status = match link {
        Dead::Unknown | Dead::Mangled => StatusCode::NOT_FOUND,
        Dead::Expired(_) | Dead::Elsewhere(_) | Dead::Ended | Dead::NameLost => StatusCode::GONE,
        Dead::EmailInUse | Dead::Unsettled => StatusCode::CONFLICT,
    };
    (status, views::password::dead(view, link)).into_response()
}
