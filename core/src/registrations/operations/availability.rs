//! Checks whether accounts can be created. If Synapse itself says that they cannot, the form is closed instead of
//! failing at its last step.
//!
//! Only Synapse's own answers close the form. A homeserver that cannot be reached, or a proxy's error page, may be
//! temporary, and each step handles those itself.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::closed::{Availability, Closed};
use crate::{
    domain::Localpart,
    finding::Finding,
    registrations::context::{Operations, Registrations},
    synapse::{Logins, SynapseError},
};

const EVERY: Duration = Duration::from_mins(1);
/// The interval of asking Synapse whose token it is, until it answers.
const DOMAIN_INTERVAL: Duration = Duration::from_secs(10);

impl Operations {
    /// Why no account can be created, as Synapse itself said; at most a minute late.
    #[must_use]
    pub fn closed(&self) -> Option<Closed> {
        self.availability().closed
    }

    /// Checks every minute whether accounts can be created, until told to stop.
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

    /// Checks once. Keeps the last result if Synapse cannot be asked.
    pub async fn look_whether_closed(&self) {
        match self.ask_whether_closed().await {
            Ok(closed) => self.note_closed(closed),
            Err(error) => {
                tracing::debug!(
                    error = &error as &dyn std::error::Error,
                    "cannot check whether accounts can be created"
                );
            }
        }
        if let Some(loses_slashes) = self.ask_about_slashes().await {
            if loses_slashes && !self.availability().loses_slashes {
                tracing::warn!(
                    "a proxy between this service and Synapse decodes %2F in paths, so usernames with a slash are \
                     refused. nginx: `proxy_pass` without a path; Apache: `AllowEncodedSlashes NoDecode` and `nocanon`"
                );
            }
            self.0.availability.lock().loses_slashes = loses_slashes;
        }
    }

    async fn ask_whether_closed(&self) -> Result<Option<Closed>, SynapseError> {
        let synapse = self.synapse();
        match self.wrong_domain().await {
            Ok(None) => {}
            Ok(wrong) => return Ok(wrong),
            Err(error) => return proof(&error).map(Some).ok_or(error),
        }
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

    /// Waits until Synapse has confirmed `synapse.domain`, or until told to stop. Meanwhile nothing must be done to
    /// accounts: every user ID would be wrong.
    pub async fn wait_for_domain(&self, stop: &CancellationToken) {
        let confirmed = async {
            while !matches!(self.wrong_domain().await, Ok(None)) {
                tokio::time::sleep(DOMAIN_INTERVAL).await;
            }
        };
        stop.run_until_cancelled(confirmed).await;
    }

    /// The problem, if `synapse.domain` is not Synapse's server name. The form is closed then.
    pub async fn wrong_domain(&self) -> Result<Option<Closed>, SynapseError> {
        let wrong = Closed::by_domain(self.synapse(), &self.config().synapse.domain).await?;
        if wrong.is_some() {
            self.note_closed(wrong.clone());
        }
        Ok(wrong)
    }

    /// Asks for a user with a slash in its name; `None` if the answer proves nothing.
    async fn ask_about_slashes(&self) -> Option<bool> {
        let asked = |name| format!("@{name}:{}", self.config().synapse.domain);
        // It does not matter whether these users exist.
        self.synapse().user(&asked("0-0")).await.ok()?;
        match self.synapse().user(&asked("0/0")).await {
            Ok(_) => Some(false),
            Err(SynapseError::Refused { status: 404, .. } | SynapseError::Unintelligible { status: 400 | 404 }) => {
                Some(true)
            }
            Err(_) => None,
        }
    }
}

impl Registrations {
    /// Learns from an error of another request to Synapse.
    pub(crate) fn note_refusal(&self, error: &SynapseError) {
        if let Some(closed) = proof(error) {
            self.note_closed(Some(closed));
        }
    }

    /// Whether an account with this name could not be reached through the proxy before Synapse.
    pub(crate) fn loses(&self, name: &Localpart) -> bool {
        name.as_str().contains('/') && self.availability().loses_slashes
    }

    fn note_closed(&self, closed: Option<Closed>) {
        let mut found = self.0.availability.lock();
        match &closed {
            Some(cause) if found.closed != closed => {
                let Finding { code, cause, remedy, .. } = cause.finding();
                tracing::error!(code = code.as_str(), cause, remedy, "the form is closed until this is fixed");
            }
            None if found.closed.is_some() => tracing::info!("accounts can be created again; the form is open"),
            _ => {}
        }
        found.closed = closed;
    }

    fn availability(&self) -> Availability {
        self.0.availability.lock().clone()
    }
}

/// What an error of Synapse itself proves; a proxy's error page has no `errcode`.
fn proof(error: &SynapseError) -> Option<Closed> {
    match error {
        SynapseError::BadToken { errcode } if errcode.starts_with("M_") => Some(Closed::BadToken),
        SynapseError::Refused { status: 403, errcode, .. } if errcode == "M_FORBIDDEN" => Some(Closed::NoAdmin),
        _ => None,
    }
}
