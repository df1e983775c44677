//! Where statements come in from `SeaORM`.

use std::sync::Arc;

use rusqlite::Connection;
use sea_orm::{
    Database, DatabaseConnection, DbBackend, DbErr, ProxyDatabaseTrait, ProxyExecResult, ProxyRow, Statement,
};

use super::{Sqlite, statement, transaction::Transaction};

/// How the statements that come in belong together.
#[derive(Debug)]
pub(super) enum Door {
    /// Each is read by itself.
    Read(Arc<Sqlite>),
    /// Each is written by itself.
    Write(Arc<Sqlite>),
    /// They belong together.
    Within(Arc<Transaction>),
}

impl Door {
    async fn ask<T>(
        &self,
        statement: &Statement,
        ask: impl Fn(&Connection, &Statement) -> rusqlite::Result<T> + Send,
    ) -> Result<T, DbErr> {
        let ask = |connection: &Connection| ask(connection, statement);
        match self {
            Self::Read(file) => {
                file.hooks.pass(statement)?;
                file.read(ask).await
            }
            Self::Write(file) => {
                file.hooks.pass(statement)?;
                file.write(ask).await
            }
            Self::Within(transaction) => {
                transaction.file.hooks.pass(statement)?;
                transaction.ask(ask)
            }
        }
    }
}

#[async_trait::async_trait]
impl ProxyDatabaseTrait for Door {
    async fn query(&self, statement: Statement) -> Result<Vec<ProxyRow>, DbErr> {
        self.ask(&statement, statement::query).await
    }

    async fn execute(&self, statement: Statement) -> Result<ProxyExecResult, DbErr> {
        self.ask(&statement, statement::execute).await
    }
}

/// What `SeaORM` takes for a connection.
pub(super) async fn proxy(to: Door) -> Result<DatabaseConnection, DbErr> {
    Database::connect_proxy(DbBackend::Sqlite, Arc::new(Box::new(to))).await
}
