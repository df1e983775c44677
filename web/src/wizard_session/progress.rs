//! How far a browser has come, and how that is written into the cookie.

use jiff::{SignedDuration, Timestamp};
use registration_core::domain::{Registration, RegistrationId};
use serde::{Deserialize, Serialize};

use crate::app::App;

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
    /// By which a form knows the request that it belongs to; empty as long as nothing was written.
    pub fn mark(&self) -> &str {
        match self {
            Self::Name { .. } => "",
            Self::Started { mark, .. } | Self::Proven { mark, .. } | Self::Done { mark, .. } => mark,
        }
    }

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
    pub(super) fn registration(&self) -> Option<(RegistrationId, &str)> {
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

/// Longer than any link lives. The cookie ends with the browser's session, which some browsers restore for months.
const LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What the cookie holds.
#[derive(Serialize, Deserialize)]
struct Stored {
    #[serde(flatten)]
    progress: Progress,
    /// When it was written, in seconds since 1970; cookies of earlier versions do not say.
    #[serde(default)]
    at: Option<i64>,
}

/// What is encrypted into the cookie. It is as long for whoever was caught as for others, and for every number.
pub(super) fn text(progress: &Progress, now: Timestamp) -> String {
    let at = Some(now.as_second());
    let write = |progress: &Progress| {
        // Plain text and numbers: it always is JSON.
        serde_json::to_string(&Stored { progress: progress.clone(), at }).unwrap_or_default()
    };
    let mut longest = progress.clone();
    match &mut longest {
        Progress::Name { caught, .. } => *caught = false,
        Progress::Started { id, .. } | Progress::Proven { id, .. } | Progress::Done { id, .. } => *id = i64::MAX,
    }
    format!("{:width$}", write(progress), width = write(&longest).chars().count())
}

pub(super) fn read(text: &str, now: Timestamp) -> Option<Progress> {
    let Stored { progress, at } = serde_json::from_str(text).ok()?;
    let is_old = at.is_some_and(|at| now.as_second().saturating_sub(at) > LIFETIME.as_secs());
    (!is_old).then_some(progress)
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let Some(progress) = progress else { continue };
            let now = Timestamp::from_second(1_800_000_000).expect("an instant");
            assert_eq!(read(&text(&progress, now), now + LIFETIME), Some(progress.clone()));
            assert_eq!(read(&text(&progress, now), now + LIFETIME + SignedDuration::from_secs(1)), None, "too old");
            let of_an_earlier_version = serde_json::to_string(&progress).expect("JSON");
            assert_eq!(read(&of_an_earlier_version, now), Some(progress));
        }
    }

    #[test]
    fn the_length_of_a_cookie_does_not_tell_who_was_caught() {
        let length = |progress: &Progress| text(progress, Timestamp::UNIX_EPOCH).len();
        let named = |caught| Progress::Name { localpart: "zoe".into(), email: String::new(), caught };
        assert_eq!(length(&named(true)), length(&named(false)));
        let started = |id| {
            let (localpart, email) = ("zoe".to_owned(), "z@example.org".to_owned());
            Progress::Started { id, mark: "AbCdEfGhIjKl".into(), localpart, email }
        };
        assert_eq!(length(&started(0)), length(&started(4711)));
    }
}
