//! The lease of an account: one worker at a time, in all processes together.

use std::time::Duration;

use jiff::Timestamp;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, sea_query::Expr};

use super::super::{
    Store, StoreError,
    entities::account::{Column, Entity},
    outbox::millis,
};
use crate::domain::AccountId;

/// Nobody holds the lease. An end too far in the future was written before the clock was set back.
pub(super) fn is_idle(now: i64, lease: Duration) -> Condition {
    Condition::any().add(Column::BusyUntil.lte(now)).add(Column::BusyUntil.gt(now + 2 * millis(lease)))
}

impl Store {
    /// Takes the lease of an account; `false` means that another worker holds it.
    pub(crate) async fn begin_work(&self, id: AccountId, now: Timestamp, lease: Duration) -> Result<bool, StoreError> {
        let now = now.as_millisecond();
        let begin = Entity::update_many()
            .col_expr(Column::BusyUntil, Expr::value(now + millis(lease)))
            .filter(Column::Id.eq(id.0))
            .filter(is_idle(now, lease));
        Ok(self.relaxed(begin.exec(self.writer())).await?.rows_affected == 1)
    }

    /// Gives the lease of an account back.
    pub(crate) async fn end_work(&self, id: AccountId) -> Result<(), StoreError> {
        let end = Entity::update_many().col_expr(Column::BusyUntil, Expr::value(0_i64)).filter(Column::Id.eq(id.0));
        self.relaxed(end.exec(self.writer())).await.map(drop)
    }
}
