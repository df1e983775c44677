//! Moves everything into another database, between SQLite and PostgreSQL, in one transaction.

mod error;
mod source;
mod table;
#[cfg(test)]
mod tests;

use registration_migration::{Migrator, MigratorTrait};
use secrecy::ExposeSecret;
use url::Url;

pub use error::MoveError;

use self::{source::Source, table::Table};
use super::{Store, Txn, schema, state::MovedTo};
use crate::config::{Config, DatabaseConfig};

/// One table that was moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedTable {
    /// Its name.
    pub name: String,
    /// Its rows.
    pub rows: u64,
    /// The SHA-256 of its content, the same in both databases.
    pub digest: String,
}

/// Moves everything in the database of the config into `target`, which must be empty. Everything arrives, or nothing.
/// The former database is kept as it is, and marked so that the service does not start with it by mistake.
pub async fn move_database(config: &Config, target: &DatabaseConfig) -> Result<Vec<MovedTable>, MoveError> {
    let source = Source::open(config).await?;
    let moved = move_from(&source, target).await;
    source.close().await;
    moved
}

async fn move_from(source: &Source, target: &DatabaseConfig) -> Result<Vec<MovedTable>, MoveError> {
    let from = source.begin().await?;
    check_tables(&from).await?;
    let new_file = match target {
        DatabaseConfig::Sqlite(path) if !path.exists() => Some(path),
        _ => None,
    };
    let moved = fill(&from, target).await;
    if let (Err(_), Some(path)) = (&moved, new_file) {
        for ending in ["", "-wal", "-shm"] {
            let mut path = path.as_os_str().to_owned();
            path.push(ending);
            let _ = std::fs::remove_file(path);
        }
    }
    let moved = moved?;
    source::mark(&from, &MovedTo(describe(target))).await.map_err(MoveError::Source)?;
    from.commit().await.map_err(|error| MoveError::Source(error.into()))?;
    Ok(moved)
}

/// Refuses a database with a table or a column that would not be moved.
async fn check_tables(from: &Txn) -> Result<(), MoveError> {
    let tables = table::all();
    for name in table::names(from).await.map_err(MoveError::Source)? {
        if name == Migrator::migration_table_name().to_string() {
            continue;
        }
        let Some(known) = tables.iter().find(|table| table.name() == name) else {
            return Err(MoveError::Unknown(format!("the table {name}")));
        };
        let columns = known.columns();
        let strange = table::columns(from, &name).await.map_err(MoveError::Source)?;
        if let Some(strange) = strange.iter().find(|column| !columns.contains(column)) {
            return Err(MoveError::Unknown(format!("the column {strange} of {name}")));
        }
    }
    Ok(())
}

/// Creates the schema in an empty database and fills it, in one transaction.
async fn fill(from: &Txn, target: &DatabaseConfig) -> Result<Vec<MovedTable>, MoveError> {
    let store = match target {
        DatabaseConfig::Postgres(url) => Store::connect_to_server(url.expose_secret(), source::NAME).await,
        DatabaseConfig::Sqlite(path) => Store::open(path).await,
    };
    let store = store.map_err(MoveError::Target)?;
    let to = store.begin().await.map_err(MoveError::Target)?;
    schema::wait_for_others(&to).await.map_err(MoveError::Target)?;
    let present = table::names(&to).await.map_err(MoveError::Target)?;
    if !present.is_empty() {
        return Err(MoveError::NotEmpty(present.join(", ")));
    }
    Migrator::up(&to, None).await.map_err(|error| MoveError::Target(error.into()))?;
    let mut moved = vec![];
    for table in table::all() {
        moved.push(copy(table.as_ref(), from, &to).await?);
    }
    store.commit(to).await.map_err(MoveError::Target)?;
    store.close().await;
    Ok(moved)
}

/// Copies one table, and reads it back.
async fn copy(table: &dyn Table, from: &Txn, to: &Txn) -> Result<MovedTable, MoveError> {
    let name = table.name();
    let failed = |source| MoveError::Table { table: name.clone(), source };
    let sent = table.copy(from, to).await.map_err(failed)?;
    let arrived = table.contents(to).await.map_err(failed)?;
    if sent != arrived {
        return Err(MoveError::Differs(name));
    }
    Ok(MovedTable { rows: arrived.rows, digest: arrived.digest, name })
}

/// The target without a password.
fn describe(target: &DatabaseConfig) -> String {
    match target {
        DatabaseConfig::Sqlite(path) => path.display().to_string(),
        DatabaseConfig::Postgres(url) => match Url::parse(url.expose_secret()) {
            Ok(url) => format!("{}://{}{}", url.scheme(), url.host_str().unwrap_or_default(), url.path()),
            Err(_) => "a PostgreSQL server".to_owned(),
        },
    }
}
