//! Why a database was not moved.

use super::super::{StoreError, state::MovedTo};

/// Why nothing was moved.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// There is no database to move.
    #[error("there is no database at {0}")]
    Missing(String),
    /// A process of the service uses it.
    #[error("the database is in use: stop every process of the service, then try again")]
    InUse,
    /// It was moved before.
    #[error("{0}")]
    Moved(MovedTo),
    /// Its schema is older.
    #[error("the database has the schema of an earlier version: run `migrate` first")]
    Behind,
    /// It has a table or a column that this version does not know.
    #[error("the database has {0}, which this version does not know and would lose")]
    Unknown(String),
    /// The target is not empty.
    #[error("the target already has tables ({0}): name an empty database or a new file")]
    NotEmpty(String),
    /// A table could not be copied.
    #[error("cannot copy the table {table}")]
    Table {
        /// Its name.
        table: String,
        /// Why.
        source: StoreError,
    },
    /// What arrived differs from what was sent.
    #[error("the table {0} did not arrive as it was")]
    Differs(String),
    /// The target cannot be opened or written.
    #[error("cannot use the new database")]
    Target(#[source] StoreError),
    /// The database failed.
    #[error("cannot read the present database")]
    Source(#[source] StoreError),
}
