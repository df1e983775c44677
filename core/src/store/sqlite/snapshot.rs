//! Another program's database file, read-only, as it is at one instant.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, QueryResult, SqlxSqliteConnector, Statement,
    TransactionTrait,
    sqlx::{
        pool::PoolOptions,
        sqlite::{Sqlite, SqliteConnectOptions},
    },
};

/// `SQLite` looks at the clock after so many instructions of a statement.
const INSTRUCTIONS: i32 = 10_000;
/// How long a statement waits for another process that writes, or for a connection of ours.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// A file that is read as it is at one instant, and not changed.
#[derive(Debug)]
pub(in crate::store) struct Snapshot(DatabaseTransaction);

impl Snapshot {
    /// Opens the file at `path`. Statements that run at `deadline` are interrupted: a damaged or a crafted file can
    /// keep `SQLite` busy for ever.
    pub(in crate::store) async fn open(path: &Path, deadline: Instant) -> Result<Self, DbErr> {
        let pool = PoolOptions::<Sqlite>::new().max_connections(1).after_connect(move |connection, _| {
            Box::pin(async move {
                let mut handle = connection.lock_handle().await?;
                handle.set_progress_handler(INSTRUCTIONS, move || Instant::now() < deadline);
                Ok(())
            })
        });
        let options = SqliteConnectOptions::new().filename(path).read_only(true).busy_timeout(BUSY_TIMEOUT);
        let pool = pool.connect_with(options).await.map_err(|error| DbErr::Custom(error.to_string()))?;
        Ok(Self(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool).begin().await?))
    }

    /// The rows that a statement finds.
    pub(in crate::store) async fn rows(&self, sql: &str) -> Result<Vec<QueryResult>, DbErr> {
        self.0.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await
    }
}
