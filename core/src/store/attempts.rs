//! Attempts that are counted against limits: exact, and shared by all processes on the database.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select, Statement,
    sea_query::{Expr, ExprTrait, InsertStatement, Query},
};

use super::{
    Store, StoreError,
    entities::attempt::{Column, Entity},
};

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
    Ok(admit_all(db, &[(key, limit)], now).await?.map_err(|(_, wait)| wait))
}

/// Counts an attempt against several limits, if each has room for it. Else says which has none, and how long to
/// wait until it has; then nothing may be committed.
pub(crate) async fn admit_all(
    db: &impl ConnectionTrait,
    limits: &[(&[u8], Limit)],
    now: Timestamp,
) -> Result<Result<(), (usize, Duration)>, StoreError> {
    for (at, (key, limit)) in limits.iter().enumerate() {
        wait_for_others(db, key).await?;
        if db.execute(&counting(key, *limit, now)?).await?.rows_affected() == 1 {
            continue;
        }
        let oldest = in_the_way(key, *limit, now).one(db).await?.map_or(0, |oldest| oldest.at);
        let free_at = oldest.saturating_add(limit.per.as_millis().try_into().unwrap_or(i64::MAX));
        let wait = Duration::from_millis(u64::try_from(free_at - now.as_millisecond()).unwrap_or(0));
        return Ok(Err((at, wait)));
    }
    Ok(Ok(()))
}

/// The statement that counts an attempt if there is room for it.
fn counting(key: &[u8], limit: Limit, now: Timestamp) -> Result<InsertStatement, DbErr> {
    let row = Query::select()
        .expr(Expr::value(key))
        .expr(Expr::value(now.as_millisecond()))
        .and_where(Expr::exists(in_the_way(key, limit, now).into_query()).not())
        .to_owned();
    let mut insert = Query::insert();
    insert.into_table(Entity).columns([Column::Key, Column::At]);
    insert.select_from(row).map_err(|error| DbErr::Custom(error.to_string()))?;
    Ok(insert)
}

/// The newest attempts of the span, beginning with the last that the limit has room for: when that one leaves it,
/// there is room.
fn in_the_way(key: &[u8], limit: Limit, now: Timestamp) -> Select<Entity> {
    let since = now.saturating_sub(limit.per).unwrap_or(Timestamp::MIN);
    Entity::find()
        .filter(Column::Key.eq(key))
        .filter(Column::At.gt(since.as_millisecond()))
        .order_by_desc(Column::At)
        .offset(u64::from(limit.count.saturating_sub(1)))
        .limit(1)
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

    /// Forgets attempts that are older than any limit looks back.
    pub async fn forget_attempts(&self, before: Timestamp) -> Result<u64, StoreError> {
        let old = Entity::delete_many().filter(Column::At.lt(before.as_millisecond()));
        Ok(old.exec(self.writer()).await?.rows_affected)
    }
}
