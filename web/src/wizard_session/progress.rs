//! The progress of a browser through the wizard, and its encoding in the cookie.

use jiff::{SignedDuration, Timestamp};
use registration_core::domain::{Registration, RegistrationId};
use serde::{Deserialize, Serialize};

use crate::app::App;

/// The progress of a browser. The names are those of cookies that browsers already have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Progress {
    /// Step 1 is done: a username was chosen.
    Name {
        localpart: String,
        /// The address, if it was typed before the username had to be changed.
        #[serde(default)]
        email: String,
        /// The honeypot was filled in: the browser sees the same pages, but no request is made.
        #[serde(default)]
        caught: bool,
    },
    /// Step 2 is done: a registration was started. The address is not verified.
    Started {
        /// The id of the registration.
        id: i64,
        /// Binds the cookie to one registration, even if ids are reused.
        #[serde(default)]
        mark: String,
        localpart: String,
        /// The address as typed, to tell the applicant which inbox to check.
        email: String,
    },
    /// The address was verified in this browser.
    Proven {
        /// The id of the registration.
        id: i64,
        /// Binds the cookie to one registration, even if ids are reused.
        #[serde(default)]
        mark: String,
    },
    /// Step 3 is done: the request was submitted.
    Done {
        /// The id of the registration.
        id: i64,
        /// Binds the cookie to one registration, even if ids are reused.
        #[serde(default)]
        mark: String,
    },
}

impl Progress {
    /// The mark that a form sends back, to name its request; empty before step 2 is done.
    pub fn mark(&self) -> &str {
        match self {
            Self::Name { .. } => "",
            Self::Started { mark, .. } | Self::Proven { mark, .. } | Self::Done { mark, .. } => mark,
        }
    }

    /// The page of the next step.
    pub fn page(progress: Option<&Self>) -> &'static str {
        match progress {
            None => "/register",
            Some(Self::Name { .. }) => "/register/email",
            Some(Self::Started { .. }) => "/register/sent",
            Some(Self::Proven { .. }) => "/register/details",
            Some(Self::Done { .. }) => "/register/done",
        }
    }

    /// The address of `of` was verified.
    pub fn proven(app: &App, of: &Registration) -> Self {
        Self::Proven { id: of.id.0, mark: app.registrations.cookie_mark(of) }
    }

    /// The request `of` was submitted.
    pub fn done(app: &App, of: &Registration) -> Self {
        Self::Done { id: of.id.0, mark: app.registrations.cookie_mark(of) }
    }

    /// The chosen username, while it can still be changed.
    pub fn localpart(&self) -> Option<&str> {
        match self {
            Self::Name { localpart, .. } | Self::Started { localpart, .. } => Some(localpart),
            Self::Proven { .. } | Self::Done { .. } => None,
        }
    }

    /// Whether the honeypot was filled in.
    pub fn is_caught(&self) -> bool {
        matches!(self, Self::Name { caught: true, .. })
    }

    /// The id and the mark of the registration.
    pub(super) fn registration(&self) -> Option<(RegistrationId, &str)> {
        match self {
            Self::Name { .. } => None,
            Self::Started { id, mark, .. } | Self::Proven { id, mark } | Self::Done { id, mark } => {
                Some((RegistrationId(*id), mark))
            }
        }
    }

    /// The address as typed, while it can still be changed; empty if there is none.
    pub fn email(&self) -> &str {
        match self {
            Self::Name { email, .. } | Self::Started { email, .. } => email,
            Self::Proven { .. } | Self::Done { .. } => "",
        }
    }
}

/// Longer than any link is valid. Cookies end with the browser session, but some browsers restore sessions for months.
const LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The content of the cookie.
#[derive(Serialize, Deserialize)]
struct Stored {
    #[serde(flatten)]
    progress: Progress,
    /// When it was written, in seconds since 1970; missing in cookies of earlier versions.
    #[serde(default)]
    at: Option<i64>,
}

/// The text to encrypt. Its length does not depend on the honeypot or on the id, so it reveals neither.
pub(super) fn encode(progress: &Progress, now: Timestamp) -> String {
    let at = Some(now.as_second());
    let write = |progress: &Progress| {
        // Strings and numbers always serialise.
        serde_json::to_string(&Stored { progress: progress.clone(), at }).unwrap_or_default()
    };
    let mut longest = progress.clone();
    match &mut longest {
        Progress::Name { caught, .. } => *caught = false,
        Progress::Started { id, .. } | Progress::Proven { id, .. } | Progress::Done { id, .. } => *id = i64::MAX,
    }
    format!("{:width$}", write(progress), width = write(&longest).chars().count())
}

pub(super) fn decode(text: &str, now: Timestamp) -> Option<Progress> {
    let Stored { progress, at } = serde_json::from_str(text).ok()?;
    let is_old = at.is_some_and(|at| now.as_second().saturating_sub(at) > LIFETIME.as_secs());
    (!is_old).then_some(progress)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_has_a_page_and_survives_encoding() {
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
            let Some(progress) = progress else { continue };
            let now = Timestamp::from_second(1_800_000_000).expect("an instant");
            assert_eq!(decode(&encode(&progress, now), now + LIFETIME), Some(progress.clone()));
            assert_eq!(decode(&encode(&progress, now), now + LIFETIME + SignedDuration::from_secs(1)), None, "too old");
            let of_an_earlier_version = serde_json::to_string(&progress).expect("JSON");
            assert_eq!(decode(&of_an_earlier_version, now), Some(progress));
        }
    }

    #[test]
    fn cookie_length_does_not_reveal_the_honeypot() {
        let length = |progress: &Progress| encode(progress, Timestamp::UNIX_EPOCH).len();
        let named = |caught| Progress::Name { localpart: "zoe".into(), email: String::new(), caught };
        assert_eq!(length(&named(true)), length(&named(false)));
        let started = |id| {
            let (localpart, email) = ("zoe".to_owned(), "z@example.org".to_owned());
            Progress::Started { id, mark: "AbCdEfGhIjKl".into(), localpart, email }
        };
        assert_eq!(length(&started(0)), length(&started(4711)));
    }
}
