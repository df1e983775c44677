//! Due times and leases of effects that lie in the future only because the clock was set back.

use std::time::Duration;

use jiff::Timestamp;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, sea_query::Expr};

use super::super::{
    Store, StoreError,
    entities::outbox::{Column, Entity},
};
use crate::domain::Lane;

impl Store {
    /// Makes due what waits for a time after `beyond`, or was queued at a time that is still to come,
    /// and frees what is claimed for longer than anybody claims it.
    pub(crate) async fn repair_times(
        &self,
        now: Timestamp,
        beyond: Timestamp,
        lease: Duration,
    ) -> Result<(), StoreError> {
        let longest = now.saturating_add(2 * lease).unwrap_or(now);
        let now = now.as_millisecond();
        // What is parked waits for no time.
        let waits = || {
            let lanes = Lane::ALL.map(Lane::as_str);
            Condition::all().add(Column::Lane.is_in(lanes)).add(Column::ParkedAt.is_null())
        };
        let txn = self.begin().await?;
        Entity::update_many()
            .col_expr(Column::DueAt, Expr::value(now))
            .filter(waits())
            .filter(Column::DueAt.gt(now))
            .filter(Condition::any().add(Column::DueAt.gt(beyond.as_millisecond())).add(Column::CreatedAt.gt(now)))
            .exec(&txn)
            .await?;
        Entity::update_many()
            .col_expr(Column::LeasedUntil, Expr::value(0_i64))
            .filter(waits())
            .filter(Column::LeasedUntil.gt(longest.as_millisecond()))
            .exec(&txn)
            .await?;
        self.commit(txn).await
    }
}
