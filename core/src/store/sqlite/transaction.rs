//! A transaction in a file.

use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use sea_orm::{DatabaseConnection, DbErr};
use tokio::sync::OwnedMutexGuard;

use super::{
    Sqlite,
    connection::failed,
    door::{Door, proxy},
    locked,
};

/// A transaction on the connection that writes. It is rolled back when it is dropped.
#[derive(Debug)]
pub(crate) struct Transaction {
    pub(super) file: Arc<Sqlite>,
    pub(super) connection: Mutex<OwnedMutexGuard<Connection>>,
}

impl Transaction {
    /// For its statements.
    pub(in crate::store) async fn connection(self: &Arc<Self>) -> Result<DatabaseConnection, DbErr> {
        proxy(Door::Within(Arc::clone(self))).await
    }

    /// Ends it.
    ///
    /// # Errors
    /// What was written is not there, and never was. `SQLite` may have ended it before, on a full disk.
    pub(in crate::store) fn commit(&self) -> Result<(), DbErr> {
        self.ask(|connection| connection.prepare_cached("COMMIT")?.raw_execute()).map(drop)
    }

    pub(super) fn ask<T>(&self, ask: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, DbErr> {
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
