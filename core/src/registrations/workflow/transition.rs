//! Moving a registration: its state, its history and what follows, in one transaction.

use std::time::Duration;

use jiff::Timestamp;

use crate::{
    domain::{Effect, Event, IllegalMove, Lane, Origin, Registration, RegistrationId, State, step},
    registrations::Registrations,
    store::{self, Change, Job, Settled, StoreError, Task, Txn, write},
    worker::{self, EffectError},
};

/// Why an event was not applied.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// It is unknown, or forgotten.
    #[error("there is no such registration")]
    NotFound,
    /// The table has no such move.
    #[error(transparent)]
    Illegal(#[from] IllegalMove),
    /// Somebody was quicker.
    #[error("someone else has just changed this registration")]
    Conflict,
    /// The database failed.
    #[error("cannot read or write the registration")]
    Store(#[from] StoreError),
}

/// A move that was made.
#[derive(Clone, Debug)]
pub(crate) struct Move {
    /// Where the registration stands now.
    pub to: State,
    /// What follows, by the table.
    pub effects: &'static [Effect],
    /// What was queued of it.
    pub tasks: Vec<Task>,
}

impl Registrations {
    /// Applies `event` and queues what follows; with a `lease`, for the caller to perform right
    /// away. The caller commits both, or neither.
    pub(crate) async fn apply(
        &self,
        txn: &Txn,
        id: RegistrationId,
        event: Event,
        by: &Origin,
        lease: Option<Duration>,
    ) -> Result<Move, ApplyError> {
        let registration = write::find(txn, id).await?.ok_or(ApplyError::NotFound)?;
        self.advance(txn, &registration, event, by, lease).await
    }

    /// As [`Self::apply`], to a registration that was read before: others may write meanwhile, and if it has
    /// moved, that is a conflict.
    pub(crate) async fn advance(
        &self,
        txn: &Txn,
        of: &Registration,
        event: Event,
        by: &Origin,
        lease: Option<Duration>,
    ) -> Result<Move, ApplyError> {
        let now = self.clock().now();
        let (to, effects) = step(of.state, event)?;
        let jobs = self.jobs(txn, of, effects, now).await?;
        let change = Change { of: of.id, at: now, kind: event.as_str(), by, jobs: &jobs, lease };
        let tasks = write::make(txn, (of.state, to), &change).await?.ok_or(ApplyError::Conflict)?;
        Ok(Move { to, effects, tasks })
    }

    pub(crate) async fn commit(
        &self,
        txn: Txn,
        id: RegistrationId,
        event: Event,
        moved: Move,
    ) -> Result<(), ApplyError> {
        self.store().commit(txn).await?;
        tracing::info!(registration = %id, %event, state = %moved.to, "registration moved");
        self.notify(moved.effects);
        Ok(())
    }

    /// Whether something waits in `lane` that [`Self::claim`] would find.
    pub(crate) async fn is_due(&self, lane: Lane) -> Result<bool, StoreError> {
        let times = self.times().await?;
        self.store().is_due(lane, times).await
    }

    pub(crate) async fn claim(&self, lane: Lane, limit: u64) -> Result<Vec<Task>, StoreError> {
        let times = self.times().await?;
        self.store().claim(lane, times, worker::lease(), limit).await
    }

    /// The present instant, and the one until which leases have to reach that still hold.
    async fn times(&self) -> Result<(Timestamp, Timestamp), StoreError> {
        let look = self.0.steps.look(self.clock());
        if let Some(beyond) = look.repair_beyond {
            self.store().repair_times(look.now, beyond, worker::lease()).await?;
            self.0.steps.are_repaired();
        }
        Ok((look.now, look.leases_end))
    }

    /// Writes down how an effect went: settled with what it led to, to be tried again, or parked.
    pub(crate) async fn complete(&self, task: &Task, outcome: Result<Option<Event>, EffectError>) {
        let written = match outcome {
            Ok(event) => self.settle(task, event).await,
            Err(error) => self.reschedule(task, &error).await.map_err(ApplyError::from),
        };
        if let Err(error) = written {
            // The lease runs out, and the effect is performed again.
            let error = &error as &dyn std::error::Error;
            tracing::error!(registration = %task.registration, effect = %task.effect, error, "cannot settle an effect");
        }
    }

    /// Effects of a registration that is forgotten go with it: there is nothing to settle.
    async fn settle(&self, task: &Task, event: Option<Event>) -> Result<(), ApplyError> {
        let settled = match event {
            None => self.store().settle(task, &Origin::system(), self.clock().now()).await?,
            Some(event) => Settled { is_done: self.settle_with(task, event).await?, has_next: true },
        };
        if settled.has_next {
            self.notify(&[task.effect]);
        }
        if settled.is_done {
            tracing::info!(registration = %task.registration, effect = %task.effect, "effect done");
        }
        Ok(())
    }

    /// Settles an effect together with what it led to.
    async fn settle_with(&self, task: &Task, event: Event) -> Result<bool, ApplyError> {
        let txn = self.store().begin().await?;
        if !write::settle(&txn, task).await? {
            return Ok(false);
        }
        let (now, by) = (self.clock().now(), Origin::system());
        store::record(&txn, task.registration, now, task.effect.as_str(), &by, task.subject.as_deref()).await?;
        match self.apply(&txn, task.registration, event, &by, None).await {
            Ok(moved) => self.commit(txn, task.registration, event, moved).await?,
            // Repeated after a crash: what it leads to has happened.
            Err(ApplyError::Illegal(_)) => self.store().commit(txn).await?,
            Err(error) => return Err(error),
        }
        Ok(true)
    }

    async fn reschedule(&self, task: &Task, error: &EffectError) -> Result<(), StoreError> {
        let now = self.clock().now();
        let (wait, cause) = match error {
            EffectError::Retry { cause, after } => (worker::backoff(task.attempts, *after, rand::random()), cause),
            EffectError::Park { cause } => (None, cause),
        };
        let due = wait.and_then(|wait| now.checked_add(wait).ok());
        let txn = self.store().begin().await?;
        write::postpone(&txn, task, due, now, Some(cause)).await?;
        store::record(
            &txn,
            task.registration,
            now,
            "failed",
            &Origin::system(),
            Some(&format!("{}: {cause}", task.effect)),
        )
        .await?;
        if due.is_none() && task.effect.can_be_reported() {
            let report = Job { subject: Some(task.id.to_string()), ..Job::from(Effect::ReportTrouble) };
            write::push(&txn, task.registration, &[report], now, None).await?;
        }
        self.store().commit(txn).await?;
        // It may have held back others, and holds them back no longer.
        self.notify(&[task.effect]);
        let (registration, effect, attempts) = (task.registration, task.effect, task.attempts);
        if let Some(wait) = wait {
            tracing::warn!(%registration, %effect, attempts, cause, retry_in_s = wait.as_secs(), "effect failed");
        } else {
            tracing::error!(%registration, %effect, attempts, cause, "effect parked");
            self.notify(&[Effect::ReportTrouble]);
        }
        Ok(())
    }

    /// Gives back an effect that was not finished, to be tried at once by whoever comes next.
    pub(crate) async fn release(&self, task: &Task) -> Result<(), StoreError> {
        let now = self.clock().now();
        let txn = self.store().begin().await?;
        write::postpone(&txn, task, Some(now), now, None).await?;
        self.store().commit(txn).await
    }
}

/// How long a page waits for a mail that it has queued.
pub(crate) const AT_ONCE: Duration = Duration::from_secs(6);
