//! The mailed verification link: GET shows a button and changes nothing, POST verifies the address.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use registration_core::{
    domain::{Blocked, Localpart, Registration, RuleKind, State as Stage, Token},
    registrations::{LinkStatus, VerifyError},
};

use super::username;
use crate::{
    app::App,
    error::WebError,
    forms::{
        Submitted,
        username::{NAME as USERNAME, Username},
    },
    middleware::ClientAddress,
    request_span,
    view::View,
    views::{
        self,
        verify::{Dead, KNOWN, NameLost, WayOn},
    },
    wizard_session::{Progress, WizardSession},
};

/// The button, if the link works. Mail scanners open links, so nothing changes.
pub async fn show(
    State(app): State<App>,
    view: View,
    session: WizardSession,
    Path(token): Path<String>,
) -> Result<Response, WebError> {
    let Ok(token) = token.parse::<Token>() else {
        return Ok(dead(&view, &Dead::Mangled));
    };
    let link = Link { app: &app, view: &view, session: &session, token: &token };
    Ok(match app.registrations.applicants().look_at_link(&token).await? {
        LinkStatus::Valid(registration) => {
            request_span::record_registration(registration.id);
            let view = view.for_page_of(&registration);
            views::verify::confirm(&view, &registration.localpart.on(&view.server)).into_response()
        }
        LinkStatus::Used(registration) if session.has_verified(&registration) => session.redirect_to_current_page(),
        status => link.not_valid(&status),
    })
}

/// Verifies the address. Only the browser that pressed the button continues with step 3.
pub async fn verify(
    State(app): State<App>,
    view: View,
    session: WizardSession,
    ClientAddress(address): ClientAddress,
    Path(token): Path<String>,
    form: Submitted,
) -> Result<Response, WebError> {
    let Ok(token) = token.parse::<Token>() else {
        return Ok(dead(&view, &Dead::Mangled));
    };
    let link = Link { app: &app, view: &view, session: &session, token: &token };
    let rename = match form.get(USERNAME) {
        None => None,
        Some(typed) => {
            let username = username::check(&app, typed, address).await?;
            let Some(name) = username.value() else { return link.ask_again(&username).await };
            Some(name.clone())
        }
    };
    let known = form.get(KNOWN);
    match app.registrations.applicants().verify(&token, rename.clone(), address).await {
        Ok(registration) if registration.state == Stage::AwaitingDetails => {
            Ok(start_step_3(&app, session, &registration))
        }
        Ok(registration) => {
            request_span::record_registration(registration.id);
            let status = app.registrations.status_token(&registration);
            Ok(view.redirect(&format!("/status/{status}")).into_response())
        }
        Err(VerifyError::Used(registration)) if session.has_verified(&registration) => {
            Ok(session.redirect_to_current_page())
        }
        Err(VerifyError::Used(registration))
            if link.may_continue(&registration) || link.is_named(known, &registration) =>
        {
            Ok(start_step_3(&app, session, &registration))
        }
        Err(error) => link.not_verified(error, rename.as_ref(), known).await,
    }
}

/// Mails a new link that replaces an old or used one. The response shows no address.
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

fn start_step_3(app: &App, session: WizardSession, registration: &Registration) -> Response {
    request_span::record_registration(registration.id);
    session.begin(&Progress::proven(app, registration), "")
}

fn rename_form(view: &View, lost: &NameLost, username: &Username, status: StatusCode) -> Response {
    (status, views::verify::rename(view, lost, username)).into_response()
}

fn dead(view: &View, link: &Dead<'_>) -> Response {
    let status = match link {
        Dead::Unknown | Dead::Mangled => StatusCode::NOT_FOUND,
        Dead::Expired(_) | Dead::Used { .. } | Dead::Further(_) | Dead::Ended => StatusCode::GONE,
    };
    (status, views::verify::dead(view, link)).into_response()
}

/// A link and the browser that opened it.
struct Link<'a> {
    app: &'a App,
    view: &'a View,
    session: &'a WizardSession,
    token: &'a Token,
}

