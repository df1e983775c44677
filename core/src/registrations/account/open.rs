//! Opening the account of an approved request.

use super::{super::context::Registrations, WriteError};
use crate::{
    domain::{AccountRecord, AccountStatus, Event, Registration, Unlocking, Verdict},
    homeserver::{HomeserverError, Put},
    registrations::workflow::EffectError,
};

impl Registrations {
    /// Unlocks the account of an approved request. Where there is none of ours, its applicant has to choose a
    /// password first.
    pub(crate) async fn unlock_account(&self, on: &Registration) -> Result<Event, EffectError> {
        if on.decision.as_ref().is_none_or(|decision| decision.verdict != Verdict::Approve) {
            return Err(EffectError::Park { cause: "the request is not approved".into() });
        }
        let Some(record) = self.store().account_of(on).await? else { return Ok(Event::PasswordNeeded) };
        match record.status {
            AccountStatus::Opened | AccountStatus::Kept => return Ok(Event::AccountReady),
            AccountStatus::Ours => {}
            AccountStatus::Intended => return Err(self.settle_first(&record).await?),
            _ => return Ok(Event::PasswordNeeded),
        }
        if !self.begin_work(&record).await? {
            return Err(busy());
        }
        let (ours, record) = (self.clone(), record.with_legacy_fields(on));
        let opening = async move {
            let outcome = ours.open(&record).await;
            let _ = ours.store().end_work(record.id).await;
            match outcome {
                Ok(()) => {
                    ours.store().end_account(&record, AccountStatus::Opened).await?;
                    Ok(Event::AccountReady)
                }
                Err(WriteError::Vanished) => {
                    ours.forget_vanished(&record).await?;
                    Ok(Event::PasswordNeeded)
                }
                // It has no password yet.
                Err(WriteError::Recreated) => Ok(Event::PasswordNeeded),
                Err(error) => Err(ours.cannot(&record, error).await),
            }
        };
        self.uncancelled(opening).await.unwrap_or_else(|| Err(busy()))
    }

    async fn open(&self, record: &AccountRecord) -> Result<(), WriteError> {
        let (seen, usage) = self.look_at_account(record).await?;
        if record.check_unlock(&seen, usage)? == Unlocking::AlreadyOpen {
            return Ok(());
        }
        let mut pending = seen.fields.clone();
        pending.locked = false;
        if !self.store().record_pending(record.id, &pending).await? {
            return Err(WriteError::NotOurs);
        }
        let (put, seen) = self.homeserver().set_locked(&record.localpart, false).await?;
        if put == Put::Created {
            self.recreated(record, &seen).await?;
            return Err(WriteError::Recreated);
        }
        if seen.fields.locked {
            return Err(HomeserverError::NotSet("locked").into());
        }
        Ok(())
    }
}

/// What an effect says whose account somebody else works on.
pub(super) fn busy() -> EffectError {
    EffectError::Retry { cause: "another worker is at work on this account".into(), after: None }
}
