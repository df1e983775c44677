//! Access to one account: its lease, the look at it, the record of each write, and what becomes of a mismatch.

use std::time::Duration;

use tokio::sync::OwnedMutexGuard;

use super::super::context::Registrations;
use crate::{
    domain::{AccountFields, AccountRecord, AccountStatus, Mismatch, RegistrationId, SeenAccount, Usage},
    fault_injection,
    homeserver::HomeserverError,
    registrations::workflow::EffectError,
    store::StoreError,
};

/// The lease of an account: longer than creating it and all that follows may take.
pub(super) const LEASE: Duration = Duration::from_mins(3);

/// See [`LEASE`].
pub(super) fn lease() -> Duration {
    fault_injection::lease().map_or(LEASE, |lease| lease * 2)
}

/// Why an account was not written to.
#[derive(Debug, thiserror::Error)]
pub(super) enum WriteError {
    /// It does not match its record.
    #[error("the account does not match its record ({0})")]
    Mismatch(Mismatch),
    /// It no longer exists.
    #[error("the account has vanished")]
    Vanished,
    /// It had vanished, and the write created it again: empty, recorded as ours and locked.
    #[error("the account had vanished and was created again")]
    Recreated,
    /// According to the record it is not ours any more, or the lease was lost.
    #[error("the account is no longer ours to write to")]
    NotOurs,
    /// The e-mail address belongs to another account by now.
    #[error("the e-mail address belongs to another account")]
    EmailInUse,
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

    /// Takes the lease of an account, in this process and in others, and reads its record again. `None` means that
    /// another worker holds the lease or has changed the record.
    pub(super) async fn begin_work(&self, record: &AccountRecord) -> Result<Option<AccountRecord>, StoreError> {
        self.store().begin_work(record, self.clock().now(), lease()).await
    }

    /// Reads the account of a record, and the traces of its use.
    pub(super) async fn look_at_account(&self, record: &AccountRecord) -> Result<(SeenAccount, Usage), WriteError> {
        let homeserver = self.homeserver();
        let seen = homeserver.account(&record.localpart).await?.ok_or(WriteError::Vanished)?;
        let usage = match record.status {
            AccountStatus::Removed => homeserver.thorough_usage(&record.localpart).await?,
            _ => homeserver.usage(&record.localpart).await?,
        };
        Ok((seen, usage))
    }

    /// Records the fields that `seen` has just shown and those that the next write should lead to, unless that is
    /// recorded.
    pub(super) async fn pend(
        &self,
        record: &AccountRecord,
        seen: &SeenAccount,
        pending: &AccountFields,
    ) -> Result<(), WriteError> {
        let is_recorded = record.pending.as_ref() == Some(pending) && record.confirmed.as_ref() == Some(&seen.fields);
        if is_recorded || self.store().record_pending(record, &seen.fields, pending).await? {
            Ok(())
        } else {
            Err(WriteError::NotOurs)
        }
    }

    /// Asks the moderators about an account that does not match its record.
    pub(super) async fn ask_about(&self, record: &AccountRecord, why: Mismatch) -> Result<(), StoreError> {
        if self.store().ask_about_account(record.id, why).await? {
            tracing::warn!(registration = %record.registration, %why, "an account does not match its record");
            self.show_questions(record.registration).await?;
        }
        Ok(())
    }

    /// The error of an effect that cannot be performed on an account.
    pub(super) async fn cannot(&self, record: &AccountRecord, error: WriteError) -> EffectError {
        let cause = match error {
            WriteError::Mismatch(why) => match self.ask_about(record, why).await {
                Ok(()) => return EffectError::AwaitAnswer { cause: mismatch_cause(why).into() },
                Err(error) => error.to_string(),
            },
            WriteError::Homeserver(error) => return error.into(),
            // Start again with what the record says now.
            WriteError::Vanished
            | WriteError::Recreated
            | WriteError::NotOurs
            | WriteError::EmailInUse
            | WriteError::Store(_) => error.to_string(),
        };
        EffectError::Retry { cause, after: None }
    }

    /// Ends our claim to an account that no longer exists.
    pub(super) async fn forget_vanished(&self, record: &AccountRecord) -> Result<(), StoreError> {
        tracing::error!(
            registration = %record.registration,
            "an account of ours has vanished from the homeserver: was it restored from a backup?"
        );
        self.store().end_account(record, AccountStatus::Vanished).await
    }
}

/// The cause that operators read when an effect waits for an answer. It contains no personal data.
pub(super) fn mismatch_cause(why: Mismatch) -> &'static str {
    match why {
        Mismatch::Unsettled => "it is not known whether the account is the one that was created for this request",
        Mismatch::NoRequest => "no request is known for the account",
        Mismatch::OtherAccount => "the account was created at another time than ours: it is someone else's",
        Mismatch::Admin => "the account is a server admin",
        Mismatch::ExternalIds => "the account was linked to single sign-on",
        Mismatch::Devices => "someone is logged in to the account",
        Mismatch::Used => "someone has used the account",
        Mismatch::Opened => "someone has unlocked the account",
        Mismatch::Deactivated => "the account was deactivated in Synapse",
        Mismatch::Reactivated => "someone has reactivated the account",
        Mismatch::Profile => "someone has changed the account's profile, addresses or lock",
    }
}
