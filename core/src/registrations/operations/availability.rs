//! Whether Synapse itself says that it cannot create accounts for us: then the form is closed, rather than failing at
//! its last step.
//!
//! Only what Synapse itself says closes the form. A homeserver that cannot be reached, or a proxy's error page, may be
//! over in a moment, and each step copes with those by itself.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio_util::sync::CancellationToken;

use crate::{
    domain::Localpart,
    registrations::Registrations,
    synapse::{Logins, SynapseError},
};

/// Why no account can be created until an operator changes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Closed {
    /// 401: Synapse does not accept `synapse.admin_token`.
    #[error("Synapse does not accept `synapse.admin_token`")]
    BadToken,
    /// 403: its user is no server admin.
    #[error("the user of `synapse.admin_token` is no server admin")]
    NoAdmin,
    /// Synapse delegates authentication, and creates no accounts itself.
    #[error("Synapse delegates authentication to another service (MAS), so accounts cannot be created through it")]
    Delegated,
    /// Nobody can log in with a password.
    #[error("Synapse offers no login with a password, so nobody could use an account that is created here")]
    NoPasswords,
}

/// What was found out at the last look.
#[derive(Debug, Default)]
pub(crate) struct LastCheck(Mutex<Found>);

#[derive(Clone, Copy, Debug, Default)]
struct Found {
    closed: Option<Closed>,
    /// What stands between us and Synapse decodes `%2F`, so a username with a slash names no account.
    loses_slashes: bool,
}

const EVERY: Duration = Duration::from_mins(1);

impl Registrations {
    /// Why no account can be created, as Synapse itself has said; at most a minute late.
    #[must_use]
    pub fn closed(&self) -> Option<Closed> {
        self.found().closed
    }

    /// Looks every minute whether accounts can be created, until told to stop.
    pub async fn keep_looking(&self, stop: CancellationToken) {
        loop {
            if stop.run_until_cancelled(self.look_whether_closed()).await.is_none() {
                return;
            }
            if stop.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_none() {
                return;
            }
        }
    }

    /// Looks once. What cannot be found out now changes nothing.
    pub async fn look_whether_closed(&self) {
        match self.ask_whether_closed().await {
            Ok(closed) => self.note_closed(closed),
            Err(error) => {
                tracing::debug!(
                    error = &error as &dyn std::error::Error,
                    "cannot tell whether accounts can be created"
                );
            }
        }
        if let Some(loses_slashes) = self.ask_about_slashes().await {
            if loses_slashes && !self.found().loses_slashes {
                tracing::warn!(
                    "a proxy between this service and Synapse decodes %2F in paths, so usernames with a slash are \
                     refused. nginx: `proxy_pass` without a path; Apache: `AllowEncodedSlashes NoDecode` and `nocanon`"
                );
            }
            self.0.last_check.0.lock().unwrap_or_else(PoisonError::into_inner).loses_slashes = loses_slashes;
        }
    }

    /// Takes an answer to something else as a proof as well.
    pub(crate) fn note_refusal(&self, error: &SynapseError) {
        if let Some(closed) = proof(error) {
            self.note_closed(Some(closed));
        }
    }

    /// Whether an account of this name could not be reached.
    pub(crate) fn loses(&self, name: &Localpart) -> bool {
        name.as_str().contains('/') && self.found().loses_slashes
    }

    async fn ask_whether_closed(&self) -> Result<Option<Closed>, SynapseError> {
        let synapse = self.synapse();
        match synapse.is_admin().await {
            Ok(true) => {}
            Ok(false) => return Ok(Some(Closed::NoAdmin)),
            Err(error) => return proof(&error).map(Some).ok_or(error),
        }
        Ok(match synapse.logins().await? {
            Logins::Passwords => None,
            Logins::WithoutPasswords => Some(Closed::NoPasswords),
            Logins::Delegated => Some(Closed::Delegated),
        })
    }

    /// Asks for a user with a slash; `None` if that cannot be told.
    async fn ask_about_slashes(&self) -> Option<bool> {
        let asked = |name| format!("@{name}:{}", self.config().synapse.domain);
        // Whether anybody has these names does not matter.
        self.synapse().user(&asked("0-0")).await.ok()?;
        match self.synapse().user(&asked("0/0")).await {
            Ok(_) => Some(false),
            Err(SynapseError::Refused { status: 404, .. } | SynapseError::Unintelligible { status: 400 | 404 }) => {
                Some(true)
            }
            Err(_) => None,
        }
    }

    fn note_closed(&self, closed: Option<Closed>) {
        let mut found = self.0.last_check.0.lock().unwrap_or_else(PoisonError::into_inner);
        match closed {
            Some(cause) if found.closed != closed => tracing::error!(%cause, "the form is closed until this is mended"),
            None if found.closed.is_some() => tracing::info!("accounts can be created again; the form is open"),
            _ => {}
        }
        found.closed = closed;
    }

    fn found(&self) -> Found {
        *self.0.last_check.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What an answer of Synapse's own proves; a proxy's error page has no code of Synapse's.
fn proof(error: &SynapseError) -> Option<Closed> {
    match error {
        SynapseError::BadToken { errcode } if errcode.starts_with("M_") => Some(Closed::BadToken),
        SynapseError::Refused { status: 403, errcode, .. } if errcode == "M_FORBIDDEN" => Some(Closed::NoAdmin),
        _ => None,
    }
}
