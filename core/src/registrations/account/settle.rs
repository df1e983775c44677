//! Intents whose process died before it recorded the answer: each is settled once, and never by guessing.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::{
    super::context::{Operations, Registrations},
    lease,
    open::busy,
};
use crate::{
    domain::{AccountProof, AccountRecord},
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
        for intent in self.store().abandoned_intents(self.clock().now(), lease()).await? {
            self.settle_intent(&intent).await?;
        }
        Ok(())
    }

    /// Settles an intent that nobody works on any more.
    ///
    /// Only a login with the proof shows that an account is ours. One that is older than the intent is not, and if
    /// there is none, nothing came of it. Else a person has to decide.
    pub(super) async fn settle_intent(&self, intent: &AccountRecord) -> Result<(), SettleError> {
        if !self.begin_work(intent).await? {
            return Ok(());
        }
        let outcome = self.settle_now(intent).await;
        self.store().end_work(intent.id).await?;
        outcome
    }

    async fn settle_now(&self, intent: &AccountRecord) -> Result<(), SettleError> {
        let homeserver = self.homeserver();
        let Some(seen) = homeserver.account(&intent.localpart).await? else {
            return Ok(self.store().forget_intent(intent).await?);
        };
        if homeserver.takes_proof()
            && homeserver.accepts(&intent.localpart, &self.keys().account_proof(&intent.nonce)).await?
        {
            self.store().record_ours(intent, AccountProof::Login, &seen).await?;
            return Ok(());
        }
        if seen.created_at + CLOCK_TOLERANCE_S < intent.intended_at.as_second() {
            return Ok(self.store().withdraw_intent(intent).await?);
        }
        if self.store().leave_over(intent, Some(&seen), self.clock().now()).await? {
            tracing::warn!(registration = %intent.registration, "a crash left an account that may be ours");
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

impl From<SettleError> for EffectError {
    fn from(error: SettleError) -> Self {
        match error {
            SettleError::Homeserver(error) => error.into(),
            SettleError::Store(error) => error.into(),
        }
    }
}
