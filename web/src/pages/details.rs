//! Step 3: choose a password and give a reason. The password goes to Synapse and is never stored; with
//! `account_creation: on_approval`, it is chosen later.

use std::net::IpAddr;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use registration_core::{
    domain::{Blocked, Localpart, Registration, RuleKind, State as Stage},
    registrations::{self, Pending, SubmitError},
};

use super::username;
use crate::{
    app::App,
    error::WebError,
    forms::{
        Input, Submitted,
        details::{DetailsForm, DetailsValues},
        new_password::NewPassword,
        request_mark,
        username::{NAME as USERNAME, Username},
    },
    middleware::ClientAddress,
    view::View,
    views::{
        self,
        details::{DetailsPage, SubmitFailure},
    },
    wizard_session::{Progress, WizardSession},
};

/// The form.
pub async fn show(State(app): State<App>, view: View, mut session: WizardSession) -> Result<Response, WebError> {
    let registration = match awaiting_details(&app, &mut session).await? {
        Ok(registration) => registration,
        Err(redirect) => return Ok(redirect),
    };
    let pending = app.registrations.applicants().pending_submission(&registration).await?;
    if let Some(Pending::Working) = pending {
        return Ok(views::working::page(&view, Some(3), "/register/details").into_response());
    }
    if app.site.asks_password {
        app.ensure_open()?;
    }
    let mut page = page(&app, &registration, DetailsForm::new(&view, empty_password(&app).await));
    let Some(Pending::Failed { error, answers, rename }) = pending else {
        return Ok(views::details::page(&view, &page).into_response());
    };
    page.form.restore(&view, &answers);
    page.form.username = rename.map(|name| Input::unchecked(name.as_str()));
    if let Some(password) = &mut page.form.password {
        password.again = true;
    }
    let (status, failure) = failure(&app, error)?;
    Ok(failed(&view, page, status, failure))
}

/// Submits the request, or shows every problem at once.
pub async fn submit(
    State(app): State<App>,
    view: View,
    mut session: WizardSession,
    ClientAddress(address): ClientAddress,
    form: Submitted,
) -> Result<Response, WebError> {
    if session.missing_cookie().is_some() || session.is_in_another_tab(request_mark::of(&form)) {
        let typed = DetailsForm::read(&view, &form, None, None).typed_text();
        return Ok(username::stale(&view, &mut session, &typed).await);
    }
    let registration = match awaiting_details(&app, &mut session).await {
        Ok(Ok(registration)) => registration,
        Ok(Err(redirect)) => return Ok(redirect),
        Err(error @ WebError::Broken(_)) => {
            app.note_error(&error);
            return Ok(broken(&app, &view, &form).await);
        }
        Err(error) => return Err(error),
    };
    let (page, blocked) = read(&app, &view, &form, &registration, address).await;
    if let Some(blocked) = blocked {
        return Ok(failed(&view, page, StatusCode::FORBIDDEN, SubmitFailure::Blocked(blocked)));
    }
    if app.site.asks_password && app.registrations.operations().closed().is_some() {
        return Ok(failed(&view, page, StatusCode::SERVICE_UNAVAILABLE, SubmitFailure::Closed));
    }
    let Some(values) = page.form.values() else {
        let problem = page.form.username.as_ref().filter(|username| username.problem().is_some());
        let status = problem.map_or(StatusCode::UNPROCESSABLE_ENTITY, username::status);
        return Ok((status, views::details::page(&view, &page)).into_response());
    };
    match submit_values(&app, &view, &registration, values, address).await {
        // The form was sent twice; the first one counts.
        Ok(()) | Err(SubmitError::NotWaiting(_)) => Ok(session.continue_with(&Progress::done(&app, &registration))),
        Err(SubmitError::StillWorking) => Ok(app.site.redirect("/register/details").into_response()),
        Err(error) => {
            let (status, failure) = failure(&app, error)?;
            Ok(failed(&view, page, status, failure))
        }
    }
}

async fn submit_values(
    app: &App,
    view: &View,
    registration: &Registration,
    values: DetailsValues,
    address: Option<IpAddr>,
) -> Result<(), SubmitError> {
    let DetailsValues { username: rename, password, answers, agreed } = values;
    app.registrations.set_language(registration, view.language).await?;
    let details = registrations::Details { password, answers, rename, agreed, address };
    app.registrations.applicants().submit(registration.id, details).await
}

