//! Removing the account of a request that was denied or given up, or whose applicant chose another username.

use super::{super::context::Registrations, WriteError, open::busy};
use crate::{
    domain::{AccountId, AccountRecord, AccountStatus, Event, Registration, Removal, SeenAccount, State},
    homeserver::HomeserverError,
    registrations::workflow::EffectError,
    store::StoreError,
};

impl Registrations {
    /// Deactivates and erases an account of ours, if it is still as we left it, and remembers its name as one that
    /// may be given out again.
    pub(crate) async fn remove_account(
        &self,
        former: Option<AccountId>,
        on: &Registration,
    ) -> Result<Option<Event>, EffectError> {
        let (record, is_former) = self.account_to_remove(former, on).await?;
        let event = (!is_former).then_some(Event::AccountRemoved);
        // A denial that was taken back meanwhile removes nothing.
        if !is_former && !matches!(on.state, State::Denied | State::Expired) {
            return Ok(None);
        }
        let Some(record) = record else { return Ok(event) };
        match record.status {
            AccountStatus::Ours => {}
            AccountStatus::Intended => return Err(self.settle_first(&record).await?),
            _ => return Ok(event),
        }
        if !self.begin_work(&record).await? {
            return Err(busy());
        }
        let ours = self.clone();
        let record = if is_former { record } else { record.with_legacy_fields(on) };
        let removing = async move {
            let outcome = ours.remove(&record).await;
            let _ = ours.store().end_work(record.id).await;
            match outcome {
                Ok(()) => Ok(()),
                Err(WriteError::Vanished) => Ok(ours.forget_vanished(&record).await?),
                Err(error) => Err(ours.cannot(&record, error).await),
            }
        };
        self.uncancelled(removing).await.unwrap_or_else(|| Err(busy()))?;
        Ok(event)
    }

    /// Whether a request has an account that is still to be removed.
    pub(crate) async fn has_account_to_remove(&self, on: &Registration) -> Result<bool, StoreError> {
        let record = self.store().account_of(on).await?;
        Ok(record.is_some_and(|one| matches!(one.status, AccountStatus::Intended | AccountStatus::Ours)))
    }

    /// The account that an effect removes, and whether it is one that the applicant has turned away from.
    async fn account_to_remove(
        &self,
        former: Option<AccountId>,
        on: &Registration,
    ) -> Result<(Option<AccountRecord>, bool), StoreError> {
        match former {
            Some(id) => {
                let record = self.store().account(id).await?;
                Ok((record.filter(|record| record.registration == on.id), true))
            }
            None => Ok((self.store().account_of(on).await?, false)),
        }
    }

    async fn remove(&self, record: &AccountRecord) -> Result<(), WriteError> {
        let (seen, usage) = self.look_at_account(record).await?;
        match record.check_removal(&seen, usage)? {
            Removal::Done => Ok(self.store().record_removed(record, &seen, self.clock().now()).await?),
            Removal::ByOthers => Ok(self.store().end_account(record, AccountStatus::Deactivated).await?),
            Removal::Remove => self.erase(record, &seen).await,
        }
    }

    /// Deactivates and erases the account that `seen` has just shown.
    pub(super) async fn erase(&self, record: &AccountRecord, seen: &SeenAccount) -> Result<(), WriteError> {
        let mut pending = seen.fields.clone();
        pending.deactivated = true;
        (pending.displayname, pending.email) = (None, None);
        if !self.store().record_pending(record.id, &pending).await? {
            return Err(WriteError::NotOurs);
        }
        self.homeserver().deactivate(&record.localpart).await?;
        let after = self.homeserver().account(&record.localpart).await?.ok_or(WriteError::Vanished)?;
        if !after.fields.deactivated {
            return Err(HomeserverError::NotSet("deactivated").into());
        }
        Ok(self.store().record_removed(record, &after, self.clock().now()).await?)
    }
}
