//! Step 3: password and reason. The password is passed on to Synapse and kept nowhere.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use registration_core::{
    domain::{Localpart, Password, PasswordError, PasswordPolicy, Reason, Registration, State as Stage, Strength},
    registrations::{self, SubmitError},
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::{fields::Fields, username};
use crate::{
    app::App,
    error::WebError,
    guard,
    progress::{Progress, Visitor},
    views::{
        self,
        details::{Details, Setback},
    },
};

/// What step 3 sends.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    password: SecretString,
    #[serde(default)]
    again: SecretString,
    #[serde(default)]
    reason: String,
    agree: Option<String>,
    /// Only when another username was asked for.
    username: Option<String>,
}

/// The form.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, WebError> {
    let registration = match waiting(&app, &visitor).await? {
        Ok(registration) => registration,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let policy = app.registrations.password_policy().await;
    let mxid = registration.localpart.on(&app.site.server);
    let details = Details { mxid: &mxid, ..Details::default() };
    Ok(views::details::page(&app.site, &policy, &details).into_response())
}

/// Sends the request, or shows everything that has to be mended at once.
pub async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    Fields(form): Fields<Typed>,
) -> Result<Response, WebError> {
    let registration = match waiting(&app, &visitor).await? {
        Ok(registration) => registration,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let policy = app.registrations.password_policy().await;
    let rename = match form.username.as_deref() {
        Some(typed) => Some(username::check(&app, typed).await),
        None => None,
    };
    let name = rename.as_ref().and_then(|checked| checked.as_ref().ok()).unwrap_or(&registration.localpart);
    let mxid = name.on(&app.site.server);
    let password = choose_password(&app, &form, &policy, name, &registration);
    let reason = Reason::parse(&form.reason, app.site.min_reason);
    let agreed = form.agree.is_some();

    let mut shown = Details {
        mxid: &mxid,
        reason: &form.reason,
        agreed,
        rename: form.username.as_deref(),
        password_problem: password.as_ref().err().copied(),
        strength: strength(&form, password.as_ref().err().copied(), name, &app, &registration),
        reason_problem: reason.as_ref().err().copied(),
        rename_problem: rename.as_ref().and_then(|checked| checked.as_ref().err().cloned()),
        disagreed: !app.site.legal.is_empty() && !agreed,
        again: true,
        setback: None,
    };
    let (Ok(password), Ok(reason), false) = (password, reason, shown.has_problem()) else {
        let status = shown.rename_problem.as_ref().map_or(StatusCode::UNPROCESSABLE_ENTITY, username::status);
        return Ok((status, views::details::page(&app.site, &policy, &shown)).into_response());
    };

    let rename = rename.and_then(Result::ok);
    let details = registrations::Details { password, reason, rename };
    let (status, setback) = match app.registrations.submit(registration.id, details).await {
        Ok(registration) => return Ok(visitor.goes_on(&Progress::Done { id: registration.id.0 })),
        // Sent twice: the first one counts.
        Err(SubmitError::NotWaiting(registration)) => {
            return Ok(visitor.goes_on(&Progress::Done { id: registration.id.0 }));
        }
        Err(SubmitError::NotFound) => return Err(WebError::Ended),
        Err(SubmitError::EmailInUse) => return Err(WebError::EmailInUse),
        Err(SubmitError::Store(error)) => return Err(error.into()),
        Err(SubmitError::UsernameTaken) => (StatusCode::CONFLICT, Setback::Taken),
        Err(SubmitError::Refused) => (StatusCode::UNPROCESSABLE_ENTITY, Setback::Refused),
        Err(SubmitError::Synapse(error)) => {
            tracing::warn!(%error, "cannot make the account");
            (StatusCode::SERVICE_UNAVAILABLE, Setback::Unavailable)
        }
    };
    shown.setback = Some(setback);
    if setback != Setback::Unavailable {
        shown.rename = Some("");
    }
    Ok((status, views::details::page(&app.site, &policy, &shown)).into_response())
}

/// The registration whose details this browser may give; else the answer that leads elsewhere.
async fn waiting(app: &App, visitor: &Visitor) -> Result<Result<Registration, Response>, WebError> {
    let Some(id) = visitor.proven() else {
        return Ok(Err(visitor.to_its_page()));
    };
    guard::concerns(id);
    let registration = app.registrations.find(id).await?.ok_or(WebError::Ended)?;
    match registration.state {
        Stage::AwaitingDetails => Ok(Ok(registration)),
        Stage::AwaitingEmail | Stage::Expired => Err(WebError::Ended),
        _ => Ok(Err(app.site.redirect("/register/done").into_response())),
    }
}

fn choose_password(
    app: &App,
    form: &Typed,
    policy: &PasswordPolicy,
    name: &Localpart,
    registration: &Registration,
) -> Result<Password, PasswordError> {
    let email = registration.email.as_typed();
    let personal = personal(name, &app.site.server, &email);
    Password::parse(form.password.expose_secret(), form.again.expose_secret(), policy, &personal)
}

/// What is shown beside a password that was refused, if one was typed.
fn strength(
    form: &Typed,
    problem: Option<PasswordError>,
    name: &Localpart,
    app: &App,
    registration: &Registration,
) -> Option<Strength> {
    match problem? {
        PasswordError::Empty | PasswordError::Mismatch => None,
        PasswordError::TooWeak(strength) => Some(strength),
        _ => {
            let email = registration.email.as_typed();
            Some(Strength::of(form.password.expose_secret(), &personal(name, &app.site.server, &email)))
        }
    }
}

/// Words that a guesser would try first.
fn personal<'a>(name: &'a Localpart, server: &'a str, email: &'a str) -> Vec<&'a str> {
    let mut words = vec![name.as_str(), server, email];
    words.extend(email.split('@'));
    words
}
