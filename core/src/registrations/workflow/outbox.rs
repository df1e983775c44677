//! The registrations' side of the outbox: claiming effects, and recording how each of them went.

use tokio::sync::futures::Notified;

use super::{
    retry::{EffectError, backoff, lease},
    transition::ApplyError,
};
use crate::{
    domain::{Action, EffectKind, Event, Lane, Origin, RoomEffect},
    finding::Part,
    registrations::context::Registrations,
    store::{self, Job, Settled, StoreError, Task, write},
};

impl Registrations {
    /// Whether [`Self::claim`] would find an effect in `lane`.
    pub(crate) async fn is_due(&self, lane: Lane) -> Result<bool, StoreError> {
        let held = self.held();
        self.store().is_due(lane, self.clock().now(), &held).await
    }

    /// Claims up to `limit` due effects of `lane` for the length of a lease.
    pub(crate) async fn claim(&self, lane: Lane, limit: u64) -> Result<Vec<Task>, StoreError> {
        let (held, now) = (self.held(), self.clock().now());
        let tasks = self.store().claim(lane, (now, lease()), &held, limit).await?;
        let until = self.clock().uptime() + lease();
        self.0.leases.lock().extend(tasks.iter().map(|task| (task.id, until)));
        Ok(tasks)
    }

    /// The rows that this process has leased, by its uptime: setting the clock does not end these leases.
    fn held(&self) -> Vec<i64> {
        let (uptime, mut leases) = (self.clock().uptime(), self.0.leases.lock());
        leases.retain(|_, until| *until > uptime);
        leases.keys().copied().collect()
    }

    /// Records how an effect went: done, with the event that it led to; to be retried; or parked.
    pub(crate) async fn complete(&self, task: &Task, outcome: Result<Option<Event>, EffectError>) {
        let written = match outcome {
            Ok(event) => self.settle(task, event).await,
            Err(error) => self.reschedule(task, &error).await.map_err(ApplyError::from),
        };
        self.0.leases.lock().remove(&task.id);
        if let Err(error) = written {
            // The lease expires, and the effect is performed again.
            let error = &error as &dyn std::error::Error;
            tracing::error!(registration = %task.registration, effect = %task.effect, error, "cannot record the result of an effect");
        }
    }

    /// The effects of a deleted registration are deleted with it: there is nothing to settle.
    async fn settle(&self, task: &Task, event: Option<Event>) -> Result<(), ApplyError> {
        let settled = match event {
            None => self.store().settle(task, &Origin::system(), self.clock().now()).await?,
            Some(event) => Settled { is_done: self.settle_with(task, event).await?, has_next: true },
        };
        if settled.has_next {
            self.notify(&[task.effect.kind()]);
        }
        if settled.is_done {
            tracing::info!(registration = %task.registration, effect = %task.effect, "effect done");
        }
        Ok(())
    }

    /// Removes an effect and applies the event that it led to, in one transaction.
    async fn settle_with(&self, task: &Task, event: Event) -> Result<bool, ApplyError> {
        let txn = self.store().begin().await?;
        if !write::settle(&txn, task).await? {
            return Ok(false);
        }
        let (now, by) = (self.clock().now(), Origin::system());
        store::record(&txn, task.registration, now, task.effect.kind(), &by, task.effect.detail().as_deref()).await?;
        match self.apply(&txn, task.registration, event, &by, None).await {
            Ok(moved) => self.commit(txn, moved).await?,
            // Repeated after a crash: the event was applied before.
            Err(ApplyError::Illegal(_)) => self.store().commit(txn).await?,
            Err(error) => return Err(error),
        }
        Ok(true)
    }

    async fn reschedule(&self, task: &Task, error: &EffectError) -> Result<(), StoreError> {
        let now = self.clock().now();
        let (wait, cause) = match error {
            EffectError::Retry { cause, after } => (backoff(task.attempts, *after, rand::random()), cause),
            EffectError::Park { cause } | EffectError::AwaitAnswer { cause } => (None, cause),
        };
        let due = wait.and_then(|wait| now.checked_add(wait).ok());
        let txn = self.store().begin().await?;
        write::postpone(&txn, task, due, now, Some(cause)).await?;
        let detail = format!("{}: {cause}", task.effect);
        store::record(&txn, task.registration, now, Action::Failed, &Origin::system(), Some(&detail)).await?;
        let is_asked = matches!(error, EffectError::AwaitAnswer { .. });
        if due.is_none() && task.effect.kind().is_reported() && !is_asked {
            let report = Job::from(RoomEffect::ReportParked { parked: task.id });
            write::push(&txn, task.registration, &[report], now, None).await?;
        }
        self.store().commit(txn).await?;
        // Effects that waited for this one may be due now.
        self.notify(&[task.effect.kind()]);
        let (registration, effect, attempts) = (task.registration, &task.effect, task.attempts);
        // The log has the outage already.
        let is_known = self.is_down(match effect.kind().lane() {
            Lane::Mail => Part::Mail,
            Lane::Homeserver | Lane::Room => Part::Synapse,
        });
        if let Some(wait) = wait.filter(|_| is_known) {
            tracing::debug!(%registration, %effect, attempts, cause, retry_in_s = wait.as_secs(), "effect failed");
        } else if let Some(wait) = wait {
            tracing::warn!(%registration, %effect, attempts, cause, retry_in_s = wait.as_secs(), "effect failed");
        } else {
            tracing::error!(%registration, %effect, attempts, cause, "effect parked");
            self.notify(&[EffectKind::ReportParked]);
        }
        Ok(())
    }

    /// Releases an effect that was not finished; it is due at once.
    pub(crate) async fn release(&self, task: &Task) -> Result<(), StoreError> {
        let now = self.clock().now();
        let txn = self.store().begin().await?;
        write::postpone(&txn, task, Some(now), now, None).await?;
        self.0.leases.lock().remove(&task.id);
        self.store().commit(txn).await
    }

    /// Completes when this process queues an effect for `lane`.
    pub(crate) fn notified(&self, lane: Lane) -> Notified<'_> {
        self.0.notifiers.of(lane).notified()
    }

    /// Wakes the workers of the lanes of `effects`.
    pub(crate) fn notify(&self, effects: &[EffectKind]) {
        for effect in effects {
            self.0.notifiers.of(effect.lane()).notify_one();
        }
    }
}
