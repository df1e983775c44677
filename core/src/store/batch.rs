//! Several statements in one trip to the database.
//!
//! A statement to `SQLite` goes to a thread of its own and back, which takes longer than the statement; and
//! all who write wait for each other's trips. `SQLite` takes several statements at once. A database server
//! takes one at a time, and has writers that do not wait for each other.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement, StatementBuilder, Values};

/// What parts the statements of a batch.
pub(super) const APART: &str = "; ";

/// Statements, in their order.
pub(super) struct Batch {
    backend: DbBackend,
    statements: Vec<Statement>,
}

impl Batch {
    /// Nothing yet, for this database.
    pub(super) fn on(db: &impl ConnectionTrait) -> Self {
        Self { backend: db.get_database_backend(), statements: vec![] }
    }

    /// Adds a statement.
    pub(super) fn with(mut self, statement: &impl StatementBuilder) -> Self {
        self.statements.push(self.backend.build(statement));
        self
    }

    /// Carries them out, and gives the rows that they return, in their order.
    pub(super) async fn query(self, db: &impl ConnectionTrait) -> Result<Vec<QueryResult>, DbErr> {
        let mut rows = vec![];
        for trip in self.trips() {
            rows.extend(db.query_all_raw(trip).await?);
        }
        Ok(rows)
    }

    fn trips(self) -> Vec<Statement> {
        if self.backend != DbBackend::Sqlite {
            return self.statements;
        }
        let sql = self.statements.iter().map(|statement| statement.sql.as_str()).collect::<Vec<_>>().join(APART);
        let values = self.statements.into_iter().filter_map(|statement| statement.values).flat_map(|values| values.0);
        vec![Statement::from_sql_and_values(self.backend, sql, Values(values.collect()))]
    }
}
