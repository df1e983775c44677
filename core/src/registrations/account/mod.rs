//! Accounts on the homeserver: creating, opening and removing them without ever touching somebody else's.
//!
//! Every write is recorded before it is sent, and the account is read and compared with the record before every
//! write that overwrites or destroys (`core/src/domain/account.rs`). An answer that was lost is never guessed.

pub(in crate::registrations) mod locks;
mod open;
mod password_policy;
mod provision;
mod questions;
mod remove;
mod settle;
mod tasks;

use std::time::Duration;

use tokio::sync::OwnedMutexGuard;

pub(super) use provision::AccountError;
pub use questions::{AccountQuestion, AnswerError};
pub(super) use tasks::page_waits;

use super::context::Registrations;
use crate::{
    domain::{AccountRecord, AccountStatus, Mismatch, RegistrationId, SeenAccount, Usage},
    fault_injection,
    homeserver::HomeserverError,
    registrations::workflow::EffectError,
    store::StoreError,
};

/// How long an account belongs to whoever works on it: longer than creating it and all that follows may take.
const LEASE: Duration = Duration::from_mins(3);

/// See [`LEASE`].
fn lease() -> Duration {
    fault_injection::lease().map_or(LEASE, |lease| lease * 2)
}

/// Why an account was not written to.
#[derive(Debug, thiserror::Error)]
enum WriteError {
    /// It is not as we left it.
    #[error("the account is not as we left it ({0})")]
    Mismatch(Mismatch),
    /// It does not exist any more.
    #[error("the account has vanished")]
    Vanished,
    /// It had vanished, and the write created it anew: empty, recorded as ours and locked.
    #[error("the account had vanished and was created again")]
    Recreated,
    /// The record says by now that it is not ours to write to.
    #[error("the account is no longer ours to write to")]
    NotOurs,
    /// The homeserver failed.
    #[error(transparent)]
    Homeserver(#[from] HomeserverError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Mismatch> for WriteError {
    fn from(why: Mismatch) -> Self {
        Self::Mismatch(why)
    }
}

impl Registrations {
    /// Waits for the lock of a registration's account, and keeps others in this process waiting.
    pub(in crate::registrations) async fn lock_account(&self, id: RegistrationId) -> OwnedMutexGuard<()> {
        self.0.account_locks.lock(id).await
    }

    /// Keeps other workers away from an account of this record, in this process and in others.
    async fn begin_work(&self, record: &AccountRecord) -> Result<bool, StoreError> {
        self.store().begin_work(record.id, self.clock().now(), lease()).await
    }

    /// Reads the account of a record, and what its use has left.
    async fn look_at_account(&self, record: &AccountRecord) -> Result<(SeenAccount, Usage), WriteError> {
        let homeserver = self.homeserver();
        let seen = homeserver.account(&record.localpart).await?.ok_or(WriteError::Vanished)?;
        let usage = match record.status {
            AccountStatus::Removed => homeserver.thorough_usage(&record.localpart).await?,
            _ => homeserver.usage(&record.localpart).await?,
        };
        Ok((seen, usage))
    }

    /// Records that an account of ours had vanished and that our write created it anew, and locks it: a new
    /// account is open.
    async fn recreated(&self, vanished: &AccountRecord, seen: &SeenAccount) -> Result<AccountRecord, WriteError> {
        tracing::error!(
            registration = %vanished.registration,
            "an account of ours had vanished from the homeserver and was created again: was it restored from a backup?"
        );
        let lease = (self.clock().now(), lease());
        let record = self.store().record_recreated(vanished, seen, lease).await?.ok_or(WriteError::NotOurs)?;
        self.lock(&record, seen).await?;
        Ok(record)
    }

    /// Locks an account of ours that `seen` shows unlocked.
    async fn lock(&self, record: &AccountRecord, seen: &SeenAccount) -> Result<SeenAccount, WriteError> {
        let mut pending = seen.fields.clone();
        pending.locked = true;
        if !self.store().record_pending(record.id, &pending).await? {
            return Err(WriteError::NotOurs);
        }
        let (put, locked) = self.homeserver().set_locked(&record.localpart, true).await?;
        if put == crate::homeserver::Put::Created {
            Box::pin(self.recreated(record, &locked)).await?;
            return Err(WriteError::Recreated);
        }
        if !locked.fields.locked {
            return Err(HomeserverError::NotSet("locked").into());
        }
        record.check_answer(&pending, &locked)?;
        self.store().record_confirmed(record.id, &locked).await?;
        Ok(locked)
    }

    /// Has the moderators asked about an account that is not as we left it.
    async fn ask_about(&self, record: &AccountRecord, why: Mismatch) -> Result<(), StoreError> {
        if self.store().ask_about_account(record.id, why).await? {
            tracing::warn!(registration = %record.registration, %why, "an account was changed");
            self.show_questions(record.registration).await?;
        }
        Ok(())
    }

    /// What an effect says that cannot be performed on an account.
    async fn cannot(&self, record: &AccountRecord, error: WriteError) -> EffectError {
        let cause = match error {
            WriteError::Mismatch(why) => match self.ask_about(record, why).await {
                Ok(()) => return EffectError::Park { cause: mismatch_cause(why).into() },
                Err(error) => error.to_string(),
            },
            WriteError::Homeserver(error) => return error.into(),
            // Everything has changed: look again.
            WriteError::Vanished | WriteError::Recreated | WriteError::NotOurs | WriteError::Store(_) => {
                error.to_string()
            }
        };
        EffectError::Retry { cause, after: None }
    }

    /// Ends our claim to an account that does not exist any more.
    async fn forget_vanished(&self, record: &AccountRecord) -> Result<(), StoreError> {
        tracing::error!(
            registration = %record.registration,
            "an account of ours has vanished from the homeserver: was it restored from a backup?"
        );
        self.store().end_account(record, AccountStatus::Vanished).await
    }
}

/// What an operator reads about an effect that stopped. No personal data is in it.
fn mismatch_cause(why: Mismatch) -> &'static str {
    match why {
        Mismatch::Unsettled => "it is not known whether the account is the one that was created for this request",
        Mismatch::OtherAccount => "the account was created at another time than ours: it is somebody else's",
        Mismatch::Admin => "the account is a server admin",
        Mismatch::ExternalIds => "the account was linked to single sign-on",
        Mismatch::Devices => "somebody is logged in to the account",
        Mismatch::Used => "somebody has used the account",
        Mismatch::Opened => "somebody has unlocked the account",
        Mismatch::Deactivated => "the account was deactivated in Synapse",
        Mismatch::Reactivated => "somebody has reactivated the account",
        Mismatch::Profile => "somebody has changed the account's profile, addresses or lock",
    }
}
