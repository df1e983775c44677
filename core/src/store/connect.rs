//! Opens the database: an `SQLite` file or a `PostgreSQL` server.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use jiff::Timestamp;
use sea_orm::{ConnectOptions, Database, DatabaseConnection, TransactionTrait, sqlx::postgres::PgConnectOptions};
use secrecy::ExposeSecret;

use super::{
    durable::Log,
    error::StoreError,
    sqlite::{Snapshot, Sqlite},
    transaction::Txn,
};
use crate::config::{Config, DatabaseConfig};

/// The database. `SQLite` has one writer, so writes queue for one connection instead of failing as
/// busy; reads have their own.
#[derive(Clone, Debug)]
pub struct Store {
    read: DatabaseConnection,
    write: DatabaseConnection,
    embedded: Option<Arc<Embedded>>,
}

/// What only a database in a file has.
#[derive(Debug)]
pub(super) struct Embedded {
    /// Carries out statements.
    pub(super) file: Arc<Sqlite>,
    /// Makes commits last.
    pub(super) log: Log,
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
                Ok(Self { read: pool.clone(), write: pool, embedded: None })
            }
            DatabaseConfig::Sqlite(path) => Self::open(&Self::file(config, path)).await,
        }
    }

    /// Where the embedded database is, or will be.
    pub(super) fn file(config: &Config, path: &Path) -> PathBuf {
        beside_django(&config.data_dir.join(path))
    }

    /// Opens the `SQLite` database at `path`, made when it is missing.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let file = Sqlite::open(path)?;
        let (read, write) = (file.reader().await?, file.writer().await?);
        Ok(Self { read, write, embedded: Some(Arc::new(Embedded { file, log: Log::of(path) })) })
    }

    /// Whether the database takes a write that lasts, which a full disk does not.
    pub async fn probe(&self, now: Timestamp) -> Result<(), StoreError> {
        self.set_setting("probe", &now.to_string()).await
    }

    pub(crate) async fn begin(&self) -> Result<Txn, StoreError> {
        let Some(Embedded { file, .. }) = self.embedded() else {
            return Ok(Txn::Server(self.write.begin().await?));
        };
        let transaction = file.begin().await?;
        let connection = transaction.connection().await?;
        Ok(Txn::Embedded { connection, transaction })
    }

    /// Answers nothing from now on.
    #[cfg(any(test, feature = "testing"))]
    pub async fn fail_all(&self) {
        match self.embedded() {
            Some(Embedded { file, .. }) => file.fail_all(),
            None => drop(self.write.close_by_ref().await),
        }
    }

    /// From now on it can be read, and takes no write. A database server is left as it is.
    #[cfg(test)]
    pub(crate) fn is_full(&self) {
        if let Some(Embedded { file, .. }) = self.embedded() {
            file.is_full();
        }
    }

    /// Runs the statements of a dump.
    #[cfg(test)]
    pub(crate) async fn run_script(&self, statements: &str) {
        use sea_orm::ConnectionTrait as _;
        if !statements.is_empty() {
            self.write.execute_unprepared(statements).await.expect("valid statements");
        }
    }

    /// Hands every statement to `watch` from now on.
    #[cfg(test)]
    pub(crate) fn watched(&mut self, watch: impl Fn(&str, &[sea_orm::Value]) + Clone + Send + Sync + 'static) {
        let watch = move |statement: &sea_orm::Statement| {
            watch(&statement.sql, statement.values.as_ref().map_or(&[][..], |values| &values.0));
        };
        match self.embedded.as_deref() {
            Some(Embedded { file, .. }) => file.watched(watch),
            None => {
                for pool in [&mut self.read, &mut self.write] {
                    let watch = watch.clone();
                    pool.set_metric_callback(move |info| watch(info.statement));
                }
            }
        }
    }

    pub(super) fn reader(&self) -> &DatabaseConnection {
        &self.read
    }

    /// What a database server has no need of.
    pub(super) fn embedded(&self) -> Option<&Embedded> {
        self.embedded.as_deref()
    }

    pub(super) fn writer(&self) -> &DatabaseConnection {
        &self.write
    }
}

/// The Django app's config names its own database. That file is left as it is: ours lies beside it,
/// and stays there when the old one is deleted.
fn beside_django(path: &Path) -> PathBuf {
    let beside = path.with_extension("registration.sqlite3");
    if beside.exists() || is_django(path) {
        tracing::info!("`database.path` is the Django app's database, and left alone; ours is {}", beside.display());
        return beside;
    }
    path.to_owned()
}

/// Whether there is a database of the Django app. Nothing is written to it, nor made.
fn is_django(path: &Path) -> bool {
    let found = Snapshot::open(path).and_then(|file| file.rows("SELECT 1 FROM registration_userregistration LIMIT 1"));
    found.is_ok()
}

#[cfg(test)]
mod tests {
    use sea_orm::ConnectionTrait;

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
        drop(txn);
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
        assert_eq!(beside_django(&path), ours);
        Store::open(&ours).await.expect("made");
        std::fs::remove_file(&path).expect("the old file goes");
        assert_eq!(beside_django(&path), ours);
        assert_eq!(beside_django(&folder.path().join("other.sqlite3")), folder.path().join("other.sqlite3"));
    }
}
