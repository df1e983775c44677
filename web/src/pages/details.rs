//! Step 3: password and reason. The password is passed on to Synapse and kept nowhere; where accounts
//! are made after the approval, it is not asked for here.

use std::net::IpAddr;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use registration_core::{
    domain::{
        Blocked, Localpart, Password, PasswordError, Reason, ReasonError, Registration, RuleKind, State as Stage,
    },
    registrations::{self, Pending, SubmitError},
};
use secrecy::SecretString;
use serde::Deserialize;

use super::{form::Fields, new_password, username};
use crate::{
    app::App,
    error::{self, WebError},
    middleware::ClientAddress,
    views::{
        self, NewPassword,
        details::{Details, SubmitFailure},
        username::UsernameProblem,
    },
    wizard_session::{Progress, WizardSession},
};

/// What step 3 sends.
#[derive(Deserialize)]
pub struct DetailsForm {
    #[serde(default)]
    password: SecretString,
    #[serde(default)]
    again: SecretString,
    #[serde(default)]
    reason: String,
    /// The request for which the form was shown.
    #[serde(default)]
    request: String,
    agree: Option<String>,
    /// Only when another username was asked for.
    username: Option<String>,
}

/// The form.
pub async fn show(State(app): State<App>, mut session: WizardSession) -> Result<Response, WebError> {
    let registration = match waiting(&app, &mut session).await? {
        Ok(registration) => registration,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let failed = match app.registrations.pending_submission(&registration).await? {
        Some(Pending::Working) => {
            return Ok(views::working::page(&app.site, Some(3), "/register/details").into_response());
        }
        Some(Pending::Failed { error, reason, rename }) => Some((error, reason, rename)),
        None => None,
    };
    let mut password =
        if app.site.asks_password { Some(NewPassword::first(app.registrations.password_policy().await)) } else { None };
    if app.site.asks_password {
        app.ensure_open()?;
    }
    let mxid = registration.localpart.on(&app.site.server);
    let mark = app.registrations.cookie_mark(&registration);
    let Some((error, reason, rename)) = failed else {
        let details = Details { mxid, mark, password, ..Details::default() };
        return Ok(views::details::page(&app.site, &details).into_response());
    };
    let (status, failure) = failure(error)?;
    if let Some(password) = &mut password {
        password.again = true;
    }
    let rename = rename.as_ref().map(Localpart::as_str);
    let mut shown = Details { mxid, mark, reason: reason.as_str(), rename, password, ..Details::default() };
    Ok(comes_back(&app, &mut shown, status, failure))
}

/// Sends the request, or shows everything that has to be mended at once.
pub async fn submit(
    State(app): State<App>,
    mut session: WizardSession,
    ClientAddress(address): ClientAddress,
    Fields(form): Fields<DetailsForm>,
) -> Result<Response, WebError> {
    if session.without_cookie().is_some() || session.is_elsewhere(&form.request) {
        return Ok(username::stale(&app, &mut session, &form.reason).await);
    }
    let registration = match waiting(&app, &mut session).await {
        Ok(Ok(registration)) => registration,
        Ok(Err(elsewhere)) => return Ok(elsewhere),
        Err(WebError::Broken) => return Ok(unread(&app, &form).await),
        Err(error) => return Err(error),
    };
    let checked = Checked::new(&app, &form, &registration, address).await;
    let mut shown = checked.shown(&app, &form);
    if let Some(blocked) = checked.blocked {
        return Ok(comes_back(&app, &mut shown, StatusCode::FORBIDDEN, SubmitFailure::Blocked(blocked)));
    }
    if app.site.asks_password && app.registrations.closed().is_some() {
        return Ok(comes_back(&app, &mut shown, StatusCode::SERVICE_UNAVAILABLE, SubmitFailure::Closed));
    }
    let (Ok(password), Ok(reason), false) = (checked.password, checked.reason, shown.has_problem()) else {
        let status = shown.rename_problem.as_ref().map_or(StatusCode::UNPROCESSABLE_ENTITY, username::status);
        return Ok((status, views::details::page(&app.site, &shown)).into_response());
    };
    let rename = checked.rename.and_then(Result::ok);
    let agreed = app.site.legal.iter().map(|document| document.title.clone()).collect();
    let details = registrations::Details { password, reason, rename, agreed, address };
    match app.registrations.submit(registration.id, details).await {
        // Sent twice: the first one counts.
        Ok(()) | Err(SubmitError::NotWaiting(_)) => Ok(session.goes_on(&Progress::done(&app, &registration))),
        // The form's own page shows how it goes on.
        Err(SubmitError::StillWorking) => Ok(app.site.redirect("/register/details").into_response()),
        Err(error) => {
            let (status, failure) = failure(error)?;
            Ok(comes_back(&app, &mut shown, status, failure))
        }
    }
}

/// The form with everything that was typed, but for passwords; it asks for another name, if that helps.
fn comes_back(app: &App, shown: &mut Details<'_>, status: StatusCode, failure: SubmitFailure) -> Response {
    if failure.is_about_the_name() {
        shown.rename = Some("");
    }
    shown.failure = Some(failure);
    (status, views::details::page(&app.site, shown)).into_response()
}

/// Which refusals the form can mend; the others have pages of their own.
fn failure(error: SubmitError) -> Result<(StatusCode, SubmitFailure), WebError> {
    match error {
        SubmitError::UsernameTaken => Ok((StatusCode::CONFLICT, SubmitFailure::Taken)),
        SubmitError::Refused => Ok((StatusCode::UNPROCESSABLE_ENTITY, SubmitFailure::Refused)),
        SubmitError::Blocked(blocked) if blocked.by == RuleKind::Username => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, SubmitFailure::Blocked(blocked)))
        }
        SubmitError::Blocked(blocked) => Ok((StatusCode::FORBIDDEN, SubmitFailure::Blocked(blocked))),
        SubmitError::Synapse(error) => {
            error::note(&error);
            Ok((StatusCode::SERVICE_UNAVAILABLE, SubmitFailure::Unavailable))
        }
        SubmitError::PasswordMissing => Err(WebError::BadForm),
        SubmitError::EmailInUse => Err(WebError::EmailInUse),
        SubmitError::NotFound | SubmitError::NotWaiting(_) => Err(WebError::Ended),
        // Another process worked on it for longer than anybody waits.
        SubmitError::StillWorking => Ok((StatusCode::SERVICE_UNAVAILABLE, SubmitFailure::Unavailable)),
        SubmitError::Store(error) => {
            let _ = WebError::from(error); // which notes it
            Ok((StatusCode::INTERNAL_SERVER_ERROR, SubmitFailure::Broken))
        }
    }
}

