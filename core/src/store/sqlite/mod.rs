//! `SQLite`, asked in place.
//!
//! The usual driver hands each statement to a thread of its own and waits for the answer. That takes longer than
//! most statements, and while somebody writes, all others who want to write wait for those trips too. Here a
//! statement is carried out where it is asked for, and a transaction has the one connection that writes for no
//! longer than its statements take. So none of them may take long: what could be long is read by the page.
//!
//! A row that goes through `SeaORM`'s proxy knows its columns by their names. By place they would come in the order
//! of their names.

mod hooks;
mod statement;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use rusqlite::{Connection, ErrorCode, OpenFlags};
use sea_orm::{
    Database, DatabaseConnection, DbBackend, DbErr, ProxyDatabaseTrait, ProxyExecResult, ProxyRow, RuntimeErr,
    Statement,
};
use tokio::sync::OwnedMutexGuard;

use hooks::Hooks;

/// How long we let other processes keep us waiting.
const PATIENCE: Duration = Duration::from_secs(10);

/// The first and the longest pause before we look again.
const PAUSES: [Duration; 2] = [Duration::from_millis(1), Duration::from_millis(25)];

/// So many connections that read are kept. More are in use only while another process is in the way.
const READERS: usize = 8;

/// So many statements stay prepared for each connection: more than there are.
const PREPARED: usize = 200;

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
        let writer = [
            ("journal_mode", "WAL"),
            ("synchronous", "NORMAL"),       // and waits by itself: see `durable.rs`
            ("wal_autocheckpoint", "20000"), // pages, 80 MB: all wait for it, so `durable.rs` comes before it
            ("foreign_keys", "ON"),
        ];
        Ok(Arc::new(Self {
            path: path.to_owned(),
            readers: Mutex::default(),
            writer: Arc::new(tokio::sync::Mutex::new(connect(path, &writer).map_err(|error| failed(&error))?)),
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
        let mut connection = Arc::clone(&self.writer).lock_owned().await;
        patiently(&mut connection, |connection| connection.prepare_cached("BEGIN IMMEDIATE")?.raw_execute()).await?;
        Ok(Arc::new(Transaction { file: Arc::clone(self), connection: Mutex::new(connection) }))
    }

    /// Moves what the log holds into the database, as far as nobody needs it. Others go on meanwhile.
    pub(super) fn checkpoint(&self) -> Result<(), DbErr> {
        let connection = connect(&self.path, &[]).map_err(|error| failed(&error))?;
        connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).map_err(|error| failed(&error))
    }

    async fn read<T>(&self, ask: impl Fn(&Connection) -> rusqlite::Result<T>) -> Result<T, DbErr> {
        let idle = locked(&self.readers).pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => connect(&self.path, &[("query_only", "ON")]).map_err(|error| failed(&error))?,
        };
        let answer = patiently(&mut connection, ask).await;
        let mut idle = locked(&self.readers);
        if idle.len() < READERS {
            idle.push(connection);
        }
        answer
    }

    async fn write<T>(&self, ask: impl Fn(&Connection) -> rusqlite::Result<T>) -> Result<T, DbErr> {
        patiently(&mut *self.writer.lock().await, ask).await
    }

    /// From now on every statement fails.
    #[cfg(any(test, feature = "testing"))]
    pub(super) fn goes_away(&self) {
        self.hooks.go_away();
    }

    /// Hands every statement to `watch` from now on.
    #[cfg(test)]
    pub(super) fn watched(&self, watch: impl Fn(&Statement) + Send + Sync + 'static) {
        self.hooks.watch(watch);
    }
}

/// A transaction on the connection that writes. It is rolled back when it is dropped.
#[derive(Debug)]
pub(super) struct Transaction {
    file: Arc<Sqlite>,
    connection: Mutex<OwnedMutexGuard<Connection>>,
}

impl Transaction {
    /// For its statements.
    pub(super) async fn connection(self: &Arc<Self>) -> Result<DatabaseConnection, DbErr> {
        proxy(Door::Within(Arc::clone(self))).await
    }

