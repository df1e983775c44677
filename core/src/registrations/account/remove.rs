//! Removing an account: its request was denied or expired, or its applicant chose another username.

use super::{super::context::Registrations, access::WriteError, open::busy};
use crate::{
    domain::{AccountId, AccountRecord, AccountStatus, Event, Mismatch, Registration, Removal, SeenAccount, State},
    registrations::workflow::EffectError,
    store::StoreError,
};

impl Registrations {
    /// Deactivates and erases the account of a denied or expired request, if it still matches its record. Its name
    /// may be given out again.
    pub(crate) async fn remove_account(&self, on: &Registration) -> Result<Option<Event>, EffectError> {
        if !is_over(on) {
            return Ok(None);
        }
        let record = self.store().account_of(on).await?;
        Ok(self.remove_unwanted(record, on).await?.then_some(Event::AccountRemoved))
    }

    /// Does the same with the account that a request had under an earlier username.
    pub(crate) async fn remove_former_account(&self, id: AccountId, on: &Registration) -> Result<(), EffectError> {
        let record = self.store().account(id).await?.filter(|record| record.registration == on.id);
        self.remove_unwanted(record, on).await.map(drop)
    }

    /// Removes an account, unless its request needs it: a denial was taken back, or the applicant has returned to
    /// the earlier username. `false` means that the request needs it.
    async fn remove_unwanted(&self, record: Option<AccountRecord>, on: &Registration) -> Result<bool, EffectError> {
        let Some(record) = record else { return Ok(true) };
        match record.status {
            AccountStatus::Ours => {}
            AccountStatus::Intended => return Err(self.settle_first(&record).await?),
            _ => return Ok(true),
        }
        let Some(record) = self.begin_work(&record).await? else { return Err(busy()) };
        let (ours, record) = (self.clone(), record.with_legacy_fields(on));
        let removing = async move {
            // Read again under the lease: other tasks that need the account wait for the lease from here on.
            let outcome = match ours.needs_account(&record).await {
                Ok(true) => Ok(false),
                Ok(false) => match record.question {
                    // Nothing is destroyed while a person has to decide, even if the account looks right again.
                    Some(why) => Err(why.into()),
                    None => ours.remove(&record).await.map(|()| true),
                },
                Err(error) => Err(error.into()),
            };
            if !matches!(outcome, Ok(true)) {
                let _ = ours.store().end_work(&record).await;
            }
            match outcome {
                Ok(is_removed) => {
                    ours.show_answered(&record).await?;
                    Ok(is_removed)
                }
                Err(WriteError::Vanished) => ours.forget_vanished(&record).await.map(|()| true).map_err(Into::into),
                Err(error) => Err(ours.cannot(&record, error).await),
            }
        };
        self.uncancelled(removing).await.unwrap_or_else(|| Err(busy()))
    }

    /// Whether the request of a record needs this account, now or later.
    async fn needs_account(&self, record: &AccountRecord) -> Result<bool, StoreError> {
        let request = self.find(record.registration).await?;
        Ok(request.is_some_and(|of| of.localpart == record.localpart && !is_over(&of)))
    }

    /// Whether a request has an account that is still to be removed.
    pub(crate) async fn has_account_to_remove(&self, on: &Registration) -> Result<bool, StoreError> {
        let record = self.store().account_of(on).await?;
        Ok(record.is_some_and(|one| matches!(one.status, AccountStatus::Intended | AccountStatus::Ours)))
    }

    async fn remove(&self, record: &AccountRecord) -> Result<(), WriteError> {
        let (seen, usage) = self.look_at_account(record).await?;
        let removed = match record.check_removal(&seen, usage)? {
            Removal::Done => seen,
            Removal::ByOthers => return Ok(self.store().end_account(record, AccountStatus::Deactivated).await?),
            Removal::Remove => self.erase(record, &seen).await?,
        };
        Ok(self.store().record_removed(record, &removed, self.clock().now()).await?)
    }

    /// Deactivates and erases the account that `seen` has just shown. The caller records that it was removed.
    pub(super) async fn erase(&self, record: &AccountRecord, seen: &SeenAccount) -> Result<SeenAccount, WriteError> {
        let mut pending = seen.fields.clone();
        pending.deactivated = true;
        (pending.displayname, pending.email) = (None, None);
        self.pend(record, seen, &pending).await?;
        self.homeserver().deactivate(&record.localpart).await?;
        let after = self.homeserver().account(&record.localpart).await?.ok_or(WriteError::Vanished)?;
        if !after.fields.deactivated {
            return Err(Mismatch::Reactivated.into());
        }
        Ok(after)
    }
}

/// Whether the account of a request is to be removed.
const fn is_over(of: &Registration) -> bool {
    matches!(of.state, State::Denied | State::Expired)
}
