//! Why the database did not answer.

use sea_orm::{DbErr, SqlErr};

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
    /// Statements that were prepared in one transaction are unknown in the next.
    #[error(
        "`database.url` leads to a connection pooler that loses prepared statements (pgbouncer in transaction mode): \
         set `pool_mode = session` for this database, or use pgbouncer 1.21 or later with \
         `max_prepared_statements = 200`, or write the address of the PostgreSQL server itself"
    )]
    Pooler,
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
        // `PostgreSQL` names the index, `SQLite` the columns.
        let Some(SqlErr::UniqueConstraintViolation(message)) = error.sql_err() else { return false };
        message.contains(index) || message.contains(column)
    }
}
