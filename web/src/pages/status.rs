//! The status of a request, for anyone who has its status link.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use maud::Markup;
use registration_core::{
    domain::{Registration, Token},
    registrations::{RateLimited, ResendError, Scope},
};

use crate::{
    app::App,
    error::WebError,
    middleware::ClientAddress,
    request_span,
    retry_after::with_retry_after,
    view::View,
    views::{
        self,
        status::{LinkMail, Status},
    },
};

/// State and dates.
pub async fn show(State(app): State<App>, view: View, Path(token): Path<String>) -> Result<Markup, WebError> {
    let (registration, token) = find(&app, &token).await?;
    let view = view.for_page_of(&registration);
    let answer_until = app.registrations.applicants().question_until(&registration).await?;
    Ok(views::status::page(&view, &Status::new(&registration, token, answer_until), None))
}

/// Mails the password link of an approved request.
pub async fn send_link(
    State(app): State<App>,
    view: View,
    ClientAddress(address): ClientAddress,
    Path(token): Path<String>,
) -> Result<Response, WebError> {
    let (registration, token) = find(&app, &token).await?;
    let view = view.for_page_of(&registration);
    let status = Status::new(&registration, token.clone(), None);
    let back = view.redirect(&format!("/status/{token}"));
    if !status.offers_link() {
        return Ok(back.into_response());
    }
    let page = |mail| views::status::page(&view, &status, Some(mail));
    match app.registrations.applicants().resend_by_status(&token, address).await {
        Ok(()) => Ok(page(LinkMail::Sent).into_response()),
        Err(ResendError::NotWaiting) => Ok(back.into_response()),
        Err(ResendError::RateLimited(RateLimited { scope: Scope::Link, wait })) => {
            let response = (StatusCode::TOO_MANY_REQUESTS, page(LinkMail::TooSoon { wait })).into_response();
            Ok(with_retry_after(response, wait))
        }
        Err(error) => Err(error.into()),
    }
}

async fn find(app: &App, token: &str) -> Result<(Registration, Token), WebError> {
    let token: Token = token.parse().map_err(|_| WebError::NoSuchRequest)?;
    let registration = app.registrations.find_by_status(&token).await?.ok_or(WebError::NoSuchRequest)?;
    let registration = app.registrations.as_applicant_sees(registration).await?;
    request_span::record_registration(registration.id);
    Ok((registration, token))
}
