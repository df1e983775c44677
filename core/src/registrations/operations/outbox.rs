//! The outbox in the hands of operators and moderators: retrying and dropping effects.

use crate::{
    domain::{Action, EffectKind, Origin, RegistrationId},
    registrations::context::Operations,
    store::{self, Progress, Queued, Retry, StoreError, write},
};

/// Why an effect was not dropped.
#[derive(Debug, thiserror::Error)]
pub enum DropError {
    /// It is not in the outbox: it was performed or dropped.
    #[error("there is no such effect: it was performed or dropped in the meantime")]
    NotFound,
    /// A worker is performing it.
    #[error("a worker is performing this effect now; try again in a minute")]
    InProgress,
    /// Its request could not go on without it.
    #[error(
        "the request cannot go on without `{0}`, so it cannot be dropped. Fix the cause and retry it; `requests deny`, \
         `requests reopen` and `accounts list` change what has to be done"
    )]
    Needed(String),
    /// The database failed.
    #[error("cannot read or write the outbox")]
    Store(#[from] StoreError),
}

impl Operations {
    /// Every effect in the outbox, in order.
    pub async fn queued(&self, limit: u64) -> Result<Vec<Queued>, StoreError> {
        self.store().queued(self.clock().now(), limit).await
    }

    /// The effect with this row.
    pub async fn queued_effect(&self, id: i64) -> Result<Option<Queued>, StoreError> {
        self.store().queued_effect(id, self.clock().now()).await
    }

    /// Tries effects again that are parked, or that failed and wait for their next attempt: of one registration or of
    /// all. Returns their number.
    pub async fn retry(&self, of: Option<RegistrationId>, by: &Origin) -> Result<usize, StoreError> {
        Ok(self.retry_effects(of.map_or(Retry::All, Retry::Of), by).await?.len())
    }

    /// Tries effects again that are parked or wait for their next attempt; returns them.
    pub async fn retry_effects(&self, which: Retry, by: &Origin) -> Result<Vec<Queued>, StoreError> {
        let (txn, now) = (self.store().begin().await?, self.clock().now());
        let retried = write::retry_now(&txn, which, now).await?;
        for one in &retried {
            store::record(&txn, one.registration, now, Action::Retried, by, Some(&one.name)).await?;
        }
        self.store().commit(txn).await?;
        self.notify(&[EffectKind::MailVerification, EffectKind::UnlockAccount, EffectKind::PostCard]);
        Ok(retried)
    }

    /// Drops the effect with this row: it will not be performed.
    pub async fn drop_effect(&self, id: i64, by: &Origin) -> Result<Queued, DropError> {
        let now = self.clock().now();
        let effect = self.store().queued_effect(id, now).await?.ok_or(DropError::NotFound)?;
        if matches!(effect.progress, Progress::Leased(_)) {
            return Err(DropError::InProgress);
        }
        if effect.kind().is_some_and(|kind| !kind.is_optional()) {
            return Err(DropError::Needed(effect.name));
        }
        let txn = self.store().begin().await?;
        if !write::drop_queued(&txn, id, now).await? {
            return Err(DropError::InProgress);
        }
        store::record(&txn, effect.registration, now, Action::Dropped, by, Some(&effect.name)).await?;
        self.store().commit(txn).await?;
        Ok(effect)
    }
}
