//! Opening the database, and the errors that come from it.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbErr, SqlErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
    sqlx::{self, Connection, SqliteConnection, postgres::PgConnectOptions},
};
use secrecy::ExposeSecret;

use super::durable::Log;
use crate::config::{Config, DatabaseConfig};

/// The database. `SQLite` has one writer, so writes queue for one connection instead of failing as
/// busy; reads have their own.
#[derive(Clone, Debug)]
pub struct Store {
    read: DatabaseConnection,
    write: DatabaseConnection,
    log: Option<Arc<Log>>,
}

/// Several changes that happen together or not at all.
pub type Txn = DatabaseTransaction;

/// Why the database did not answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A row of this table holds something that we never wrote.
    #[error("row {id} of {table} is corrupt in {column}")]
    Corrupt {
        /// Which table.
        table: &'static str,
        /// Which row.
        id: i64,
        /// Which column.
        column: &'static str,
    },
    /// A later version of this program has been here; this is the last step of its schema.
    #[error(
        "it was written by a newer version of this program (its schema has {0}): \
         run that version, or restore the backup that was made before the upgrade"
    )]
    Newer(String),
    /// The config names no server that we know of.
    #[error("`database.url` is not the address of a PostgreSQL server, like postgres://user:password@host/name")]
    Address,
    /// The disk did not take what was written.
    #[error("what was written is not on the disk")]
    NotSynced,
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] DbErr),
}

impl StoreError {
    /// The unique index that stood in the way, if that is what happened.
    pub(crate) fn violated(&self, index: &str, column: &str) -> bool {
        let Self::Database(error) = self else { return false };
        match error.sql_err() {
            // PostgreSQL names the index, SQLite the columns.
            Some(SqlErr::UniqueConstraintViolation(message)) => message.contains(index) || message.contains(column),
            _ => false,
        }
    }
}

impl Store {
    /// Opens the database that the config names; an embedded one is made when it is missing.
    pub async fn connect(config: &Config) -> Result<Self, StoreError> {
        match &config.database {
            DatabaseConfig::Postgres(url) => {
                let url = url.expose_secret();
                // The library's words about what it cannot read hold the password.
                if !(url.starts_with("postgres:") || url.starts_with("postgresql:"))
                    || url.parse::<PgConnectOptions>().is_err()
                {
                    return Err(StoreError::Address);
                }
                let mut options = ConnectOptions::new(url);
                options.max_connections(16).acquire_timeout(Duration::from_secs(10)).sqlx_logging(false);
                let pool = Database::connect(options).await?;
                Ok(Self { read: pool.clone(), write: pool, log: None })
            }
            DatabaseConfig::Sqlite(path) => Self::open(&Self::file(config, path).await).await,
        }
    }

    /// Where the embedded database is, or will be.
    pub(super) async fn file(config: &Config, path: &Path) -> PathBuf {
        beside_django(&config.data_dir.join(path)).await
    }

    /// Opens the `SQLite` database at `path`, made when it is missing.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let pool = async |connections| {
            let path = path.to_owned();
            let mut options = ConnectOptions::new("sqlite://");
            options.max_connections(connections).acquire_timeout(Duration::from_secs(10)).sqlx_logging(false);
            options.test_before_acquire(false); // a file does not hang up
            options.map_sqlx_sqlite_opts(move |sqlite| {
                sqlite
                    .filename(&path)
                    .create_if_missing(true)
                    .pragma("journal_mode", "WAL")
                    .pragma("synchronous", "NORMAL") // and waits by itself: see `durable.rs`
                    .pragma("wal_autocheckpoint", "4000") // pages, 16 MB: seldom, as all writers wait for it
                    .pragma("foreign_keys", "ON")
                    .busy_timeout(Duration::from_secs(10))
            });
            options
                .map_sqlx_sqlite_pool_opts(|pool| pool.after_release(|connection, _| Box::pin(is_sound(connection))));
            Database::connect(options).await
        };
        let write = pool(1).await?;
        Ok(Self { read: pool(4).await?, write, log: Some(Arc::new(Log::of(path))) })
    }

    /// Whether the database answers and its schema is there.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.setting("ping").await.map(drop)
    }

    pub(crate) async fn begin(&self) -> Result<Txn, StoreError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.write.begin_with_options(options).await?)
    }

    /// Answers nothing from now on.
    #[cfg(any(test, feature = "testing"))]
    pub async fn goes_away(&self) {
        for pool in [&self.read, &self.write] {
            let _ = pool.close_by_ref().await;
        }
    }

    /// Hands every statement to `watch`, of this store and of its clones to come.
    #[cfg(test)]
    pub(crate) fn watched(&mut self, watch: impl Fn(&str, &[sea_orm::Value]) + Clone + Send + Sync + 'static) {
        for pool in [&mut self.read, &mut self.write] {
            let watch = watch.clone();
            pool.set_metric_callback(move |info| {
                let mut values = info.statement.values.as_ref().map_or(&[][..], |values| &values.0);
                let Some((batch, last)) = info.statement.sql.rsplit_once(super::batch::APART) else {
                    return watch(&info.statement.sql, values);
                };
                for sql in batch.split(super::batch::APART).chain([last]) {
                    let (own, others) = values.split_at(sql.matches('?').count());
                    watch(sql, own);
                    values = others;
                }
            });
        }
    }

    pub(super) fn reader(&self) -> &DatabaseConnection {
        &self.read
    }

    /// For the embedded database alone.
    pub(super) fn log(&self) -> Option<&Log> {
        self.log.as_deref()
    }

    pub(super) fn writer(&self) -> &DatabaseConnection {
        &self.write
    }
}

