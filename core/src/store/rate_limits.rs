//! Rate limits for forms, stored in the database: exact, and shared by all processes.

use std::time::Duration;

use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Select, Statement, sea_query::Query,
};

use super::{
    Store, StoreError, Txn,
    entities::attempt::{ActiveModel, Column, Entity},
};
use crate::domain::Limit;

/// The rows that one statement deletes: some milliseconds of work.
const BATCH: u64 = 500;
/// The pause in which others write.
const BETWEEN_BATCHES: Duration = Duration::from_millis(2);

/// Why an attempt was not counted.
#[derive(Debug, thiserror::Error)]
pub enum LimitError {
    /// The limit is reached.
    #[error("the limit is reached")]
    Reached {
        /// How long to wait.
        wait: Duration,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Counts an attempt if the limit allows it.
pub(crate) async fn admit(txn: &Txn, key: &[u8], limit: Limit, now: Timestamp) -> Result<(), LimitError> {
    wait_for_others(txn, key).await?;
    if let Some(oldest) = in_the_way(key, limit, now).one(txn).await.map_err(StoreError::from)? {
        let free_at = oldest.at.saturating_add(limit.per.as_millis().try_into().unwrap_or(i64::MAX));
        let wait = Duration::from_millis(u64::try_from(free_at - now.as_millisecond()).unwrap_or(0));
        return Err(LimitError::Reached { wait });
    }
    let row = ActiveModel { key: Set(key.to_vec()), at: Set(now.as_millisecond()), ..Default::default() };
    Entity::insert(row).exec_without_returning(txn).await.map_err(StoreError::from)?;
    Ok(())
}

/// The oldest attempt that counts: when it is older than the span, the limit allows another one.
fn in_the_way(key: &[u8], limit: Limit, now: Timestamp) -> Select<Entity> {
    let since = now.saturating_sub(limit.per).unwrap_or(Timestamp::MIN);
    Entity::find()
        .filter(Column::Key.eq(key))
        .filter(Column::At.gt(since.as_millisecond()))
        .order_by_desc(Column::At)
        .offset(u64::from(limit.count.saturating_sub(1)))
        .limit(1)
}

/// Two processes must not both use the last allowed attempt. `SQLite` transactions exclude each other anyway.
async fn wait_for_others(txn: &Txn, key: &[u8]) -> Result<(), StoreError> {
    if txn.get_database_backend() == DbBackend::Postgres {
        let lock = key.iter().take(8).fold(0_i64, |lock, byte| (lock << 8) | i64::from(*byte));
        let sql = "SELECT pg_advisory_xact_lock($1)";
        txn.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, [lock.into()])).await?;
    }
    Ok(())
}

impl Store {
    /// Like `admit`, in a transaction of its own that does not wait for the disk: after a power cut, the last attempts
    /// may be forgotten.
    pub async fn admit(&self, key: &[u8], limit: Limit, now: Timestamp) -> Result<(), LimitError> {
        let txn = self.begin().await?;
        admit(&txn, key, limit, now).await?;
        Ok(self.relaxed(txn.commit()).await?)
    }

    /// Deletes attempts that are older than every limit's span, in batches: forms wait for each deletion, and there
    /// may be a million rows.
    pub async fn forget_attempts(&self, before: Timestamp) -> Result<u64, StoreError> {
        let old = Column::At.lt(before.as_millisecond());
        let mut forgotten = 0;
        loop {
            let batch = Query::select().column(Column::Id).from(Entity).and_where(old.clone()).limit(BATCH).to_owned();
            let deleted = Entity::delete_many().filter(Column::Id.in_subquery(batch));
            let gone = self.relaxed(deleted.exec(self.writer())).await?.rows_affected;
            forgotten += gone;
            if gone < BATCH {
                return Ok(forgotten);
            }
            tokio::time::sleep(BETWEEN_BATCHES).await;
        }
    }
}
