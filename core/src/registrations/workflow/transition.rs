//! Transitions: state, audit log and effects, written in one transaction.

use std::time::Duration;

use crate::{
    counters::Counter,
    domain::{EffectKind, Event, IllegalMove, Origin, Registration, RegistrationId, State, step},
    registrations::context::Registrations,
    store::{Change, StoreError, Task, Txn, write},
};

/// Why a transition was not made.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The registration is unknown or deleted.
    #[error("there is no such registration")]
    NotFound,
    /// The workflow table does not have it.
    #[error(transparent)]
    Illegal(#[from] IllegalMove),
    /// Somebody else changed the registration first.
    #[error("someone else has just changed this registration")]
    Conflict,
    /// The database failed.
    #[error("cannot read or write the registration")]
    Store(#[from] StoreError),
}

/// A transition that was made.
#[derive(Clone, Debug)]
pub(crate) struct Transition {
    id: RegistrationId,
    event: Event,
    /// The new state.
    pub to: State,
    /// The effects that the table lists for it.
    pub effects: &'static [EffectKind],
    /// The effects that were queued.
    pub tasks: Vec<Task>,
}

impl Registrations {
    /// Applies `event` and queues its effects; with a `lease`, for the caller to perform them right away. The caller
    /// commits both or neither.
    pub(crate) async fn apply(
        &self,
        txn: &Txn,
        id: RegistrationId,
        event: Event,
        by: &Origin,
        lease: Option<Duration>,
    ) -> Result<Transition, ApplyError> {
        let registration = write::find(txn, id).await?.ok_or(ApplyError::NotFound)?;
        self.advance(txn, &registration, event, by, lease).await
    }

    /// Like [`Self::apply`], on a registration that was read before: a change since then is a conflict.
    pub(crate) async fn advance(
        &self,
        txn: &Txn,
        of: &Registration,
        event: Event,
        by: &Origin,
        lease: Option<Duration>,
    ) -> Result<Transition, ApplyError> {
        let now = self.clock().now();
        let (to, effects) = step(of.state, event)?;
        let jobs = self.jobs(txn, of, (event, effects), now).await?;
        // The row loses the message when the decision is turned around.
        let message = of.decision.as_ref().and_then(|decision| decision.message.as_deref());
        let detail = message.filter(|_| event.is_decision() || event == Event::Revoked);
        let change = Change { of: of.id, at: now, kind: event.into(), by, detail, jobs: &jobs, lease };
        let tasks = write::make(txn, (of.state, to), &change).await?.ok_or(ApplyError::Conflict)?;
        Ok(Transition { id: of.id, event, to, effects, tasks })
    }

    /// Commits a transition, logs it and wakes the workers of its effects.
    pub(crate) async fn commit(&self, txn: Txn, moved: Transition) -> Result<(), StoreError> {
        self.store().commit(txn).await?;
        self.counters().add(Counter::Requests, &[moved.event.as_str()]);
        tracing::info!(registration = %moved.id, event = %moved.event, state = %moved.to, "registration changed state");
        self.notify(moved.effects);
        Ok(())
    }
}
