//! Locking the account of a revoked approval.

use super::{
    super::context::Registrations,
    access::{WriteError, mismatch_cause},
    open::busy,
};
use crate::{
    domain::{AccountRecord, AccountStatus, Event, Registration, State},
    registrations::workflow::EffectError,
};

impl Registrations {
    /// Locks the account of a revoked approval, if it is still the one that we opened. `None` means that the approval
    /// was given again meanwhile.
    pub(crate) async fn lock_revoked_account(&self, on: &Registration) -> Result<Option<Event>, EffectError> {
        if on.state != State::Revoked {
            return Ok(None);
        }
        let record = self.store().account_of(on).await?;
        let record = match record {
            Some(record) if record.status == AccountStatus::Opened => record,
            Some(record) if record.status == AccountStatus::Locked => return Ok(Some(Event::AccountLocked)),
            _ => return Err(EffectError::park("the account is not ours to lock: lock it in Synapse")),
        };
        let Some(record) = self.begin_work(&record).await? else { return Err(busy()) };
        let ours = self.clone();
        let locking = async move {
            let outcome = ours.lock_opened(&record).await;
            if outcome.is_err() {
                let _ = ours.store().end_work(&record).await;
            }
            match outcome {
                // A new account that replaces a vanished one is empty and locked.
                Ok(()) | Err(WriteError::Recreated) => Ok(Some(Event::AccountLocked)),
                Err(WriteError::Vanished) => {
                    ours.forget_vanished(&record).await?;
                    Ok(Some(Event::AccountLocked))
                }
                Err(WriteError::Mismatch(why)) => Err(EffectError::park(format!(
                    "{}: it was not locked; an admin of Synapse can lock it",
                    mismatch_cause(why)
                ))),
                Err(error) => Err(ours.cannot(&record, error).await),
            }
        };
        self.uncancelled(locking).await.unwrap_or_else(|| Err(busy()))
    }

    async fn lock_opened(&self, record: &AccountRecord) -> Result<(), WriteError> {
        let (seen, _) = self.look_at_account(record).await?;
        record.check_lock(&seen)?;
        if seen.fields.deactivated {
            return Ok(self.store().end_account(record, AccountStatus::Deactivated).await?);
        }
        let seen = if seen.fields.locked { seen } else { self.lock(record, &seen).await? };
        Ok(self.store().record_locked(record, &seen).await?)
    }
}
