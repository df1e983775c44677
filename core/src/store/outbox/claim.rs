//! Claiming effects by lease.

use std::time::Duration;

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Alias, Expr, ExprTrait, Query},
};

use super::{
    super::{
        Store, StoreError,
        entities::outbox::{Column, Entity},
        events::record,
    },
    task::{Task, millis},
};
use crate::domain::{EffectKind, Lane, Origin};

/// What happened to a performed effect.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settled {
    /// It was removed. Otherwise its lease expired and another worker has it.
    pub is_done: bool,
    /// Another effect of the registration waits in its lane, perhaps for this one.
    pub has_next: bool,
}

/// Removes a performed effect; `false` means that its lease expired and another worker has it.
pub(crate) async fn settle(txn: &impl ConnectionTrait, task: &Task) -> Result<bool, StoreError> {
    Ok(Entity::delete_many().filter(task.is_ours()).exec(txn).await?.rows_affected == 1)
}

impl Store {
    /// Records that an effect was performed and led to no event, and removes it.
    pub(crate) async fn settle(&self, task: &Task, by: &Origin, at: Timestamp) -> Result<Settled, StoreError> {
        let txn = self.begin().await?;
        let is_done = settle(&txn, task).await?;
        if is_done {
            record(&txn, task.registration, at, task.effect.kind(), by, task.effect.detail().as_deref()).await?;
        }
        self.relaxed(txn.commit()).await?;
        let next = Entity::find()
            .filter(Column::RegistrationId.eq(task.registration.0))
            .filter(Column::Lane.eq(task.effect.kind().lane().as_str()))
            .filter(Column::ParkedAt.is_null());
        Ok(Settled { is_done, has_next: next.one(self.reader()).await?.is_some() })
    }

    /// Whether [`Self::claim`] would find an effect. Does not block writers.
    pub(crate) async fn is_due(&self, lane: Lane, now: Timestamp, held: &[i64]) -> Result<bool, StoreError> {
        Ok(due(lane, now.as_millisecond(), held).one(self.reader()).await?.is_some())
    }

    /// Claims up to `limit` due effects of `lane` for `lease`, except the rows `held` by this process. At most one per
    /// registration at a time, except independent ones, and none that waits for an earlier blocking one.
    pub(crate) async fn claim(
        &self,
        lane: Lane,
        (now, lease): (Timestamp, Duration),
        held: &[i64],
        limit: u64,
    ) -> Result<Vec<Task>, StoreError> {
        let now = now.as_millisecond();
        let due = due(lane, now, held).limit(limit);
        // One statement: of two concurrent processes, the second sees the lease of the first.
        let claim = Entity::update_many()
            .col_expr(Column::LeasedUntil, Expr::value(now + millis(lease)))
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
            .col_expr(Column::CreatedAt, Expr::value(now))
            .filter(Column::Id.in_subquery(due.select_only().column(Column::Id).into_query()))
            .filter(is_leased(Expr::col, now).not());
        let mut rows = self.durable(claim.exec_with_returning(self.writer())).await?;
        rows.sort_by_key(|row| (row.due_at, row.id));
        rows.into_iter().map(Task::try_from).collect()
    }
}

/// The number of held rows is rounded up to a multiple of this: SQLite prepares and caches a statement for each number.
const HELD_IN_STEPS_OF: usize = 8;

/// The effects of `lane` that can be performed, in order.
fn due(lane: Lane, now: i64, held: &[i64]) -> Select<Entity> {
    let mut held = held.to_vec();
    // No row has the id 0.
    held.resize(held.len().max(1).next_multiple_of(HELD_IN_STEPS_OF), 0);
    let alias = Alias::new("earlier");
    let earlier = |column: Column| Expr::col((alias.clone(), column));
    let blocked = Query::select()
        .expr(Expr::value(1))
        .from_as(Entity, alias.clone())
        .and_where(earlier(Column::RegistrationId).equals((Entity, Column::RegistrationId)))
        .and_where(earlier(Column::Lane).equals((Entity, Column::Lane)))
        .and_where(earlier(Column::Id).lt(Expr::col((Entity, Column::Id))))
        .cond_where(
            Condition::any()
                .add(earlier(Column::Needed).eq(true))
                .add(earlier(Column::Id).is_in(held.clone()))
                .add(is_leased(earlier, now))
                .add(earlier(Column::ParkedAt).is_null().and(is_due(earlier, now))),
        )
        .to_owned();
    let independent = EffectKind::ALL.into_iter().filter(|kind| kind.is_independent()).map(EffectKind::as_str);
    let own = |column: Column| Expr::col((Entity, column));
    Entity::find()
        .filter(Column::Lane.eq(lane.as_str()))
        .filter(Column::ParkedAt.is_null())
        .filter(Column::Id.is_not_in(held))
        .filter(is_due(own, now))
        .filter(is_leased(own, now).not())
        .filter(Expr::exists(blocked).not().or(Column::Effect.is_in(independent)))
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::Id)
}

/// A row that was written this long after the current time was written before the clock was set back: its times mean
/// nothing. Processes whose clocks differ by less do not disturb each other.
const CLOCK_SKEW: i64 = 60_000;

fn is_due(column: impl Fn(Column) -> Expr, now: i64) -> Expr {
    column(Column::DueAt).lte(now).or(column(Column::CreatedAt).gt(now + CLOCK_SKEW))
}

fn is_leased(column: impl Fn(Column) -> Expr, now: i64) -> Expr {
    column(Column::LeasedUntil).gt(now).and(column(Column::CreatedAt).lte(now + CLOCK_SKEW))
}
