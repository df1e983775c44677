//! Errors of the store.

use sea_orm::{DbErr, SqlErr};

/// Why a query failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A row holds a value that we never wrote.
    #[error("row {id} of {table} is corrupt in {column}")]
    Corrupt {
        /// Which table.
        table: &'static str,
        /// Which row.
        id: i64,
        /// Which column.
        column: &'static str,
    },
    /// A newer version of this program has upgraded the database; this is its last migration.
    #[error(
        "it was written by a newer version of this program (its schema has {0}): \
         run that version, or restore the backup that was made before the upgrade"
    )]
    Newer(String),
    /// The config does not name a `PostgreSQL` server.
    #[error("`database.url` is not the address of a PostgreSQL server, like postgres://user:password@host/name")]
    Address,
    /// Statements that were prepared in one transaction are unknown in the next.
    #[error(
        "`database.url` leads to a connection pooler that loses prepared statements (pgbouncer in transaction mode): \
         set `pool_mode = session` for this database, or use pgbouncer 1.21 or later with \
         `max_prepared_statements = 200`, or write the address of the PostgreSQL server itself"
    )]
    Pooler,
    /// The write-ahead log could not be synced.
    #[error("the database could not be written to the disk")]
    NotSynced,
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] DbErr),
}

impl StoreError {
    /// Whether the unique index `index`, on `column`, was violated.
    pub(crate) fn violated(&self, index: &str, column: &str) -> bool {
        let Self::Database(error) = self else { return false };
        // `PostgreSQL` names the index, `SQLite` the columns.
        let Some(SqlErr::UniqueConstraintViolation(message)) = error.sql_err() else { return false };
        message.contains(index) || message.contains(column)
    }
}