impl Link<'_> {
    /// Whether a used link lets this browser continue: it began the request and now has the link, so it belongs to
    /// the reader of the mailbox. Somebody else pressed the button, such as a mail scanner.
    fn may_continue(&self, registration: &Registration) -> bool {
        registration.state == Stage::AwaitingDetails && self.session.has_started(registration)
    }

    /// Whether the applicant typed the username of a request that still waits for its details.
    fn is_named(&self, typed: Option<&str>, registration: &Registration) -> bool {
        let name = typed.and_then(|typed| Localpart::parse(typed, &self.view.server).ok());
        registration.state == Stage::AwaitingDetails && name.is_some_and(|name| name == registration.localpart)
    }

    /// The page of an address that was not verified.
    async fn not_verified(
        &self,
        error: VerifyError,
        rename: Option<&Localpart>,
        known: Option<&str>,
    ) -> Result<Response, WebError> {
        Ok(match error {
            VerifyError::UsernameTaken(registration) => {
                request_span::record_registration(registration.id);
                let lost = rename.unwrap_or(&registration.localpart);
                let lost = NameLost::Taken { mxid: lost.on(&self.view.server) };
                rename_form(&self.view.for_page_of(&registration), &lost, &Username::default(), StatusCode::CONFLICT)
            }
            VerifyError::Used(registration) => self.used(&registration, known),
            VerifyError::Expired(registration) => self.expired(&registration),
            VerifyError::Unknown => dead(self.view, &Dead::Unknown),
            VerifyError::EmailTaken => (StatusCode::CONFLICT, views::verify::email_taken(self.view)).into_response(),
            VerifyError::EmailBegun => {
                (StatusCode::CONFLICT, views::verify::email_begun(self.view, self.token)).into_response()
            }
            VerifyError::Blocked(Blocked { by: RuleKind::Username, reason }) => self.name_blocked(reason).await?,
            VerifyError::Blocked(blocked) => return Err(blocked.into()),
            VerifyError::Store(error) => return Err(error.into()),
        })
    }

    /// The other username is not available either.
    async fn ask_again(&self, username: &Username) -> Result<Response, WebError> {
        Ok(match self.app.registrations.applicants().look_at_link(self.token).await? {
            LinkStatus::Valid(registration) => {
                let view = self.view.for_page_of(&registration);
                rename_form(&view, &NameLost::Again, username, username::status(username))
            }
            status => self.not_valid(&status),
        })
    }

    /// A rule blocks the username of the request; the applicant may choose another one.
    async fn name_blocked(&self, reason: Option<String>) -> Result<Response, WebError> {
        Ok(match self.app.registrations.applicants().look_at_link(self.token).await? {
            LinkStatus::Valid(registration) => {
                let lost = NameLost::Blocked { mxid: registration.localpart.on(&self.view.server), reason };
                let view = self.view.for_page_of(&registration);
                rename_form(&view, &lost, &Username::default(), StatusCode::UNPROCESSABLE_ENTITY)
            }
            status => self.not_valid(&status),
        })
    }

    /// A link that verifies nothing.
    fn not_valid(&self, status: &LinkStatus) -> Response {
        match status {
            LinkStatus::Used(registration) | LinkStatus::Valid(registration) => self.used(registration, None),
            LinkStatus::Expired(registration) => self.expired(registration),
            LinkStatus::Unknown => dead(self.view, &Dead::Unknown),
        }
    }

    /// A link whose button was pressed before, perhaps by a mail scanner. The browser that began the request
    /// continues with a button; other readers of the mail type the username, which scanners do not do.
    fn used(&self, registration: &Registration, typed: Option<&str>) -> Response {
        let way_on = if self.may_continue(registration) { WayOn::Button } else { WayOn::Username(typed) };
        self.waiting_or_moved_on(registration, &Dead::Used { token: self.token, way_on })
    }

    fn expired(&self, registration: &Registration) -> Response {
        self.waiting_or_moved_on(registration, &Dead::Expired(self.token))
    }

    /// The page of `link` while its request waits for the applicant; later, what became of the request.
    fn waiting_or_moved_on(&self, registration: &Registration, link: &Dead<'_>) -> Response {
        request_span::record_registration(registration.id);
        let view = &self.view.for_page_of(registration);
        match registration.state {
            Stage::AwaitingEmail | Stage::AwaitingDetails => dead(view, link),
            Stage::Expired => dead(view, &Dead::Ended),
            _ => dead(view, &Dead::Further(&self.app.registrations.status_token(registration))),
        }
    }
}