/// The form with what was typed, when not even the registration can be read.
async fn unread(app: &App, form: &DetailsForm) -> Response {
    let password = if app.site.asks_password {
        Some(NewPassword { again: true, ..NewPassword::first(app.registrations.password_policy().await) })
    } else {
        None
    };
    let (reason, rename, agreed) = (&*form.reason, form.username.as_deref(), form.agree.is_some());
    let mark = form.request.clone();
    let mut shown = Details { mark, reason, agreed, rename, password, ..Details::default() };
    comes_back(app, &mut shown, StatusCode::INTERNAL_SERVER_ERROR, SubmitFailure::Broken)
}

/// A form, each field looked at.
struct Checked {
    mxid: String,
    mark: String,
    rename: Option<Result<Localpart, UsernameProblem>>,
    /// `Ok(None)` where none is asked for.
    password: Result<Option<Password>, PasswordError>,
    new_password: Option<NewPassword>,
    reason: Result<Reason, ReasonError>,
    /// A rule keeps this network out.
    blocked: Option<Blocked>,
}

impl Checked {
    async fn new(app: &App, form: &DetailsForm, registration: &Registration, address: Option<IpAddr>) -> Self {
        let (rename, blocked) = match form.username.as_deref() {
            None => (None, None),
            // It is theirs: they may have sent it once before, and Synapse failed after that.
            Some(typed) if is_own(app, typed, registration) => (Some(Ok(registration.localpart.clone())), None),
            Some(typed) => match username::check(app, typed, address).await {
                Ok(checked) => (Some(checked), None),
                Err(blocked) => (None, Some(blocked)),
            },
        };
        let name = rename.as_ref().and_then(|checked| checked.as_ref().ok()).unwrap_or(&registration.localpart);
        let reason = Reason::parse(&form.reason, app.site.min_reason);
        let mxid = name.on(&app.site.server);
        let (mut password, mut new_password) = (Ok(None), None);
        if app.site.asks_password {
            let policy = app.registrations.password_policy().await;
            let both = (&form.password, &form.again);
            let (parsed, shown) = new_password::check(both, policy, registration, name, &app.site.server);
            (password, new_password) = (parsed.map(Some), Some(shown));
        }
        let mark = app.registrations.cookie_mark(registration);
        Self { mxid, mark, rename, password, new_password, reason, blocked }
    }

    fn shown<'a>(&self, app: &App, form: &'a DetailsForm) -> Details<'a> {
        let agreed = form.agree.is_some();
        Details {
            mxid: self.mxid.clone(),
            mark: self.mark.clone(),
            reason: &form.reason,
            agreed,
            rename: form.username.as_deref(),
            password: self.new_password,
            reason_problem: self.reason.as_ref().err().copied(),
            rename_problem: self.rename.as_ref().and_then(|checked| checked.as_ref().err().cloned()),
            disagreed: !app.site.legal.is_empty() && !agreed,
            failure: None,
        }
    }
}

/// Whether this is the name that the registration holds already.
fn is_own(app: &App, typed: &str, registration: &Registration) -> bool {
    Localpart::parse(typed, &app.site.server).is_ok_and(|name| name == registration.localpart)
}

/// The registration whose details this browser may give; else the answer that leads elsewhere.
async fn waiting(app: &App, session: &mut WizardSession) -> Result<Result<Registration, Response>, WebError> {
    let Some(registration) = session.proven().await? else {
        return Ok(Err(session.to_its_page()));
    };
    match registration.state {
        Stage::AwaitingDetails => Ok(Ok(registration)),
        Stage::AwaitingEmail | Stage::Expired => Err(WebError::Ended),
        _ => Ok(Err(app.site.redirect("/register/done").into_response())),
    }
}
