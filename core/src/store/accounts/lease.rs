//! The lease of an account: one worker at a time, in all processes together.

use std::time::Duration;

use jiff::Timestamp;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    super::{
        Store, StoreError,
        entities::account::{Column, Entity},
        outbox::millis,
    },
    row::update,
};
use crate::domain::AccountRecord;

/// Nobody holds the lease. An end too far in the future was written before the clock was set back.
pub(super) fn is_idle(now: i64, lease: Duration) -> Condition {
    Condition::any().add(Column::BusyUntil.lte(now)).add(Column::BusyUntil.gt(now + 2 * millis(lease)))
}

impl Store {
    /// Takes the lease of an account, and reads its record again. `None` means that another worker holds the lease
    /// or has changed the status.
    pub(crate) async fn begin_work(
        &self,
        record: &AccountRecord,
        now: Timestamp,
        lease: Duration,
    ) -> Result<Option<AccountRecord>, StoreError> {
        let now = now.as_millisecond();
        let lease = update(record.id, &[record.status])
            .col_expr(Column::BusyUntil, Expr::value(now + millis(lease)))
            .filter(is_idle(now, lease));
        // After a power cut nobody works on it any more.
        let taken = self.relaxed(lease.exec_with_returning(self.writer())).await?;
        taken.into_iter().next().map(AccountRecord::try_from).transpose()
    }

    /// Gives the lease of an account back, unless another worker has taken it since.
    pub(crate) async fn end_work(&self, record: &AccountRecord) -> Result<(), StoreError> {
        let end = Entity::update_many()
            .col_expr(Column::BusyUntil, Expr::value(0_i64))
            .filter(Column::Id.eq(record.id.0))
            .filter(Column::BusyUntil.eq(record.busy_until.as_millisecond()));
        // A lease that was not given back ends by itself.
        self.relaxed(end.exec(self.writer())).await.map(drop)
    }
}