/// Whether a connection may be used again. When the disk is full, `SQLite` may end a transaction by itself;
/// sqlx goes on counting it, and whatever is written after that would never be committed.
async fn is_sound(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    if connection.is_in_transaction() {
        // The rollback of a transaction that was dropped is in the queue, and done when this answers.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

/// The Django app's config names its own database. That file is left as it is: ours lies beside it,
/// and stays there when the old one is deleted.
async fn beside_django(path: &Path) -> PathBuf {
    let beside = path.with_extension("registration.sqlite3");
    if beside.exists() || is_django(path).await {
        tracing::info!("`database.path` is the Django app's database, and left alone; ours is {}", beside.display());
        return beside;
    }
    path.to_owned()
}

/// Whether there is a database of the Django app. Nothing is written to it, nor made.
async fn is_django(path: &Path) -> bool {
    if !path.is_file() {
        return false;
    }
    let path = path.to_owned();
    let mut options = ConnectOptions::new("sqlite://");
    options.max_connections(1).sqlx_logging(false);
    options.map_sqlx_sqlite_opts(move |sqlite| sqlite.filename(&path).read_only(true));
    let Ok(database) = Database::connect(options).await else { return false };
    let found = database.execute_unprepared("SELECT 1 FROM registration_userregistration LIMIT 1").await.is_ok();
    let _ = database.close().await;
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_written_after_the_disk_was_full_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&folder.path().join("db.sqlite3")).await.expect("made");
        store.write.execute_unprepared("CREATE TABLE t (x BLOB); PRAGMA max_page_count = 1").await.expect("a table");
        let txn = store.begin().await.expect("a transaction");
        txn.execute_unprepared("INSERT INTO t VALUES (zeroblob(1000000))").await.expect_err("the disk is full");
        drop(txn);
        let txn = store.begin().await.expect("a transaction");
        txn.execute_unprepared("INSERT INTO t VALUES (1)").await.expect("there is room again");
        txn.rollback().await.expect("taken back");
        store.write.execute_unprepared("INSERT INTO t VALUES (2)").await.expect("written");
        let deleted = Store::open(&folder.path().join("db.sqlite3")).await.expect("opened").write;
        let deleted = deleted.execute_unprepared("DELETE FROM t").await.expect("others may write");
        assert_eq!(deleted.rows_affected(), 1, "and see what was written");
    }

    #[tokio::test]
    async fn the_django_apps_database_is_left_alone_and_ours_lies_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("db.sqlite3");
        let theirs = Store::open(&path).await.expect("made");
        let sql = "CREATE TABLE registration_userregistration (id INTEGER)";
        theirs.write.execute_unprepared(sql).await.expect("their table");
        drop(theirs);

        let ours = folder.path().join("db.registration.sqlite3");
        assert_eq!(beside_django(&path).await, ours);
        Store::open(&ours).await.expect("made");
        std::fs::remove_file(&path).expect("the old file goes");
        assert_eq!(beside_django(&path).await, ours);
        assert_eq!(beside_django(&folder.path().join("other.sqlite3")).await, folder.path().join("other.sqlite3"));
    }
}
