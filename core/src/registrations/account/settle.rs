//! Settling intents whose process died before it recorded the answer: once, and never by guessing.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::{
    super::context::{Operations, Registrations},
    access::{LEASE, lease},
    open::busy,
};
use crate::{
    domain::{AccountFields, AccountProof, AccountRecord, AccountStatus, SeenAccount},
    homeserver::HomeserverError,
    registrations::workflow::EffectError,
    store::StoreError,
};

/// How often abandoned intents are looked for.
const EVERY: Duration = Duration::from_secs(30);
/// How far the homeserver's clock may differ from ours before an account counts as older than an intent, in seconds.
const CLOCK_TOLERANCE_S: i64 = 600;

/// Why an intent could not be settled now.
#[derive(Debug, thiserror::Error)]
pub(in crate::registrations) enum SettleError {
    #[error(transparent)]
    Homeserver(#[from] HomeserverError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Operations {
    /// Settles abandoned intents at the start and every half minute, until it is told to stop.
    pub async fn settle_accounts(&self, stop: CancellationToken) {
        loop {
            if let Err(error) = self.settle_abandoned().await {
                tracing::warn!(error = &error as &dyn std::error::Error, "cannot settle accounts");
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(EVERY) => {}
            }
        }
    }
}

impl Registrations {
    pub(in crate::registrations) async fn settle_abandoned(&self) -> Result<(), SettleError> {
        let (store, now) = (self.store(), self.clock().now());
        let mut records = store.abandoned_intents(now, lease()).await?;
        records.extend(store.unseen_leftovers(now, lease()).await?);
        let mut outcome = Ok(());
        for record in records {
            // One account that Synapse does not answer about must not keep the others waiting.
            outcome = outcome.and(self.settle_intent(&record).await);
        }
        outcome
    }

    /// Settles an intent that nobody works on any more, or a leftover whose account nobody has seen: the homeserver was
    /// down, or the request was under way.
    ///
    /// Only a login with the proof shows that an account is ours. An account that is older than the intent, or much
    /// younger, is not ours, and if there is no account, nothing came of the intent. Otherwise a person decides.
    pub(super) async fn settle_intent(&self, intent: &AccountRecord) -> Result<(), SettleError> {
        let Some(intent) = self.begin_work(intent).await? else { return Ok(()) };
        let outcome = self.settle_now(&intent).await;
        self.store().end_work(&intent).await?;
        outcome
    }

    async fn settle_now(&self, intent: &AccountRecord) -> Result<(), SettleError> {
        let homeserver = self.homeserver();
        let Some(seen) = homeserver.account(&intent.localpart).await? else {
            return Ok(self.store().settle_without_account(intent, self.clock().now()).await?);
        };
        if homeserver.takes_proof()
            && homeserver.accepts(&intent.localpart, &self.keys().account_proof(&intent.nonce)).await?
        {
            let new = AccountFields::of_new_account(&intent.localpart);
            self.store().record_ours(intent, (AccountProof::Login, &seen), &new, None).await?;
            return Ok(());
        }
        if !could_be_created_by(intent, &seen) {
            match (intent.status, intent.question) {
                (AccountStatus::Intended, _) => self.store().withdraw_intent(intent).await?,
                (_, None) => self.store().settle_without_account(intent, self.clock().now()).await?,
                // An earlier version may have recorded a wrong time, so a person has to give up the claim.
                (_, Some(_)) => {}
            }
            return Ok(());
        }
        if self.store().leave_over(intent, Some(&seen), self.clock().now()).await? {
            tracing::warn!(registration = %intent.registration, "a lost answer left an account that may be ours");
            self.show_questions(intent.registration).await?;
        }
        Ok(())
    }

    /// Settles an intent that an effect has met, and has the effect tried again.
    pub(super) async fn settle_first(&self, intent: &AccountRecord) -> Result<EffectError, EffectError> {
        if !intent.is_busy(self.clock().now(), 2 * lease()) {
            self.settle_intent(intent).await?;
        }
        Ok(busy())
    }
}

/// Whether the request of this intent can have created the account: it was sent after the intent was recorded, and
/// at the latest when the intent was settled.
fn could_be_created_by(intent: &AccountRecord, seen: &SeenAccount) -> bool {
    let lease = i64::try_from(LEASE.as_secs()).unwrap_or(i64::MAX);
    let (from, to) = (intent.intended_at.as_second(), intent.unsettled_at.unwrap_or(intent.intended_at).as_second());
    (from - CLOCK_TOLERANCE_S..=to + lease + CLOCK_TOLERANCE_S).contains(&seen.created_at)
}

impl From<SettleError> for EffectError {
    fn from(error: SettleError) -> Self {
        match error {
            SettleError::Homeserver(error) => error.into(),
            SettleError::Store(error) => error.into(),
        }
    }
}
