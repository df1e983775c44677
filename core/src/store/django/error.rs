//! Errors of reading the Django app's database file.

use sea_orm::DbErr;

/// Why the file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum OldFileError {
    /// There is no such file.
    #[error("there is no such file, or it cannot be read")]
    Missing(#[source] std::io::Error),
    /// It is not a database of the Django app.
    #[error("it is no database of the Django app synapse-registration")]
    NotTheApp,
    /// It lacks a table or a column of version 0.1.3.
    #[error("it is of the app, but older than 0.1.3: {0} is missing; let the app's `migrate` bring it up to date")]
    TooOld(&'static str),
    /// A view or a virtual table has the name of a table.
    #[error("{0} is not a plain table, as the app makes it")]
    NotATable(&'static str),
    /// It has more rows than the app writes, or reading takes too long.
    #[error("it has more in it than an app can have written")]
    TooLarge,
    /// The database failed.
    #[error("it cannot be read")]
    Database(#[from] DbErr),
}
