//! Effects are claimed by lease, and settled by whoever holds it.

use std::time::Duration;

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Alias, Expr, ExprTrait, Query},
};

use super::{
    super::{
        Store, StoreError,
        entities::outbox::{Column, Entity},
        events::record,
    },
    Task, millis, settle,
};
use crate::domain::{EffectKind, Lane, Origin};

/// What became of an effect that was performed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settled {
    /// It is over. Else its lease ran out, and somebody else has it.
    pub is_done: bool,
    /// Another effect of the registration waits in its lane, and may have waited for this one.
    pub has_next: bool,
}

impl Store {
    /// Writes down that an effect was performed which led to nothing else, and takes it away.
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

    /// Whether [`Self::claim`] would find an effect. Unlike that, it keeps no writer waiting.
    pub(crate) async fn is_due(
        &self,
        lane: Lane,
        (now, leases_end): (Timestamp, Timestamp),
    ) -> Result<bool, StoreError> {
        let due = due(lane, (now.as_millisecond(), leases_end.as_millisecond()));
        Ok(due.one(self.reader()).await?.is_some())
    }

    /// Claims up to `limit` effects of `lane` that are due, for `lease`, and that nobody has claimed
    /// beyond `leases_end`. Of each registration at most one at a time, but for independent ones, and none
    /// that an earlier needed one holds back.
    pub async fn claim(
        &self,
        lane: Lane,
        (now, leases_end): (Timestamp, Timestamp),
        lease: Duration,
        limit: u64,
    ) -> Result<Vec<Task>, StoreError> {
        let (now, leases_end) = (now.as_millisecond(), leases_end.as_millisecond());
        let due = due(lane, (now, leases_end)).limit(limit);
        // One statement: of two processes that are at it, the second finds the lease of the first.
        let claim = Entity::update_many()
            .col_expr(Column::LeasedUntil, Expr::value(now + millis(lease)))
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
            .filter(Column::Id.in_subquery(due.select_only().column(Column::Id).into_query()))
            .filter(Column::LeasedUntil.lte(leases_end));
        let mut rows = self.durable(claim.exec_with_returning(self.writer())).await?;
        rows.sort_by_key(|row| (row.due_at, row.id));
        rows.into_iter().map(Task::try_from).collect()
    }
}

/// The effects of `lane` that can be performed, the first one first.
fn due(lane: Lane, (now, leases_end): (i64, i64)) -> Select<Entity> {
    let earlier = Alias::new("earlier");
    let of_earlier = |column| Expr::col((earlier.clone(), column));
    let held_back = Query::select()
        .expr(Expr::value(1))
        .from_as(Entity, earlier.clone())
        .and_where(of_earlier(Column::RegistrationId).equals((Entity, Column::RegistrationId)))
        .and_where(of_earlier(Column::Lane).equals((Entity, Column::Lane)))
        .and_where(of_earlier(Column::Id).lt(Expr::col((Entity, Column::Id))))
        .cond_where(
            Condition::any()
                .add(of_earlier(Column::Needed).eq(true))
                .add(of_earlier(Column::LeasedUntil).gt(leases_end))
                .add(of_earlier(Column::ParkedAt).is_null().and(of_earlier(Column::DueAt).lte(now))),
        )
        .to_owned();
    let independent = EffectKind::ALL.into_iter().filter(|kind| kind.is_independent()).map(EffectKind::as_str);
    Entity::find()
        .filter(Column::Lane.eq(lane.as_str()))
        .filter(Column::ParkedAt.is_null())
        .filter(Column::DueAt.lte(now))
        .filter(Column::LeasedUntil.lte(leases_end))
        .filter(Expr::exists(held_back).not().or(Column::Effect.is_in(independent)))
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::Id)
}
