//! Attempts that are counted against limits: exact, and shared by all processes on the database.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};

use super::{Store, StoreError, entities::attempt};

/// So many in so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// How many.
    pub count: u32,
    /// In any span as long as this.
    pub per: SignedDuration,
}

/// Counts an attempt if the limit has room for it; else says how long to wait until it has.
pub(crate) async fn admit(
    txn: &impl ConnectionTrait,
    key: &[u8],
    limit: Limit,
    now: Timestamp,
) -> Result<Result<(), Duration>, StoreError> {
    wait_for_others(txn, key).await?;
    let since = now.saturating_sub(limit.per).unwrap_or(Timestamp::MIN);
    // The newest ones of the span: when the last of these leaves it, there is room.
    let in_the_way = attempt::Entity::find()
        .filter(attempt::Column::Key.eq(key))
        .filter(attempt::Column::At.gt(since.as_millisecond()))
        .order_by_desc(attempt::Column::At)
        .offset(u64::from(limit.count.saturating_sub(1)))
        .limit(1)
        .one(txn)
        .await?;
    if let Some(oldest) = in_the_way {
        let free_at = oldest.at.saturating_add(limit.per.as_millis().try_into().unwrap_or(i64::MAX));
        let wait = u64::try_from(free_at - now.as_millisecond()).unwrap_or(0);
        return Ok(Err(Duration::from_millis(wait)));
    }
    let row = attempt::ActiveModel { key: Set(key.to_vec()), at: Set(now.as_millisecond()), ..Default::default() };
    attempt::Entity::insert(row).exec_without_returning(txn).await?;
    Ok(Ok(()))
}

/// Two processes must not both find the last place free. `SQLite`'s write transactions exclude each
/// other as they are.
async fn wait_for_others(txn: &impl ConnectionTrait, key: &[u8]) -> Result<(), StoreError> {
    if txn.get_database_backend() == DbBackend::Postgres {
        let lock = key.iter().take(8).fold(0_i64, |lock, byte| (lock << 8) | i64::from(*byte));
        let sql = "SELECT pg_advisory_xact_lock($1)";
        txn.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, [lock.into()])).await?;
    }
    Ok(())
}

impl Store {
    /// Forgets attempts that are older than any limit looks back.
    pub async fn forget_attempts(&self, before: Timestamp) -> Result<u64, StoreError> {
        let old = attempt::Entity::delete_many().filter(attempt::Column::At.lt(before.as_millisecond()));
        Ok(old.exec(self.writer()).await?.rows_affected)
    }
}
