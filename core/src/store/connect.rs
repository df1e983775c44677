//! Opens the database: an `SQLite` file or a `PostgreSQL` server.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use secrecy::ExposeSecret;

use super::{
    error::StoreError,
    pooler, server,
    sqlite::{self, GroupCommit, Snapshot},
};
use crate::{
    config::{Config, DatabaseConfig},
    fault_injection as fault,
};

/// How long it may take to find out whether a file is the Django app's.
const RECOGNITION: Duration = Duration::from_secs(10);
/// The name of the service's sessions on a database server.
pub(super) const APPLICATION: &str = "synapse-registration";

/// The database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    read: DatabaseConnection,
    write: DatabaseConnection,
    /// Makes commits durable. A database server does so itself.
    group_commit: Option<Arc<GroupCommit>>,
}

/// Several changes that happen together or not at all. A dropped transaction changes nothing.
pub(crate) type Txn = DatabaseTransaction;

impl Store {
    /// Opens the database that the config names; an embedded one is created when it is missing.
    pub async fn connect(config: &Config) -> Result<Self, StoreError> {
        match &config.database {
            DatabaseConfig::Postgres(url) => Self::connect_to_server(url.expose_secret(), APPLICATION).await,
            DatabaseConfig::Sqlite(path) => Self::open(&Self::file(config, path).await).await,
        }
    }

    /// Connects to a server; waits some seconds for one that is just starting. `application` names the sessions in its
    /// lists.
    pub(super) async fn connect_to_server(url: &str, application: &'static str) -> Result<Self, StoreError> {
        let server = server::options(url)?;
        let mut options = ConnectOptions::new(url);
        options.max_connections(16).acquire_timeout(Duration::from_secs(10)).sqlx_logging(false);
        options.map_sqlx_postgres_opts(move |server| server.extra_float_digits(None).application_name(application));
        let pool = match Database::connect(options).await {
            Ok(pool) => pool,
            // The pool says only that it waited.
            Err(error) => {
                server::try_connect(&server).await?;
                return Err(error.into());
            }
        };
        pooler::check(&pool).await?;
        Ok(Self { read: pool.clone(), write: pool, group_commit: None })
    }

    /// A database that is read and written through one connection, without group commit.
    pub(super) fn reading(connection: DatabaseConnection) -> Self {
        Self { read: connection.clone(), write: connection, group_commit: None }
    }

    /// Where the embedded database is, or will be.
    pub(super) async fn file(config: &Config, path: &Path) -> PathBuf {
        beside_django(&config.data_dir.join(path)).await
    }

    /// Opens the `SQLite` database at `path`, created when it is missing.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let (read, write) = sqlite::open(path).await?;
        let group_commit = GroupCommit::new(path, read.clone(), write.clone());
        Ok(Self { read, write, group_commit: Some(Arc::new(group_commit)) })
    }

    /// Whether the database takes a durable write, which a full disk does not.
    pub async fn probe(&self, now: Timestamp) -> Result<(), StoreError> {
        self.set_setting("probe", &now.to_string()).await
    }

    pub(crate) async fn begin(&self) -> Result<Txn, StoreError> {
        // A transaction that reads first could not wait for another process when it writes later.
        let mode = Some(SqliteTransactionMode::Immediate);
        let options = TransactionOptions { sqlite_transaction_mode: mode, ..TransactionOptions::default() };
        Ok(self.write.begin_with_options(options).await?)
    }

    /// Commits a transaction, durably.
    pub(crate) async fn commit(&self, txn: Txn) -> Result<(), StoreError> {
        self.durable(txn.commit()).await
    }

    /// Makes a single write, durably.
    pub(super) async fn durable<T, E>(&self, write: impl Future<Output = Result<T, E>>) -> Result<T, StoreError>
    where
        StoreError: From<E>,
    {
        fault::point("before commit");
        let written = write.await?;
        if let Some(group_commit) = &self.group_commit {
            group_commit.sync().await?;
        }
        fault::point("after commit");
        Ok(written)
    }

    /// Makes a write without waiting for the disk: a power cut may undo it. For facts that are found out again, such as
    /// that an effect is done: it is performed once more, as if the process had died before the write.
    pub(super) async fn relaxed<T, E>(&self, write: impl Future<Output = Result<T, E>>) -> Result<T, StoreError>
    where
        StoreError: From<E>,
    {
        fault::point("before commit");
        let written = write.await?;
        fault::point("after commit");
        Ok(written)
    }

    /// Closes all connections.
    pub(super) async fn close(&self) {
        for pool in [&self.read, &self.write] {
            let _ = pool.close_by_ref().await;
        }
    }

    pub(super) fn reader(&self) -> &DatabaseConnection {
        &self.read
    }

    pub(super) fn writer(&self) -> &DatabaseConnection {
        &self.write
    }
}

/// The Django app's config names its own database. That file is left as it is: ours lies beside it, and stays there
/// when the old one is deleted.
async fn beside_django(path: &Path) -> PathBuf {
    let beside = path.with_extension("registration.sqlite3");
    if beside.exists() || is_django(path).await {
        tracing::info!("`database.path` is the Django app's database and stays unchanged; using {}", beside.display());
        return beside;
    }
    path.to_owned()
}

/// Whether this is a database of the Django app. Nothing is written or created.
async fn is_django(path: &Path) -> bool {
    let Ok(file) = Snapshot::open(path, Instant::now() + RECOGNITION).await else { return false };
    file.rows("SELECT 1 FROM registration_userregistration LIMIT 1").await.is_ok()
}

#[cfg(any(test, feature = "testing"))]
impl Store {
    /// Every statement fails from now on.
    pub async fn fail_all(&self) {
        self.close().await;
    }
}

#[cfg(test)]
impl Store {
    /// From now on an embedded database takes no write, as on a full disk.
    pub(crate) fn is_full(&mut self) {
        self.write = self.read.clone();
    }

    /// Runs the statements of a dump.
    pub(crate) async fn run_script(&self, statements: &str) {
        use sea_orm::ConnectionTrait as _;
        if !statements.is_empty() {
            self.write.execute_unprepared(statements).await.expect("valid statements");
        }
    }

    /// Hands every statement to `watch` from now on.
    pub(crate) fn watched(&mut self, watch: impl Fn(&str, &[sea_orm::Value]) + Clone + Send + Sync + 'static) {
        for pool in [&mut self.read, &mut self.write] {
            let watch = watch.clone();
            pool.set_metric_callback(move |info| {
                watch(&info.statement.sql, info.statement.values.as_ref().map_or(&[][..], |values| &values.0));
            });
        }
    }

    pub(super) fn group_commit(&self) -> &GroupCommit {
        self.group_commit.as_deref().expect("an embedded database")
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::ConnectionTrait;

    use super::*;

    #[tokio::test]
    async fn our_database_lies_beside_the_django_apps() {
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
