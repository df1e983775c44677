//! A file of somebody else's.

use std::path::Path;

use rusqlite::{Connection, InterruptHandle, OpenFlags};
use sea_orm::{DbBackend, DbErr, ProxyRow, Statement};

use super::{
    connection::{PATIENCE, failed},
    statement,
};

/// It is read as it is at one instant, and left as it is.
#[derive(Debug)]
pub(in crate::store) struct Snapshot(Connection);

impl Snapshot {
    pub(in crate::store) fn open(path: &Path) -> Result<Self, DbErr> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(|error| failed(&error))?;
        connection
            .busy_timeout(PATIENCE)
            .and_then(|()| connection.execute_batch("BEGIN"))
            .map_err(|error| failed(&error))?;
        Ok(Self(connection))
    }

    /// Ends a statement that takes too long, from another thread.
    pub(in crate::store) fn interrupter(&self) -> InterruptHandle {
        self.0.get_interrupt_handle()
    }

    /// What a statement finds.
    pub(in crate::store) fn rows(&self, sql: &str) -> Result<Vec<ProxyRow>, DbErr> {
        statement::query(&self.0, &Statement::from_string(DbBackend::Sqlite, sql)).map_err(|error| failed(&error))
    }
}
