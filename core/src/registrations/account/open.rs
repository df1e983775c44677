//! Unlocking the account of an approved request.

use super::{super::context::Registrations, access::WriteError};
use crate::{
    domain::{AccountRecord, AccountStatus, Event, Registration, Unlocking, Verdict},
    homeserver::{HomeserverError, Put},
    registrations::workflow::EffectError,
};

impl Registrations {
    /// Unlocks the account of an approved request. If it has no account of ours, its applicant has to choose a
    /// password first.
    pub(crate) async fn unlock_account(&self, on: &Registration) -> Result<Event, EffectError> {
        if on.decision.as_ref().is_none_or(|decision| decision.verdict != Verdict::Approve) {
            return Err(EffectError::Park { cause: "the request is not approved".into() });
        }
        let Some(record) = self.store().account_of(on).await? else { return Ok(Event::PasswordNeeded) };
        match record.status {
            AccountStatus::Opened | AccountStatus::Kept => return Ok(Event::AccountReady),
            AccountStatus::Ours | AccountStatus::Locked => {}
            AccountStatus::Intended => return Err(self.settle_first(&record).await?),
            _ => return Ok(Event::PasswordNeeded),
        }
        let Some(record) = self.begin_work(&record).await? else { return Err(busy()) };
        let (ours, record) = (self.clone(), record.with_legacy_fields(on));
        let opening = async move {
            let outcome = ours.open(&record).await;
            if outcome.is_err() {
                let _ = ours.store().end_work(&record).await;
            }
            match outcome {
                Ok(()) => {
                    ours.store().record_opened(&record).await?;
                    ours.show_answered(&record).await?;
                    Ok(Event::AccountReady)
                }
                Err(WriteError::Vanished) => {
                    ours.forget_vanished(&record).await?;
                    Ok(Event::PasswordNeeded)
                }
                // The new account has no password.
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
        if !self.store().record_unlocking(record, &seen.fields).await? {
            return Err(WriteError::NotOurs);
        }
        let (put, seen) = self.homeserver().set_locked(&record.localpart, false).await?;
        if put == Put::Created {
            let new = self.recreated(record, &seen).await?;
            self.store().end_work(&new).await?;
            return Err(WriteError::Recreated);
        }
        if seen.fields.locked {
            return Err(HomeserverError::NotSet("locked").into());
        }
        Ok(())
    }
}

/// The error of an effect whose account another worker holds.
pub(super) fn busy() -> EffectError {
    EffectError::Retry { cause: "another worker is working on this account".into(), after: None }
}