    /// Ends it.
    ///
    /// # Errors
    /// What was written is not there, and never was. `SQLite` may have ended it before, on a full disk.
    pub(super) fn commit(&self) -> Result<(), DbErr> {
        self.ask(|connection| connection.prepare_cached("COMMIT")?.raw_execute()).map(drop)
    }

    fn ask<T>(&self, ask: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, DbErr> {
        let connection = locked(&self.connection);
        if connection.is_autocommit() {
            return Err(DbErr::Custom("the transaction is over".to_owned()));
        }
        ask(&connection).map_err(|error| failed(&error))
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        let connection = self.connection.get_mut().unwrap_or_else(PoisonError::into_inner);
        if !connection.is_autocommit()
            && let Err(error) = connection.execute_batch("ROLLBACK")
        {
            tracing::error!(error = &error as &dyn std::error::Error, "a transaction cannot be rolled back");
        }
    }
}

/// A file of somebody else's, read as it is at one instant, and left as it is.
#[derive(Debug)]
pub(super) struct Snapshot(Connection);

impl Snapshot {
    pub(super) fn open(path: &Path) -> Result<Self, DbErr> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(|error| failed(&error))?;
        connection
            .busy_timeout(PATIENCE)
            .and_then(|()| connection.execute_batch("BEGIN"))
            .map_err(|error| failed(&error))?;
        Ok(Self(connection))
    }

    /// What a statement finds.
    pub(super) fn rows(&self, sql: &str) -> Result<Vec<ProxyRow>, DbErr> {
        statement::query(&self.0, &Statement::from_string(DbBackend::Sqlite, sql)).map_err(|error| failed(&error))
    }
}

/// What `SeaORM` hands its statements to.
#[derive(Debug)]
enum Door {
    /// Each is read by itself.
    Read(Arc<Sqlite>),
    /// Each is written by itself.
    Write(Arc<Sqlite>),
    /// They belong together.
    Within(Arc<Transaction>),
}

impl Door {
    async fn ask<T>(
        &self,
        statement: &Statement,
        ask: impl Fn(&Connection, &Statement) -> rusqlite::Result<T> + Send,
    ) -> Result<T, DbErr> {
        let ask = |connection: &Connection| ask(connection, statement);
        match self {
            Self::Read(file) => {
                file.hooks.pass(statement)?;
                file.read(ask).await
            }
            Self::Write(file) => {
                file.hooks.pass(statement)?;
                file.write(ask).await
            }
            Self::Within(transaction) => {
                transaction.file.hooks.pass(statement)?;
                transaction.ask(ask)
            }
        }
    }
}

#[async_trait::async_trait]
impl ProxyDatabaseTrait for Door {
    async fn query(&self, statement: Statement) -> Result<Vec<ProxyRow>, DbErr> {
        self.ask(&statement, statement::query).await
    }

    async fn execute(&self, statement: Statement) -> Result<ProxyExecResult, DbErr> {
        self.ask(&statement, statement::execute).await
    }
}

async fn proxy(to: Door) -> Result<DatabaseConnection, DbErr> {
    Database::connect_proxy(DbBackend::Sqlite, Arc::new(Box::new(to))).await
}

fn connect(path: &Path, pragmas: &[(&str, &str)]) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    for (name, value) in pragmas {
        connection.pragma_update(None, name, value)?;
    }
    connection.busy_timeout(Duration::ZERO)?; // from here on nobody waits in place
    connection.set_prepared_statement_cache_capacity(PREPARED);
    Ok(connection)
}

/// Asks again for a while if another process is in the way.
async fn patiently<T>(
    connection: &mut Connection,
    ask: impl Fn(&Connection) -> rusqlite::Result<T>,
) -> Result<T, DbErr> {
    let (began, [mut pause, longest]) = (Instant::now(), PAUSES);
    loop {
        match ask(connection) {
            Err(error) if is_busy(&error) && began.elapsed() < PATIENCE => {}
            answer => return answer.map_err(|error| failed(&error)),
        }
        tokio::time::sleep(pause).await;
        pause = longest.min(pause * 2);
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

fn failed(error: &rusqlite::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::Internal(error.to_string()))
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
