//! How far a browser has come, kept in an encrypted cookie of its own.

mod progress;

use std::convert::Infallible;

use axum::{
    extract::{FromRef, FromRequestParts},
    http::{Method, request::Parts},
    response::{IntoResponse, Response},
};
use axum_extra::extract::{PrivateCookieJar, cookie::Key};
use registration_core::domain::Registration;

pub use progress::Progress;

use crate::{app::App, cookie, error::WebError, request_span};

/// Stands in an address to which a form leads: whoever arrives there without a cookie has refused it.
pub const BEGUN: &str = "begun=1";

/// A browser, and its cookie.
pub struct WizardSession {
    jar: PrivateCookieJar,
    /// Whether it comes from a form of ours, so that it has been given a cookie.
    was_given_one: bool,
    /// Whether it came over http to pages that are meant for https: then it keeps no cookie.
    came_over_http: bool,
    /// How far it has come; a cookie that we cannot read is no cookie.
    pub progress: Option<Progress>,
    app: App,
}

impl WizardSession {
    /// Whether the mailbox of some registration was proven in this browser, sent or not.
    pub fn has_proven_any(&self) -> bool {
        matches!(self.progress, Some(Progress::Proven { .. } | Progress::Done { .. }))
    }

    /// Whether the mailbox of `this` registration was proven in this browser, sent or not.
    pub fn has_proven(&self, this: &Registration) -> bool {
        self.has_proven_any() && self.is_about(this)
    }

    /// The registration that it is about. A cookie that is about another one by now, since a backup was
    /// restored, is no cookie.
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

    /// The registration whose mailbox was proven in this browser, sent or not.
    pub async fn proven(&mut self) -> Result<Option<Registration>, WebError> {
        if self.has_proven_any() { self.registration().await } else { Ok(None) }
    }

    /// Forgets a cookie that is about another registration by now. What cannot be read, or is there no more, is
    /// for the page to say.
    pub async fn looks_again(&mut self) {
        let _ = self.registration().await;
    }

    fn is_about(&self, this: &Registration) -> bool {
        let about = self.progress.as_ref().and_then(Progress::registration);
        about.is_some_and(|(id, mark)| id == this.id && mark == self.app.registrations.cookie_mark(this))
    }

    /// Whether a form that belongs to the request `mark` was sent although this browser is at work on another one by
    /// now, in another tab. Forms of earlier versions do not say what they belong to.
    pub fn is_elsewhere(&self, mark: &str) -> bool {
        !mark.is_empty() && self.progress.as_ref().is_some_and(|progress| progress.mark() != mark)
    }

    /// The username that this browser is asking for.
    pub async fn localpart(&mut self) -> Option<String> {
        if let Some(name) = self.progress.as_ref().and_then(Progress::localpart) {
            return Some(name.to_owned());
        }
        self.proven().await.ok().flatten().map(|registration| registration.localpart.to_string())
    }

    /// Whether `this` registration was begun in this browser.
    pub fn has_begun(&self, this: &Registration) -> bool {
        self.is_about(this)
    }

    /// Forgets the request in this browser.
    pub fn forgets(self, answer: impl IntoResponse) -> Response {
        (self.jar.remove(self.app.cookie.clone()), answer).into_response()
    }

    /// That no cookie came, although the browser was given one.
    pub fn without_cookie(&self) -> Option<WebError> {
        let is_missing = self.progress.is_none() && self.was_given_one;
        is_missing.then(|| {
            if self.came_over_http {
                self.app.cookie_over_http.call_once(|| {
                    tracing::warn!(
                        url = %self.app.registrations.config().public_url,
                        "somebody opened the form over http, where browsers refuse its cookie because `public_url` is \
                         https: nobody gets past the first step there. Open the form at `public_url`, or set that to \
                         the address which people use"
                    );
                });
            }
            WebError::NoCookie { came_over_http: self.came_over_http }
        })
    }

    /// Sends the browser to the page on which it can go on.
    pub fn to_its_page(&self) -> Response {
        if let Some(error) = self.without_cookie() {
            return error.into_response();
        }
        self.app.site.redirect(Progress::page(self.progress.as_ref())).into_response()
    }

    /// Remembers `progress`, and sends the browser to the page that follows from it.
    pub fn goes_on(self, progress: &Progress) -> Response {
        let to = self.app.site.redirect(Progress::page(Some(progress)));
        self.remembers(progress, to)
    }

    /// The same where the browser is given its first cookie, so that the next page can tell whether it kept it.
    pub fn begins(self, progress: &Progress, more: &str) -> Response {
        let to = self.app.site.redirect(&format!("{}?{BEGUN}{more}", Progress::page(Some(progress))));
        self.remembers(progress, to)
    }

    /// Remembers `progress` beside this `answer`.
    pub fn remembers(self, progress: &Progress, answer: impl IntoResponse) -> Response {
        let value = progress::text(progress, self.app.registrations.clock().now());
        let mut cookie = self.app.cookie.clone();
        cookie.set_value(value);
        (self.jar.add(cookie), answer).into_response()
    }
}

impl FromRequestParts<App> for WizardSession {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let jar = PrivateCookieJar::from_headers(&parts.headers, Key::from_ref(app));
        let progress =
            jar.get(app.cookie.name()).and_then(|it| progress::read(it.value(), app.registrations.clock().now()));
        let was_given_one =
            parts.method == Method::POST || parts.uri.query().is_some_and(|query| query.contains(BEGUN));
        let came_over_http = app.registrations.config().is_https() && cookie::says_http(&parts.headers);
        Ok(Self { jar, was_given_one, came_over_http, progress, app: app.clone() })
    }
}
