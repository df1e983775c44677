//! Reading registrations.

use crate::{
    domain::{Localpart, Registration, RegistrationId, State, Token},
    registrations::context::Registrations,
    store::{Entry, StoreError},
};

impl Registrations {
    /// The registration with this number.
    pub async fn find(&self, id: RegistrationId) -> Result<Option<Registration>, StoreError> {
        self.store().registration(id).await
    }

    /// The registration of the status page with this token.
    pub async fn find_by_status(&self, token: &Token) -> Result<Option<Registration>, StoreError> {
        self.store().registration_by_status(token).await
    }

    /// The registration as its applicant may see it: while its decision can be undone, it is pending.
    pub async fn as_applicant_sees(&self, mut of: Registration) -> Result<Registration, StoreError> {
        if self.moderation().undo_until(&of).await?.is_some() {
            (of.state, of.decision) = (State::AwaitingReview, None);
        }
        Ok(of)
    }

    /// The token of a registration's status page.
    #[must_use]
    pub fn status_token(&self, of: &Registration) -> Token {
        self.keys().status_token(&of.nonce)
    }

    /// Binds a cookie to one registration, even if its number is used again after a restore.
    #[must_use]
    pub fn cookie_mark(&self, of: &Registration) -> String {
        self.keys().cookie_mark(&of.nonce)
    }

    /// The audit log of a registration, oldest first.
    pub async fn history(&self, of: RegistrationId) -> Result<Vec<Entry>, StoreError> {
        self.store().history(of).await
    }

    /// The registration that somebody means by `#12`, `12`, `alice` or `@alice:example.org`. For a username, that is the
    /// request that holds it, or else the newest with this name.
    pub async fn look_up(&self, who: &str) -> Result<Option<Registration>, StoreError> {
        // No username consists of digits only.
        if let Ok(id) = who.parse::<RegistrationId>() {
            return self.find(id).await;
        }
        let Ok(name) = Localpart::parse(who, &self.config().synapse.domain) else { return Ok(None) };
        let id = match self.store().holder_of_name(&name).await? {
            Some(id) => Some(id),
            None => self.store().newest_of_name(&name, None).await?,
        };
        match id {
            Some(id) => self.find(id).await,
            None => Ok(None),
        }
    }

    /// The newest registrations, of one state or of all.
    pub async fn list(&self, state: Option<State>, limit: u64) -> Result<Vec<Registration>, StoreError> {
        self.store().list(state, limit).await
    }
}
