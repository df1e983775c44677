//! How far a browser has come, kept in an encrypted cookie of its own.

use std::convert::Infallible;

use axum::{
    extract::{FromRef, FromRequestParts},
    http::request::Parts,
    response::{IntoResponse, Response},
};
use axum_extra::extract::{
    PrivateCookieJar,
    cookie::{Cookie, Key},
};
use registration_core::domain::{Registration, RegistrationId};
use serde::{Deserialize, Serialize};

use crate::{app::App, error::WebError, guard};

/// A week: longer than any link lives.
const MAX_AGE_SECONDS: u32 = 7 * 24 * 60 * 60;

/// How far a browser has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Progress {
    /// A free username was chosen.
    Name {
        /// The name.
        localpart: String,
        /// The address, if it was typed before the name had to be changed.
        #[serde(default)]
        email: String,
        /// A machine chose it: it goes through the same pages, and nothing comes of it.
        #[serde(default)]
        caught: bool,
    },
    /// A registration was begun. This proves nothing about the mailbox.
    Started {
        /// Its number.
        id: i64,
        /// What tells it from another with this number.
        #[serde(default)]
        mark: String,
        /// The name.
        localpart: String,
        /// The address as typed, to show where to look.
        email: String,
    },
    /// The button behind the mailed link was pressed in this browser.
    Proven {
        /// The registration's number.
        id: i64,
        /// What tells it from another with this number.
        #[serde(default)]
        mark: String,
    },
    /// The request was sent.
    Done {
        /// The registration's number.
        id: i64,
        /// What tells it from another with this number.
        #[serde(default)]
        mark: String,
    },
}

impl Progress {
    /// The page on which one goes on from here.
    pub fn page(progress: Option<&Self>) -> &'static str {
        match progress {
            None => "/register",
            Some(Self::Name { .. }) => "/register/email",
            Some(Self::Started { .. }) => "/register/sent",
            Some(Self::Proven { .. }) => "/register/details",
            Some(Self::Done { .. }) => "/register/done",
        }
    }

    /// The mailbox of `of` was proven.
    pub fn proven(app: &App, of: &Registration) -> Self {
        Self::Proven { id: of.id.0, mark: app.registrations.cookie_mark(of) }
    }

    /// The request `of` was sent.
    pub fn done(app: &App, of: &Registration) -> Self {
        Self::Done { id: of.id.0, mark: app.registrations.cookie_mark(of) }
    }

    /// The username that was chosen, as long as it can still be changed.
    pub fn localpart(&self) -> Option<&str> {
        match self {
            Self::Name { localpart, .. } | Self::Started { localpart, .. } => Some(localpart),
            Self::Proven { .. } | Self::Done { .. } => None,
        }
    }

    /// Whether a machine is at work.
    pub fn is_caught(&self) -> bool {
        matches!(self, Self::Name { caught: true, .. })
    }

    /// The registration that it is about, by its number and what tells it from another with this number.
    fn registration(&self) -> Option<(RegistrationId, &str)> {
        match self {
            Self::Name { .. } => None,
            Self::Started { id, mark, .. } | Self::Proven { id, mark } | Self::Done { id, mark } => {
                Some((RegistrationId(*id), mark))
            }
        }
    }

    /// The address as typed, as long as it can still be changed; empty if there is none.
    pub fn email(&self) -> &str {
        match self {
            Self::Name { email, .. } | Self::Started { email, .. } => email,
            Self::Proven { .. } | Self::Done { .. } => "",
        }
    }
}

/// A browser, and its cookie.
pub struct Visitor {
    jar: PrivateCookieJar,
    /// How far it has come; a cookie that we cannot read is no cookie.
    pub progress: Option<Progress>,
    app: App,
}

impl Visitor {
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
        guard::concerns(id);
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

    /// Sends the browser to the page on which it can go on.
    pub fn to_its_page(&self) -> Response {
        self.app.site.redirect(Progress::page(self.progress.as_ref())).into_response()
    }

    /// Remembers `progress`, and sends the browser to the page that follows from it.
    pub fn goes_on(self, progress: &Progress) -> Response {
        let to = self.app.site.redirect(Progress::page(Some(progress)));
        self.remembers(progress, to)
    }

    /// Remembers `progress` beside this `answer`.
    pub fn remembers(self, progress: &Progress, answer: impl IntoResponse) -> Response {
        let Ok(value) = serde_json::to_string(progress) else {
            return answer.into_response(); // plain text and numbers: it always is JSON
        };
        let mut cookie = self.app.cookie.clone();
        cookie.set_value(value);
        (self.jar.add(cookie), answer).into_response()
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let jar = PrivateCookieJar::from_headers(&parts.headers, Key::from_ref(app));
        let progress = jar.get(app.cookie.name()).and_then(|cookie| serde_json::from_str(cookie.value()).ok());
        Ok(Self { jar, progress, app: app.clone() })
    }
}

/// The cookie without its value. With `__Host-` a browser takes it over https alone, and from no
/// subdomain.
pub fn cookie(https: bool) -> Cookie<'static> {
    let (name, secure) = if https { ("__Host-registration", "; Secure") } else { ("registration", "") };
    let text = format!("{name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age={MAX_AGE_SECONDS}{secure}");
    Cookie::parse(text).unwrap_or_else(|_| Cookie::new(name, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_kept_from_scripts_and_other_sites() {
        assert_eq!(cookie(false).to_string(), "registration=; HttpOnly; SameSite=Lax; Path=/; Max-Age=604800");
        assert_eq!(
            cookie(true).to_string(),
            "__Host-registration=; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=604800"
        );
    }

    #[test]
    fn each_stage_has_its_page_and_only_two_prove_a_mailbox() {
        let (localpart, email) = ("alice".to_owned(), "alice@example.org".to_owned());
        let mark = || "AbCdEfGhIjKl".to_owned();
        for (progress, page) in [
            (None, "/register"),
            (
                Some(Progress::Name { localpart: localpart.clone(), email: String::new(), caught: false }),
                "/register/email",
            ),
            (Some(Progress::Started { id: 1, mark: mark(), localpart, email }), "/register/sent"),
            (Some(Progress::Proven { id: 1, mark: mark() }), "/register/details"),
            (Some(Progress::Done { id: 1, mark: mark() }), "/register/done"),
        ] {
            assert_eq!(Progress::page(progress.as_ref()), page);
            let read = serde_json::to_string(&progress).and_then(|text| serde_json::from_str(&text));
            assert_eq!(read.ok(), Some(progress));
        }
    }

    #[test]
    fn a_cookie_that_was_changed_or_has_another_key_is_no_cookie() {
        let (key, other) = (Key::from(&[1; 64]), Key::from(&[2; 64]));
        let response = PrivateCookieJar::new(key.clone()).add(Cookie::new("registration", "{}")).into_response();
        let set = response.headers()["set-cookie"].to_str().expect("text").to_owned();
        let read = |text: &str, key: &Key| {
            let mut headers = axum::http::HeaderMap::new();
            headers.insert("cookie", text.parse().expect("a header"));
            PrivateCookieJar::from_headers(&headers, key.clone()).get("registration").map(|c| c.value().to_owned())
        };
        assert_eq!(read(&set, &key).as_deref(), Some("{}"));
        assert_eq!(read(&set, &other), None);
        assert_eq!(read(&set.replacen('=', "=A", 1), &key), None);
        assert_eq!(read("registration={\"Proven\":{\"id\":1}}", &key), None);
    }
}
