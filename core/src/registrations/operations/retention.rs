//! Retention: expires unfinished requests and deletes ended ones.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

use crate::{
    domain::{Event, Origin, RegistrationId, State},
    registrations::{applicant::ONCE_A_DAY, context::Operations, workflow::ApplyError},
    store::{Stale, StoreError, write},
};

/// The result of one clean-up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// Requests that expired.
    pub expired: usize,
    /// Requests that were deleted.
    pub forgotten: usize,
    /// Expired rules that were removed.
    pub rules: u64,
}

const EVERY: Duration = Duration::from_mins(10);
const BATCH: u64 = 500;
const BATCH_LEN: usize = 500;

impl Operations {
    /// Cleans up every ten minutes until told to stop.
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

    /// Expires unfinished requests and deletes ended ones, as `retention` says.
    pub async fn clean_up(&self) -> Result<Cleaned, StoreError> {
        let now = self.clock().now();
        let retention = self.config().retention;
        let mut cleaned = Cleaned { rules: self.store().remove_expired_rules(now).await?, ..Cleaned::default() };
        let pending = retention.pending.map(|days| (State::AwaitingReview, days));
        let waiting = [
            (State::AwaitingEmail, retention.started),
            (State::AwaitingDetails, retention.started),
            // Approved requests whose applicant never sets a password expire as well.
            (State::AwaitingPassword, retention.completed),
        ];
        for (state, days) in waiting.into_iter().chain(pending) {
            cleaned.expired += self.expire_all(state, days_ago(now, days)).await?;
        }
        for (state, days) in [
            (State::Expired, retention.started),
            (State::Active, retention.completed),
            (State::Revoked, retention.completed),
            (State::Denied, retention.completed),
        ] {
            cleaned.forgotten += self.delete_all(state, days_ago(now, days)).await?;
        }
        self.close_overdue_questions(now).await?;
        self.forget_attempts(now).await?;
        if cleaned != Cleaned::default() {
            let Cleaned { expired, forgotten, rules } = cleaned;
            tracing::info!(expired, forgotten, rules, "cleaned up");
        }
        Ok(cleaned)
    }

    /// Expires requests that have been in `state` since `before`.
    async fn expire_all(&self, state: State, before: Timestamp) -> Result<usize, StoreError> {
        let mut count = 0;
        loop {
            let idle = Stale { state, before };
            let batch = self.store().stale(idle, BATCH).await?;
            let mut moved = 0;
            for id in &batch {
                moved += usize::from(self.expire(*id, idle).await?);
            }
            count += moved;
            if moved == 0 || batch.len() < BATCH_LEN {
                return Ok(count);
            }
        }
    }

    /// Deletes requests that have been in `state` since `before`, except those with pending effects.
    async fn delete_all(&self, state: State, before: Timestamp) -> Result<usize, StoreError> {
        let mut count = 0;
        loop {
            let batch = self.store().forgettable(state, before, BATCH).await?;
            let mut gone = 0;
            for id in &batch {
                gone += usize::from(self.store().forget(*id).await?);
            }
            count += gone;
            if gone == 0 || batch.len() < BATCH_LEN {
                return Ok(count);
            }
        }
    }

    /// Closes questions whose time for an answer ran out, and tells the moderators.
    async fn close_overdue_questions(&self, now: Timestamp) -> Result<(), StoreError> {
        for question in self.store().overdue_questions(now, BATCH).await? {
            let txn = self.store().begin().await?;
            if !write::close_question(&txn, question.id, None, now).await? {
                continue;
            }
            match self.apply(&txn, question.registration, Event::Unanswered, &Origin::system(), None).await {
                Ok(moved) => self.commit(txn, moved).await?,
                Err(ApplyError::Store(error)) => return Err(error),
                // The request was decided meanwhile.
                Err(_) => self.store().commit(txn).await?,
            }
        }
        Ok(())
    }

    async fn forget_attempts(&self, now: Timestamp) -> Result<(), StoreError> {
        let limits = self.config().rate_limit;
        let longest = limits.submissions().per.max(limits.each_form().per).max(ONCE_A_DAY.per);
        self.store().forget_attempts(now.saturating_sub(longest).unwrap_or(Timestamp::MIN)).await.map(drop)
    }

    async fn expire(&self, id: RegistrationId, idle: Stale) -> Result<bool, StoreError> {
        let is_in_work = match self.find(id).await? {
            Some(of) => self.is_account_in_work(&of).await?,
            None => false,
        };
        if is_in_work {
            return Ok(false);
        }
        let txn = self.store().begin().await?;
        // The applicant may have continued since the list was read.
        if !idle.is(&txn, id).await? {
            return Ok(false);
        }
        let moved = match self.apply(&txn, id, Event::TimedOut, &Origin::system(), None).await {
            Ok(moved) => moved,
            Err(ApplyError::Store(error)) => return Err(error),
            Err(_) => return Ok(false),
        };
        self.commit(txn, moved).await?;
        Ok(true)
    }
}

fn days_ago(now: Timestamp, days: u16) -> Timestamp {
    now.saturating_sub(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(now)
}
