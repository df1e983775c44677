//! Step 3: password and reason. The password is passed on to Synapse and kept nowhere.

use std::net::IpAddr;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use registration_core::{
    domain::{
        Localpart, Password, PasswordError, PasswordPolicy, Reason, ReasonError, Registration, State as Stage, Strength,
    },
    registrations::{self, SubmitError},
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::{fields::Fields, username};
use crate::{
    app::App,
    error::{self, WebError},
    guard::{self, ClientAddress},
    progress::{Progress, Visitor},
    views::{
        self,
        details::{Details, Setback},
        username::UsernameProblem,
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
    let details = Details { mxid, ..Details::default() };
    Ok(views::details::page(&app.site, &policy, &details).into_response())
}

/// Sends the request, or shows everything that has to be mended at once.
pub async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    ClientAddress(address): ClientAddress,
    Fields(form): Fields<Typed>,
) -> Result<Response, WebError> {
    let registration = match waiting(&app, &visitor).await? {
        Ok(registration) => registration,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let policy = app.registrations.password_policy().await;
    let checked = Checked::new(&app, &form, &policy, &registration, address).await;
    let mut shown = checked.shown(&app, &form);
    let (Ok(password), Ok(reason), false) = (checked.password, checked.reason, shown.has_problem()) else {
        let status = shown.rename_problem.as_ref().map_or(StatusCode::UNPROCESSABLE_ENTITY, username::status);
        return Ok((status, views::details::page(&app.site, &policy, &shown)).into_response());
    };
    let rename = checked.rename.and_then(Result::ok);
    let agreed = app.site.legal.iter().map(|document| document.title.clone()).collect();
    let details = registrations::Details { password: Some(password), reason, rename, agreed, address };
    match app.registrations.submit(registration.id, details).await {
        // Sent twice: the first one counts.
        Ok(Registration { id, .. }) => Ok(visitor.goes_on(&Progress::Done { id: id.0 })),
        Err(SubmitError::NotWaiting(registration)) => Ok(visitor.goes_on(&Progress::Done { id: registration.id.0 })),
        Err(error) => {
            let (status, setback) = setback(error)?;
            shown.setback = Some(setback);
            if setback != Setback::Unavailable {
                shown.rename = Some("");
            }
            Ok((status, views::details::page(&app.site, &policy, &shown)).into_response())
        }
    }
}

/// Which refusals the form can mend; the others have pages of their own.
fn setback(error: SubmitError) -> Result<(StatusCode, Setback), WebError> {
    match error {
        SubmitError::UsernameTaken => Ok((StatusCode::CONFLICT, Setback::Taken)),
        SubmitError::Refused => Ok((StatusCode::UNPROCESSABLE_ENTITY, Setback::Refused)),
        SubmitError::Synapse(error) => {
            error::note(&error);
            Ok((StatusCode::SERVICE_UNAVAILABLE, Setback::Unavailable))
        }
        SubmitError::PasswordMissing => Err(WebError::BadForm),
        SubmitError::Blocked(_) => Err(WebError::Blocked),
        SubmitError::EmailInUse => Err(WebError::EmailInUse),
        SubmitError::NotFound | SubmitError::NotWaiting(_) => Err(WebError::Ended),
        SubmitError::Store(error) => Err(error.into()),
    }
}

/// A form, each field looked at.
struct Checked {
    mxid: String,
    rename: Option<Result<Localpart, UsernameProblem>>,
    password: Result<Password, PasswordError>,
    strength: Option<Strength>,
    reason: Result<Reason, ReasonError>,
}

impl Checked {
    async fn new(
        app: &App,
        form: &Typed,
        policy: &PasswordPolicy,
        registration: &Registration,
        address: Option<IpAddr>,
    ) -> Self {
        let rename = match form.username.as_deref() {
            Some(typed) => Some(username::check(app, typed, address).await),
            None => None,
        };
        let name = rename.as_ref().and_then(|checked| checked.as_ref().ok()).unwrap_or(&registration.localpart);
        let email = registration.email.as_typed();
        // Words that a guesser would try first.
        let personal: Vec<&str> =
            [name.as_str(), &app.site.server, &email].into_iter().chain(email.split('@')).collect();
        let (typed, again) = (form.password.expose_secret(), form.again.expose_secret());
        let password = Password::parse(typed, again, policy, &personal);
        let strength = match &password {
            Ok(_) | Err(PasswordError::Empty | PasswordError::Mismatch) => None,
            Err(PasswordError::TooWeak(strength)) => Some(*strength),
            Err(_) => Some(Strength::of(typed, &personal)),
        };
        let reason = Reason::parse(&form.reason, app.site.min_reason);
        Self { mxid: name.on(&app.site.server), password, strength, reason, rename }
    }

    fn shown<'a>(&self, app: &App, form: &'a Typed) -> Details<'a> {
        let agreed = form.agree.is_some();
        Details {
            mxid: self.mxid.clone(),
            reason: &form.reason,
            agreed,
            rename: form.username.as_deref(),
            password_problem: self.password.as_ref().err().copied(),
            strength: self.strength,
            reason_problem: self.reason.as_ref().err().copied(),
            rename_problem: self.rename.as_ref().and_then(|checked| checked.as_ref().err().cloned()),
            disagreed: !app.site.legal.is_empty() && !agreed,
            again: true,
            setback: None,
        }
    }
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
