//! The outbox: effects are queued in the transaction that causes them, and removed in the transaction that records
//! what they led to.

mod claim;
mod parked;
mod queued;
mod task;
mod unstarted;

use std::time::Duration;

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};

pub(crate) use claim::{Settled, settle};
pub use parked::Parked;
pub(crate) use parked::unpark;
pub use queued::{Progress, Queued, Retry};
pub(crate) use queued::{drop_queued, retry_now};
pub use task::Task;
pub(super) use task::millis;
pub(crate) use unstarted::remove_unstarted;

use super::{
    Store, StoreError,
    entities::outbox::{ActiveModel, Column, Entity},
    lookup::count,
    to_instant,
};
use crate::domain::{Effect, EffectKind, Lane, RegistrationId};

/// An effect to queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Job {
    /// What is to be done.
    pub effect: Effect,
    /// Not before this delay.
    pub after: Duration,
}

impl<E: Into<Effect>> From<E> for Job {
    fn from(effect: E) -> Self {
        Self { effect: effect.into(), after: Duration::ZERO }
    }
}

/// The length of a queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueSummary {
    /// Effects that will still be tried.
    pub waiting: u64,
    /// Effects that are out of attempts.
    pub parked: u64,
    /// When the oldest of the waiting ones was queued.
    pub oldest: Option<Timestamp>,
}

/// Queues `jobs` in order. With a `lease`, the caller performs them right away.
pub(crate) async fn push(
    txn: &impl ConnectionTrait,
    of: RegistrationId,
    jobs: &[Job],
    now: Timestamp,
    lease: Option<Duration>,
) -> Result<Vec<Task>, StoreError> {
    if jobs.is_empty() {
        return Ok(vec![]);
    }
    let now = now.as_millisecond();
    let leased_until = lease.map_or(0, |lease| now + millis(lease));
    let rows = jobs.iter().map(|Job { effect, after }| ActiveModel {
        registration_id: Set(of.0),
        lane: Set(effect.kind().lane().as_str().to_owned()),
        effect: Set(effect.kind().as_str().to_owned()),
        payload: Set(json(effect)),
        key: Set(format!("{:032x}", rand::random::<u128>())),
        needed: Set(effect.kind().blocks()),
        attempts: Set(i64::from(lease.is_some())),
        due_at: Set(now + millis(*after)),
        leased_until: Set(leased_until),
        created_at: Set(now),
        queued_at: Set(Some(now)),
        ..Default::default()
    });
    let mut rows = Entity::insert_many(rows).exec_with_returning(txn).await?;
    rows.sort_by_key(|row| row.id);
    rows.into_iter().map(Task::try_from).collect()
}

/// Releases the effect, to be tried again at `due`, or parks it with `None`.
pub(crate) async fn postpone(
    txn: &impl ConnectionTrait,
    task: &Task,
    due: Option<Timestamp>,
    now: Timestamp,
    cause: Option<&str>,
) -> Result<(), StoreError> {
    let mut update = Entity::update_many()
        .col_expr(Column::LeasedUntil, Expr::value(0_i64))
        .col_expr(Column::CreatedAt, Expr::value(now.as_millisecond()))
        .filter(task.is_ours());
    update = match due {
        Some(due) => update.col_expr(Column::DueAt, Expr::value(due.as_millisecond())),
        None => update.col_expr(Column::ParkedAt, Expr::value(now.as_millisecond())),
    };
    if let Some(cause) = cause {
        update = update.col_expr(Column::LastError, Expr::value(cause));
    }
    update.exec(txn).await?;
    Ok(())
}

/// Saves an effect's new payload, such as the link that it mails, for the next attempt; `false` means that the lease
/// expired and another worker has the effect.
pub(crate) async fn update_effect(
    txn: &impl ConnectionTrait,
    task: &Task,
    effect: impl Into<Effect>,
) -> Result<bool, StoreError> {
    let payload = json(&effect.into());
    let update = Entity::update_many().col_expr(Column::Payload, Expr::value(payload)).filter(task.is_ours());
    Ok(update.exec(txn).await?.rows_affected == 1)
}

/// Removes effects that no worker has started. Those that were started may be done although no answer came, so they are
/// finished.
pub(crate) async fn take_back(
    txn: &impl ConnectionTrait,
    of: RegistrationId,
    effects: &[EffectKind],
    now: Timestamp,
) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::RegistrationId.eq(of.0))
        .filter(Column::Effect.is_in(effects.iter().map(|effect| effect.as_str())))
        .filter(Column::LeasedUntil.lte(now.as_millisecond()))
        .filter(Column::Attempts.eq(0))
        .filter(Column::LastError.is_null())
        .exec(txn)
        .await?;
    Ok(())
}

/// Removes `effect` from the queue, unless a worker is performing it.
pub(crate) async fn supersede(
    txn: &impl ConnectionTrait,
    of: RegistrationId,
    effect: EffectKind,
    now: Timestamp,
) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::RegistrationId.eq(of.0))
        .filter(Column::Effect.eq(effect.as_str()))
        .filter(Column::LeasedUntil.lte(now.as_millisecond()))
        .exec(txn)
        .await?;
    Ok(())
}

/// Whether this registration has pending effects.
pub(super) async fn is_busy(txn: &impl ConnectionTrait, of: RegistrationId) -> Result<bool, StoreError> {
    Ok(Entity::find().filter(Column::RegistrationId.eq(of.0)).one(txn).await?.is_some())
}

impl Store {
    /// See `update_effect`.
    pub async fn update_effect(&self, task: &Task, effect: impl Into<Effect>) -> Result<bool, StoreError> {
        self.durable(update_effect(self.writer(), task, effect)).await
    }

    /// The length of the queue of `lane`.
    pub async fn queue(&self, lane: Lane) -> Result<QueueSummary, StoreError> {
        let of_lane = || Entity::find().filter(Column::Lane.eq(lane.as_str()));
        let waiting = of_lane().filter(Column::ParkedAt.is_null());
        let oldest = waiting.clone().order_by_asc(Column::Id).one(self.reader()).await?;
        Ok(QueueSummary {
            waiting: count(waiting, self.reader()).await?,
            parked: count(of_lane().filter(Column::ParkedAt.is_not_null()), self.reader()).await?,
            // Rows of an earlier version have only the time of their last attempt.
            oldest: oldest.and_then(|row| to_instant(row.queued_at.unwrap_or(row.created_at))),
        })
    }
}

fn json(effect: &Effect) -> String {
    serde_json::json!(effect).to_string()
}
