//! Revoking a decision that has taken effect: an opened account is locked, a denied request is reopened.

use super::reopen::ReopenError;
use crate::{
    domain::{AccountStatus, Decision, Event, Origin, Registration, RegistrationId, Revocation, State, Verdict},
    registrations::{context::Moderation, workflow::ApplyError},
    store::{StoreError, Txn, write},
};

/// Why a decision was not revoked.
#[derive(Debug, thiserror::Error)]
pub enum RevokeError {
    /// The registration is unknown or deleted.
    #[error("there is no such registration")]
    NotFound,
    /// It is not decided, or was revoked before.
    #[error("the registration has no decision to revoke")]
    NotDecided(Box<Registration>),
    /// The decision has not taken effect yet, and can be undone.
    #[error("the decision has not taken effect yet")]
    Undoable(Box<Registration>),
    /// Its account is being opened.
    #[error("the account is being opened")]
    Opening(Box<Registration>),
    /// The account is not one that we opened.
    #[error("the account is not ours to lock")]
    NotOurs(Box<Registration>),
    /// Another request has its username or address now.
    #[error("another request has its username or address now")]
    Superseded,
    /// The database failed.
    #[error("cannot write the registration")]
    Store(#[from] StoreError),
}

impl Moderation {
    /// Turns a decision around. The account of an approved request is locked, if we opened it; without an account, the
    /// request is denied. A denied request is pending again. The applicant is e-mailed.
    pub async fn revoke(&self, id: RegistrationId, revocation: Revocation) -> Result<Registration, RevokeError> {
        let of = self.find(id).await?.ok_or(RevokeError::NotFound)?;
        if self.undo_until(&of).await?.is_some() {
            return Err(RevokeError::Undoable(Box::new(of)));
        }
        match of.state {
            State::Active | State::AwaitingPassword => self.revoke_approval(of, revocation).await,
            State::Denied => self.reopen_with(id, Event::Revoked, revocation).await.map_err(Into::into),
            State::Provisioning => Err(RevokeError::Opening(Box::new(of))),
            _ => Err(RevokeError::NotDecided(Box::new(of))),
        }
    }

    async fn revoke_approval(&self, of: Registration, revocation: Revocation) -> Result<Registration, RevokeError> {
        let (id, by) = (of.id, Origin::from(revocation.by.clone()));
        let txn = self.store().begin().await?;
        if of.state == State::Active {
            let record = write::account_of(&txn, &of).await?;
            if record.is_none_or(|record| record.status != AccountStatus::Opened) {
                return Err(RevokeError::NotOurs(Box::new(of)));
            }
        }
        self.record_revocation(&txn, id, revocation).await?;
        match self.apply(&txn, id, Event::Revoked, &by, None).await {
            Ok(moved) => self.commit(txn, moved).await?,
            Err(ApplyError::NotFound) => return Err(RevokeError::NotFound),
            Err(ApplyError::Store(error)) => return Err(error.into()),
            Err(ApplyError::Illegal(_) | ApplyError::Conflict) => return Err(RevokeError::NotDecided(Box::new(of))),
        }
        self.find(id).await?.ok_or(RevokeError::NotFound)
    }

    /// Writes the revocation as a denial: the effects of the transition depend on it.
    pub(super) async fn record_revocation(
        &self,
        txn: &Txn,
        id: RegistrationId,
        revocation: Revocation,
    ) -> Result<(), StoreError> {
        let Revocation { by, confirmed_by, message, notify } = revocation;
        let (verdict, at) = (Verdict::Deny, self.clock().now());
        let message = message.filter(|words| !words.trim().is_empty());
        write::decide(txn, id, &Decision { verdict, by, at, message, notify, confirmed_by, undo_until: None }).await
    }
}

impl From<ReopenError> for RevokeError {
    fn from(error: ReopenError) -> Self {
        match error {
            ReopenError::NotFound => Self::NotFound,
            ReopenError::NotDenied(of) => Self::NotDecided(of),
            ReopenError::Superseded => Self::Superseded,
            ReopenError::Store(error) => Self::Store(error),
        }
    }
}