/// Which errors the form itself can show; the others have a page of their own.
fn failure(app: &App, error: SubmitError) -> Result<(StatusCode, SubmitFailure), WebError> {
    match error {
        SubmitError::UsernameTaken => Ok((StatusCode::CONFLICT, SubmitFailure::Taken)),
        SubmitError::Refused => Ok((StatusCode::UNPROCESSABLE_ENTITY, SubmitFailure::Refused)),
        SubmitError::Blocked(blocked) if blocked.by == RuleKind::Username => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, SubmitFailure::Blocked(blocked)))
        }
        SubmitError::Blocked(blocked) => Ok((StatusCode::FORBIDDEN, SubmitFailure::Blocked(blocked))),
        SubmitError::Synapse(error) => {
            app.note_synapse_error(&error);
            Ok((StatusCode::SERVICE_UNAVAILABLE, SubmitFailure::Unavailable))
        }
        // Another process worked on the account for longer than a page waits.
        SubmitError::StillWorking => Ok((StatusCode::SERVICE_UNAVAILABLE, SubmitFailure::Unavailable)),
        SubmitError::Store(error) => {
            app.note_store_error(&error);
            Ok((StatusCode::INTERNAL_SERVER_ERROR, SubmitFailure::Broken))
        }
        SubmitError::PasswordMissing => Err(WebError::BadForm),
        SubmitError::EmailInUse => Err(WebError::EmailInUse),
        SubmitError::NotFound | SubmitError::NotWaiting(_) => Err(WebError::Ended),
    }
}

/// The form with everything that was typed except passwords. It asks for another username, if that helps.
fn failed(view: &View, mut page: DetailsPage, status: StatusCode, failure: SubmitFailure) -> Response {
    if failure.is_about_the_name() {
        page.form.username = Some(Username::default());
    }
    page.failure = Some(failure);
    (status, views::details::page(view, &page)).into_response()
}

/// The form with what was typed, when the database cannot be read.
async fn broken(app: &App, view: &View, form: &Submitted) -> Response {
    let mut password = empty_password(app).await;
    if let Some(password) = &mut password {
        password.again = true;
    }
    let username = form.get(USERNAME).map(Input::unchecked);
    let fields = DetailsForm::read(view, form, username, password).with_unchecked_answers();
    let page = DetailsPage { mark: request_mark::of(form).to_owned(), form: fields, ..DetailsPage::default() };
    failed(view, page, StatusCode::INTERNAL_SERVER_ERROR, SubmitFailure::Broken)
}

fn page(app: &App, registration: &Registration, form: DetailsForm) -> DetailsPage {
    DetailsPage {
        mxid: registration.localpart.on(&app.site.server),
        mark: app.registrations.cookie_mark(registration),
        form,
        failure: None,
    }
}

/// Reads and checks every field. If a rule blocks the client, the username is not checked.
async fn read(
    app: &App,
    view: &View,
    form: &Submitted,
    registration: &Registration,
    address: Option<IpAddr>,
) -> (DetailsPage, Option<Blocked>) {
    let (username, blocked) = match read_username(app, form, registration, address).await {
        Ok(username) => (username, None),
        Err(blocked) => (Some(Input::unchecked(form.text(USERNAME))), Some(blocked)),
    };
    let name = username.as_ref().and_then(Input::value).unwrap_or(&registration.localpart);
    let (mxid, password) = (name.on(&view.server), read_password(app, form, registration, name).await);
    let fields = DetailsForm::read(view, form, username, password);
    (DetailsPage { mxid, ..page(app, registration, fields) }, blocked)
}

/// Another username, if the form asked for one.
async fn read_username(
    app: &App,
    form: &Submitted,
    registration: &Registration,
    address: Option<IpAddr>,
) -> Result<Option<Username>, Blocked> {
    let Some(typed) = form.get(USERNAME) else { return Ok(None) };
    // The applicant may have sent this username before, and Synapse failed after it was reserved for them.
    if Localpart::parse(typed, &app.site.server).is_ok_and(|name| name == registration.localpart) {
        return Ok(Some(Input::checked(typed, Ok(registration.localpart.clone()))));
    }
    username::check(app, typed, address).await.map(Some)
}

async fn read_password(
    app: &App,
    form: &Submitted,
    registration: &Registration,
    name: &Localpart,
) -> Option<NewPassword> {
    if !app.site.asks_password {
        return None;
    }
    let policy = app.registrations.applicants().password_policy().await;
    Some(NewPassword::read(form, policy, registration, name, &app.site.server))
}

async fn empty_password(app: &App) -> Option<NewPassword> {
    if app.site.asks_password {
        Some(NewPassword::new(app.registrations.applicants().password_policy().await))
    } else {
        None
    }
}

/// The registration whose details this browser may enter; otherwise the redirect to another page.
async fn awaiting_details(app: &App, session: &mut WizardSession) -> Result<Result<Registration, Response>, WebError> {
    let Some(registration) = session.verified().await? else {
        return Ok(Err(session.redirect_to_current_page()));
    };
    match registration.state {
        Stage::AwaitingDetails => Ok(Ok(registration)),
        Stage::AwaitingEmail | Stage::Expired => Err(WebError::Ended),
        _ => Ok(Err(app.site.redirect("/register/done").into_response())),
    }
}
