//! The wizard session of a browser: which request it is working on, kept in an encrypted cookie.

mod progress;

use std::convert::Infallible;

use axum::{
    extract::{FromRef, FromRequestParts},
    http::{Method, request::Parts},
    response::{IntoResponse, Response},
};
use axum_extra::extract::{PrivateCookieJar, cookie::Key};
pub use progress::Progress;
use registration_core::domain::Registration;

use crate::{app::App, cookie, error::WebError, request_span};

/// A query parameter of redirects that set the first cookie. If it arrives without a cookie, the browser refused it.
const COOKIE_SENT: &str = "begun=1";

/// A browser's session.
pub struct WizardSession {
    jar: PrivateCookieJar,
    /// Whether the browser comes from one of our forms, and so should have a cookie.
    was_given_cookie: bool,
    /// Whether the page was opened over http although `public_url` is https. Browsers then refuse the cookie.
    came_over_http: bool,
    /// The progress in the cookie; `None` if there is no cookie, or it cannot be decrypted.
    pub progress: Option<Progress>,
    app: App,
}

impl WizardSession {
    /// Whether this browser has verified an e-mail address.
    pub fn has_verified_any(&self) -> bool {
        matches!(self.progress, Some(Progress::Proven { .. } | Progress::Done { .. }))
    }

    /// Whether this browser has verified the e-mail address of `registration`.
    pub fn has_verified(&self, registration: &Registration) -> bool {
        self.has_verified_any() && self.is_about(registration)
    }

    /// Whether this browser has started `registration`.
    pub fn has_started(&self, registration: &Registration) -> bool {
        self.is_about(registration)
    }

    fn is_about(&self, registration: &Registration) -> bool {
        let about = self.progress.as_ref().and_then(Progress::registration);
        about
            .is_some_and(|(id, mark)| id == registration.id && mark == self.app.registrations.cookie_mark(registration))
    }

    /// The registration whose e-mail address this browser has verified.
    pub async fn verified(&mut self) -> Result<Option<Registration>, WebError> {
        if self.has_verified_any() { self.registration().await } else { Ok(None) }
    }

    /// The registration of the cookie. Ignores a cookie whose id now belongs to another registration, after a backup
    /// was restored.
    async fn registration(&mut self) -> Result<Option<Registration>, WebError> {
        let Some((id, _)) = self.progress.as_ref().and_then(Progress::registration) else { return Ok(None) };
        request_span::record_registration(id);
        let found = self.app.registrations.find(id).await?.ok_or(WebError::Ended)?;
        if self.is_about(&found) {
            return Ok(Some(found));
        }
        self.progress = None;
        Ok(None)
    }

    /// Drops the progress if its id now belongs to another registration. Other errors are left to the page.
    pub async fn refresh(&mut self) {
        let _ = self.registration().await;
    }

    /// Whether a form with this mark was sent from a tab whose request is no longer the one of this browser. Forms of
    /// earlier versions have no mark.
    pub fn is_in_another_tab(&self, mark: &str) -> bool {
        !mark.is_empty() && self.progress.as_ref().is_some_and(|progress| progress.mark() != mark)
    }

    /// The username that this browser requests.
    pub async fn localpart(&mut self) -> Option<String> {
        if let Some(name) = self.progress.as_ref().and_then(Progress::localpart) {
            return Some(name.to_owned());
        }
        self.verified().await.ok().flatten().map(|registration| registration.localpart.to_string())
    }

    /// The error of a browser that was given a cookie and did not send it.
    pub fn missing_cookie(&self) -> Option<WebError> {
        if self.progress.is_some() || !self.was_given_cookie {
            return None;
        }
        if self.came_over_http {
            self.app.cookie_over_http.call_once(|| {
                tracing::warn!(
                    url = %self.app.registrations.config().public_url,
                    "the form was opened over http, but `public_url` is https, so browsers refuse the cookie and \
                     nobody gets past step 1. Open the form at `public_url`, or set `public_url` to the address \
                     that people use"
                );
            });
        }
        Some(WebError::NoCookie { came_over_http: self.came_over_http })
    }

    /// Redirects to the page of the current step.
    pub fn redirect_to_current_page(&self) -> Response {
        if let Some(error) = self.missing_cookie() {
            return error.into_response();
        }
        self.app.site.redirect(Progress::page(self.progress.as_ref())).into_response()
    }

    /// Saves `progress` and redirects to its page.
    pub fn continue_with(self, progress: &Progress) -> Response {
        let to = self.app.site.redirect(Progress::page(Some(progress)));
        self.save(progress, to)
    }

    /// The same for the first cookie, with a query from which the next page can tell whether the browser kept it.
    pub fn begin(self, progress: &Progress, query: &str) -> Response {
        let to = self.app.site.redirect(&format!("{}?{COOKIE_SENT}{query}", Progress::page(Some(progress))));
        self.save(progress, to)
    }

    /// Adds a cookie with `progress` to the response.
    pub fn save(self, progress: &Progress, response: impl IntoResponse) -> Response {
        let mut cookie = self.app.cookie.clone();
        cookie.set_value(progress::encode(progress, self.app.registrations.clock().now()));
        (self.jar.add(cookie), response).into_response()
    }

    /// Removes the cookie.
    pub fn forget(self, response: impl IntoResponse) -> Response {
        (self.jar.remove(self.app.cookie.clone()), response).into_response()
    }
}

impl FromRequestParts<App> for WizardSession {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let jar = PrivateCookieJar::from_headers(&parts.headers, Key::from_ref(app));
        let now = app.registrations.clock().now();
        let progress = jar.get(app.cookie.name()).and_then(|it| progress::decode(it.value(), now));
        let was_given_cookie =
            parts.method == Method::POST || parts.uri.query().is_some_and(|query| query.contains(COOKIE_SENT));
        let came_over_http = app.registrations.config().is_https() && cookie::came_over_http(&parts.headers);
        Ok(Self { jar, was_given_cookie, came_over_http, progress, app: app.clone() })
    }
}
