//! What nobody finished is given up, and what is over is forgotten.

use std::time::Duration;

use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;

use super::{ApplyError, Registrations};
use crate::{
    domain::{Account, Actor, Event, RegistrationId, State},
    store::StoreError,
};

/// How much one pass has cleaned up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// Given up, because nobody came back in time.
    pub expired: usize,
    /// Removed from the database, their time being over.
    pub forgotten: usize,
}

const EVERY: Duration = Duration::from_mins(10);
const BATCH: u64 = 500;
/// A submission may still be at work with Synapse for so long.
const SUBMITTING: SignedDuration = SignedDuration::from_mins(10);

impl Registrations {
    /// Cleans up every ten minutes until it is told to stop.
    pub async fn keep_clean(&self, stop: CancellationToken) {
        loop {
            if let Err(error) = self.clean_up().await {
                tracing::error!(error = &error as &dyn std::error::Error, "cannot clean up");
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(EVERY) => {}
            }
        }
    }

    /// Gives up what nobody finished, and forgets what is over, by the config's `retention`.
    pub async fn clean_up(&self) -> Result<Cleaned, StoreError> {
        let now = self.clock().now();
        let days_ago = |days: u16| now.saturating_sub(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(now);
        let retention = self.config().retention;
        let mut cleaned = Cleaned::default();
        for state in [State::AwaitingEmail, State::AwaitingDetails] {
            for registration in self.store().stale(state, days_ago(retention.started), BATCH).await? {
                let submitting =
                    matches!(registration.account, Account::Intended { at } if now.duration_since(at) < SUBMITTING);
                if !submitting && self.expire(registration.id).await? {
                    cleaned.expired += 1;
                }
            }
        }
        for (state, days) in [
            (State::Expired, retention.started),
            (State::Active, retention.completed),
            (State::Denied, retention.completed),
        ] {
            for registration in self.store().stale(state, days_ago(days), BATCH).await? {
                cleaned.forgotten += usize::from(self.store().forget(registration.id).await?);
            }
        }
        if cleaned != Cleaned::default() {
            tracing::info!(expired = cleaned.expired, forgotten = cleaned.forgotten, "cleaned up");
        }
        Ok(cleaned)
    }

    async fn expire(&self, id: RegistrationId) -> Result<bool, StoreError> {
        let txn = self.store().begin().await?;
        let moved = match self.apply(&txn, id, Event::TimedOut, &Actor::System, None).await {
            Ok(moved) => moved,
            Err(ApplyError::Store(error)) => return Err(error),
            Err(_) => return Ok(false),
        };
        match self.commit(txn, id, Event::TimedOut, moved).await {
            Err(ApplyError::Store(error)) => Err(error),
            _ => Ok(true),
        }
    }
}
