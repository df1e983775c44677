//! The embedded database: how connections to an `SQLite` file are opened.

mod group_commit;
mod snapshot;
#[cfg(test)]
mod tests;

use std::{path::Path, time::Duration};

use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DbErr,
    sqlx::{self, Connection as _, SqliteConnection, pool::PoolOptions, sqlite::SqliteConnectOptions},
};

pub(super) use group_commit::GroupCommit;
use snapshot::BUSY_TIMEOUT;
pub(super) use snapshot::Snapshot;

/// Connections for reading. Each is a thread with a cache of its own, about 0.5 MB. All are opened at the start: a process that runs out of file descriptors goes on working.
const READERS: u32 = 2;

/// Opens the file at `path`, created when it is missing: connections for reading, and the one that writes. `SQLite`
/// has one writer, so writes queue for that connection instead of failing as busy.
pub(super) async fn open(path: &Path) -> Result<(DatabaseConnection, DatabaseConnection), DbErr> {
    // Pages, 80 MB: all writers wait for this checkpoint, so `group_commit.rs` runs one earlier, beside them.
    let writer = connect(path, 1, BUSY_TIMEOUT, [("wal_autocheckpoint", "20000")]).await?;
    let reader = connect(path, READERS, BUSY_TIMEOUT, [("query_only", "ON")]).await?;
    Ok((reader, writer))
}

/// Opens an existing file so that nobody else can use it. It is busy if anybody does.
pub(super) async fn open_exclusive(path: &Path) -> Result<DatabaseConnection, DbErr> {
    connect(path, 1, Duration::from_secs(1), [("locking_mode", "EXCLUSIVE")]).await
}

async fn connect(
    path: &Path,
    connections: u32,
    busy_timeout: Duration,
    pragma: [(&'static str, &'static str); 1],
) -> Result<DatabaseConnection, DbErr> {
    let path = path.to_owned();
    let mut options = ConnectOptions::new("sqlite://");
    options.sqlx_logging(false);
    options.map_sqlx_sqlite_opts(move |sqlite| {
        let sqlite = sqlite
            .filename(&path)
            .create_if_missing(true)
            .foreign_keys(true)
            .busy_timeout(busy_timeout)
            .statement_cache_capacity(200) // more than there are
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", "NORMAL"); // `group_commit.rs` waits for the disk
        pragma.into_iter().fold(sqlite, |sqlite, (name, value)| sqlite.pragma(name, value))
    });
    options.map_sqlx_sqlite_pool_opts(move |pool| {
        kept_open(pool, connections).after_release(|connection, _| Box::pin(is_sound(connection)))
    });
    Database::connect(options).await
}

/// Opens an existing file for reading. Creates no file beside it, so that `check` can run as another user.
pub(super) async fn open_read_only(path: &Path) -> Result<DatabaseConnection, DbErr> {
    // Without a process that has it open, reading the write-ahead log would create a file.
    let is_open = path.with_file_name(format!("{}-shm", file_name(path))).exists();
    let path = path.to_owned();
    let mut options = ConnectOptions::new("sqlite://");
    options.max_connections(1).sqlx_logging(false);
    options.map_sqlx_sqlite_opts(move |_| {
        let file = SqliteConnectOptions::new().filename(&path).busy_timeout(BUSY_TIMEOUT);
        file.read_only(true).immutable(!is_open)
    });
    Database::connect(options).await
}

fn file_name(path: &Path) -> std::borrow::Cow<'_, str> {
    path.file_name().unwrap_or_default().to_string_lossy()
}

/// A pool whose connections are opened at once and never closed.
fn kept_open(pool: PoolOptions<sqlx::Sqlite>, connections: u32) -> PoolOptions<sqlx::Sqlite> {
    pool.max_connections(connections)
        .min_connections(connections)
        .acquire_timeout(3 * BUSY_TIMEOUT)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
}

/// Whether a connection may be used again. When the disk is full, `SQLite` may end a transaction by itself; sqlx still
/// counts it as open, and would never commit later writes.
async fn is_sound(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    if connection.is_in_transaction() {
        // The rollback of a dropped transaction is queued; it is done when the connection answers.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}
