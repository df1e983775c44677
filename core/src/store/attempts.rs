//! Attempts that are counted against limits: exact, and shared by all processes on the database.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Statement,
    sea_query::{Expr, ExprTrait, Query},
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
    db: &impl ConnectionTrait,
    key: &[u8],
    limit: Limit,
    now: Timestamp,
) -> Result<Result<(), Duration>, StoreError> {
    wait_for_others(db, key).await?;
    let since = now.saturating_sub(limit.per).unwrap_or(Timestamp::MIN);
    // The newest ones of the span: when the last of these leaves it, there is room.
    let in_the_way = attempt::Entity::find()
        .filter(attempt::Column::Key.eq(key))
        .filter(attempt::Column::At.gt(since.as_millisecond()))
        .order_by_desc(attempt::Column::At)
        .offset(u64::from(limit.count.saturating_sub(1)))
        .limit(1);
    let row = Query::select()
        .expr(Expr::value(key))
        .expr(Expr::value(now.as_millisecond()))
        .and_where(Expr::exists(in_the_way.clone().into_query()).not())
        .to_owned();
    let insert = Query::insert()
        .into_table(attempt::Entity)
        .columns([attempt::Column::Key, attempt::Column::At])
        .select_from(row)
        .map_err(|error| DbErr::Custom(error.to_string()))?
        .to_owned();
    if db.execute(&insert).await?.rows_affected() == 1 {
        return Ok(Ok(()));
    }
    let oldest = in_the_way.one(db).await?.map_or(0, |oldest| oldest.at);
    let free_at = oldest.saturating_add(limit.per.as_millis().try_into().unwrap_or(i64::MAX));
    Ok(Err(Duration::from_millis(u64::try_from(free_at - now.as_millisecond()).unwrap_or(0))))
}

/// Two processes must not both find the last place free. `SQLite`'s writes exclude each other as they are.
async fn wait_for_others(db: &impl ConnectionTrait, key: &[u8]) -> Result<(), StoreError> {
    if db.get_database_backend() == DbBackend::Postgres {
        let lock = key.iter().take(8).fold(0_i64, |lock, byte| (lock << 8) | i64::from(*byte));
        let sql = "SELECT pg_advisory_xact_lock($1)";
        db.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, [lock.into()])).await?;
    }
    Ok(())
}

impl Store {
    /// As [`admit`], by itself. It waits for no disk: a power cut may take the last moment's attempts back.
    pub async fn admit(&self, key: &[u8], limit: Limit, now: Timestamp) -> Result<Result<(), Duration>, StoreError> {
        if self.writer().get_database_backend() == DbBackend::Sqlite {
            return admit(self.writer(), key, limit, now).await;
        }
        let txn = self.begin().await?;
        let admitted = admit(&txn, key, limit, now).await?;
        txn.commit().await?;
        Ok(admitted)
    }

    /// Whether there was an attempt since an instant.
    pub async fn has_tried(&self, key: &[u8], since: Timestamp) -> Result<bool, StoreError> {
        let tried = attempt::Entity::find()
            .filter(attempt::Column::Key.eq(key))
            .filter(attempt::Column::At.gt(since.as_millisecond()));
        Ok(tried.one(self.reader()).await?.is_some())
    }

    /// Forgets attempts that are older than any limit looks back.
    pub async fn forget_attempts(&self, before: Timestamp) -> Result<u64, StoreError> {
        let old = attempt::Entity::delete_many().filter(attempt::Column::At.lt(before.as_millisecond()));
        Ok(old.exec(self.writer()).await?.rows_affected)
    }
}
