//! Runs the statements of a migration on SQLite and on PostgreSQL.

use sea_orm_migration::prelude::*;

/// Runs statements that both SQLite and PostgreSQL understand. `{id}` and `{bytes}` are placeholders for types with
/// different names.
pub async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    let (id, bytes) = match manager.get_database_backend() {
        sea_orm_migration::sea_orm::DbBackend::Postgres => ("BIGSERIAL PRIMARY KEY", "BYTEA"),
        _ => ("INTEGER PRIMARY KEY AUTOINCREMENT", "BLOB"),
    };
    for statement in statements {
        let sql = statement.replace("{id}", id).replace("{bytes}", bytes);
        manager.get_connection().execute_unprepared(&sql).await?;
    }
    Ok(())
}
