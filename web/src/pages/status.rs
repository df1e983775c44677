//! How a request stands, for whoever holds its link.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use maud::Markup;
use registration_core::{
    domain::{Registration, Token},
    registrations::ResendError,
};

use crate::{
    app::App,
    error::WebError,
    middleware::ClientAddress,
    request_span,
    views::{
        self,
        status::{LinkMail, Status},
    },
};

/// State and dates.
pub async fn show(State(app): State<App>, Path(token): Path<String>) -> Result<Markup, WebError> {
    let (registration, token) = find(&app, &token).await?;
    Ok(views::status::page(&app.site, &Status::new(&registration, token), None))
}

/// Mails the link with which the password of an approved request is set.
pub async fn send_link(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    Path(token): Path<String>,
) -> Result<Response, WebError> {
    let (registration, token) = find(&app, &token).await?;
    // The page offers this in one state alone.
    let status = Status::new(&registration, token.clone());
    if !status.offers_link() {
        return Ok(app.site.redirect(&format!("/status/{token}")).into_response());
    }
    let page = |mail| views::status::page(&app.site, &status, Some(mail));
    match app.registrations.resend_by_status(&token, address).await {
        Ok(()) => Ok(page(LinkMail::Sent).into_response()),
        Err(ResendError::TooSoon { wait }) => Ok(views::retry_after::with_retry_after(
            (StatusCode::TOO_MANY_REQUESTS, page(LinkMail::TooSoon { wait })).into_response(),
            wait,
        )),
        Err(ResendError::NotWaiting) => Ok(app.site.redirect(&format!("/status/{token}")).into_response()),
        Err(ResendError::TooMany) => Err(WebError::TooMany),
        Err(ResendError::TooManyFromHere { wait }) => Err(WebError::TooManyFromHere { wait }),
        Err(ResendError::Store(error)) => Err(error.into()),
    }
}

async fn find(app: &App, token: &str) -> Result<(Registration, Token), WebError> {
    let token: Token = token.parse().map_err(|_| WebError::NoSuchRequest)?;
    let registration = app.registrations.find_by_status(&token).await?.ok_or(WebError::NoSuchRequest)?;
    request_span::record_registration(registration.id);
    Ok((registration, token))
}
