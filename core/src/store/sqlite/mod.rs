//! `SQLite`, asked in place.
//!
//! The usual driver hands each statement to a thread of its own and waits for the answer. That takes longer than
//! most statements, and while somebody writes, all others who want to write wait for those trips too. Here a
//! statement is carried out where it is asked for, and a transaction has the one connection that writes for no
//! longer than its statements take. So none of them may take long: what could be long is read by the page.
//!
//! A row that goes through `SeaORM`'s proxy knows its columns by their names. By place they would come in the order
//! of their names.

mod connection;
mod door;
mod hooks;
mod snapshot;
mod statement;
#[cfg(test)]
mod tests;
mod transaction;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rusqlite::Connection;
use sea_orm::{DatabaseConnection, DbErr};
use tokio::sync::OwnedMutexGuard;

use connection::{connect, failed, patiently};
use door::{Door, proxy};
use hooks::Hooks;
pub(super) use snapshot::Snapshot;
pub(super) use transaction::Transaction;

/// So many connections that read are kept. More are in use only while another process is in the way.
const READERS: usize = 8;

/// How a connection writes.
const WRITER: [(&str, &str); 4] = [
    ("journal_mode", "WAL"),
    ("synchronous", "NORMAL"),       // and waits by itself: see `durable.rs`
    ("wal_autocheckpoint", "20000"), // pages, 80 MB: all wait for it, so `durable.rs` comes before it
    ("foreign_keys", "ON"),
];

/// What `SQLite` says of a row that a unique index has already.
pub(super) const NOT_UNIQUE: &str = "UNIQUE constraint failed";

/// A database file.
#[derive(Debug)]
pub(super) struct Sqlite {
    path: PathBuf,
    /// Those that read, and are not in use just now.
    readers: Mutex<Vec<Connection>>,
    writer: Arc<tokio::sync::Mutex<Connection>>,
    hooks: Hooks,
}

impl Sqlite {
    /// Opens the database at `path`, made when it is missing.
    pub(super) fn open(path: &Path) -> Result<Arc<Self>, DbErr> {
        Ok(Arc::new(Self {
            path: path.to_owned(),
            readers: Mutex::default(),
            writer: Arc::new(tokio::sync::Mutex::new(connect(path, &WRITER)?)),
            hooks: Hooks::default(),
        }))
    }

    /// For statements that read.
    pub(super) async fn reader(self: &Arc<Self>) -> Result<DatabaseConnection, DbErr> {
        proxy(Door::Read(Arc::clone(self))).await
    }

    /// For statements that write, each by itself.
    pub(super) async fn writer(self: &Arc<Self>) -> Result<DatabaseConnection, DbErr> {
        proxy(Door::Write(Arc::clone(self))).await
    }

    /// Begins a transaction, when nobody else writes.
    pub(super) async fn begin(self: &Arc<Self>) -> Result<Arc<Transaction>, DbErr> {
        let mut connection = self.writing().await?;
        patiently(&mut connection, |connection| connection.prepare_cached("BEGIN IMMEDIATE")?.raw_execute()).await?;
        Ok(Arc::new(Transaction { file: Arc::clone(self), connection: Mutex::new(connection) }))
    }

    /// Moves what the log holds into the database, as far as nobody needs it. Others go on meanwhile.
    pub(super) fn checkpoint(&self) -> Result<(), DbErr> {
        let connection = connect(&self.path, &[])?;
        connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).map_err(|error| failed(&error))
    }

    /// Moves all that the log holds into the database, which is synced then; `false` if others stand in the way.
    pub(super) async fn empty_log(&self) -> Result<bool, DbErr> {
        let ask = "PRAGMA wal_checkpoint(TRUNCATE)";
        let is_busy = self.write(|connection| connection.query_row(ask, [], |row| row.get::<_, bool>("busy"))).await?;
        Ok(!is_busy)
    }

    async fn read<T>(&self, ask: impl Fn(&Connection) -> rusqlite::Result<T>) -> Result<T, DbErr> {
        let idle = locked(&self.readers).pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => connect(&self.path, &[("query_only", "ON")])?,
        };
        let answer = patiently(&mut connection, ask).await;
        let mut idle = locked(&self.readers);
        if idle.len() < READERS {
            idle.push(connection);
        }
        answer
    }

    async fn write<T>(&self, ask: impl Fn(&Connection) -> rusqlite::Result<T>) -> Result<T, DbErr> {
        patiently(&mut *self.writing().await?, ask).await
    }

    /// The connection that writes, when nobody else has it.
    async fn writing(&self) -> Result<OwnedMutexGuard<Connection>, DbErr> {
        let mut connection = Arc::clone(&self.writer).lock_owned().await;
        if !connection.is_autocommit() {
            // A transaction could not be rolled back, and whatever is written now would be lost with it.
            *connection = connect(&self.path, &WRITER)?;
        }
        Ok(connection)
    }

    /// From now on every statement fails.
    #[cfg(any(test, feature = "testing"))]
    pub(super) fn fail_all(&self) {
        self.hooks.go_away();
    }

    /// From now on writes fail as on a full disk.
    #[cfg(test)]
    pub(super) fn is_full(&self) {
        self.hooks.fill();
    }

    /// Hands every statement to `watch` from now on.
    #[cfg(test)]
    pub(super) fn watched(&self, watch: impl Fn(&sea_orm::Statement) + Send + Sync + 'static) {
        self.hooks.watch(watch);
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
