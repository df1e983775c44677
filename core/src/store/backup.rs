//! Backup: a copy of the `SQLite` file while it is in use.

use std::path::Path;

use sea_orm::{ConnectionTrait, Statement};

use super::{Store, StoreError};
use crate::config::{Config, DatabaseConfig};

/// Why the backup failed.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The service has never run with this config, or its database is gone.
    #[error("there is nothing to back up: there is no database at {0}")]
    Missing(String),
    /// A database server has its own backup tools.
    #[error("the database is on a PostgreSQL server: back it up with `pg_dump`")]
    IsAServer,
    /// The file exists already, or cannot be created.
    #[error("cannot create {path}")]
    File {
        /// Which file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Writes everything committed so far into a new file that only its owner can read. A missing database is not
    /// created.
    pub async fn back_up(config: &Config, to: &Path) -> Result<(), BackupError> {
        let DatabaseConfig::Sqlite(path) = &config.database else { return Err(BackupError::IsAServer) };
        let file = Self::file(config, path).await;
        if !file.is_file() {
            return Err(BackupError::Missing(file.display().to_string()));
        }
        let store = Self::open(&file).await?;
        let connection = store.writer(); // a read-only connection cannot write a copy either
        // SQLite accepts an existing file if it is empty, so the file gets its permissions before its content.
        let path = to.display().to_string();
        create(to).map_err(|source| BackupError::File { path: path.clone(), source })?;
        let copy = Statement::from_sql_and_values(connection.get_database_backend(), "VACUUM INTO ?", [path.into()]);
        let outcome = connection.execute_raw(copy).await;
        if outcome.is_err() {
            let _ = std::fs::remove_file(to);
        }
        outcome.map(drop).map_err(|error| StoreError::from(error).into())
    }
}

fn create(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}
