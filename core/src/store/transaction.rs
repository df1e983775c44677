//! Several changes that happen together or not at all.

use std::sync::Arc;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement,
};

use super::sqlite::Transaction;

/// A transaction. When it is dropped, nothing of it has happened.
#[derive(Debug)]
pub(crate) enum Txn {
    /// On a database in a file.
    Embedded {
        /// Takes its statements.
        connection: DatabaseConnection,
        /// Ends it.
        transaction: Arc<Transaction>,
    },
    /// On a database server.
    Server(DatabaseTransaction),
}

impl Txn {
    /// Has it happen. Whether it lasts is another matter: see `durable.rs`.
    pub(super) async fn commit(self) -> Result<(), DbErr> {
        match self {
            Self::Embedded { transaction, .. } => transaction.commit(),
            Self::Server(transaction) => transaction.commit().await,
        }
    }
}

macro_rules! forwarded {
    ($self:ident.$method:ident($($value:expr),*)) => {
        match $self {
            Self::Embedded { connection, .. } => connection.$method($($value),*),
            Self::Server(transaction) => transaction.$method($($value),*),
        }
    };
}

#[async_trait::async_trait]
impl ConnectionTrait for Txn {
    fn get_database_backend(&self) -> DbBackend {
        forwarded!(self.get_database_backend())
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        forwarded!(self.execute_raw(statement)).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        forwarded!(self.execute_unprepared(sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        forwarded!(self.query_one_raw(statement)).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        forwarded!(self.query_all_raw(statement)).await
    }
}
