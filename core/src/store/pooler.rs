//! Connection poolers between us and `PostgreSQL`, such as pgbouncer.
//!
//! In transaction mode a pooler may give each transaction another server session, and our prepared statements are
//! known to one session only. pgbouncer 1.21 and later can carry them over (`max_prepared_statements`); with others
//! statements would fail at random, so they are refused at the start.

use sea_orm::{DatabaseConnection, DbErr, sqlx};

use super::StoreError;

/// Refuses a pooler that loses prepared statements.
pub(super) async fn check(pool: &DatabaseConnection) -> Result<(), StoreError> {
    is_kept(pool.get_postgres_connection_pool()).await.map_err(|error| match &error {
        sqlx::Error::Database(cause) if matches!(cause.code().as_deref(), Some(NO_SUCH_STATEMENT | DUPLICATE)) => {
            StoreError::Pooler
        }
        _ => StoreError::Database(DbErr::Conn(sea_orm::RuntimeErr::SqlxError(error.into()))),
    })
}

/// `invalid_sql_statement_name`: the session that prepared the statement serves somebody else now.
const NO_SUCH_STATEMENT: &str = "26000";
/// `duplicate_prepared_statement`: another client has prepared one of this name in the same session.
const DUPLICATE: &str = "42P05";

/// Prepares a statement, has another transaction hold the session that knows it, and runs the statement again.
async fn is_kept(pool: &sqlx::PgPool) -> Result<(), sqlx::Error> {
    let mut client = pool.acquire().await?;
    sqlx::query("SELECT 1").execute(&mut *client).await?;
    let holder = pool.begin().await?;
    sqlx::query("SELECT 1").execute(&mut *client).await?;
    holder.rollback().await
}
