//! The database that is moved: opened for one process alone, and locked while it is read.

use std::time::Duration;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, FromQueryResult, IsolationLevel, RuntimeErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait, sqlx,
};
use secrecy::ExposeSecret;

use super::{
    super::{APPLICATION, Schema, Store, StoreError, Txn, entities::setting, schema, sqlite, state},
    error::MoveError,
    table,
};
use crate::{
    config::{Config, DatabaseConfig},
    store::state::{MovedTo, State as _},
};

/// The name of our sessions on a database server; the service has another one.
pub(super) const NAME: &str = "synapse-registration database move";

/// How often sessions are looked for, and the time between.
const ATTEMPTS: u32 = 10;
const PAUSE: Duration = Duration::from_millis(200);

/// The database that is moved.
pub(super) struct Source(DatabaseConnection);

impl Source {
    /// Opens the database of the config. Nobody else may use it.
    pub(super) async fn open(config: &Config) -> Result<Self, MoveError> {
        let connection = match &config.database {
            DatabaseConfig::Sqlite(path) => {
                let file = Store::file(config, path).await;
                if !file.is_file() {
                    return Err(MoveError::Missing(file.display().to_string()));
                }
                sqlite::open_exclusive(&file).await.map_err(refused)?
            }
            DatabaseConfig::Postgres(url) => {
                let store = Store::connect_to_server(url.expose_secret(), NAME).await.map_err(MoveError::Source)?;
                check_sessions(store.reader()).await?;
                store.reader().clone()
            }
        };
        match schema::look(&connection).await.map_err(MoveError::Source)? {
            Schema::Current => {}
            Schema::Missing => return Err(MoveError::Missing("the address of the config".to_owned())),
            Schema::Behind => return Err(MoveError::Behind),
            Schema::Newer(step) => return Err(MoveError::Source(StoreError::Newer(step))),
        }
        let source = Self(connection);
        if let Some(to) = source.moved_to().await.map_err(MoveError::Source)? {
            return Err(MoveError::Moved(to));
        }
        Ok(source)
    }

    /// Lets others use it again.
    pub(super) async fn close(self) {
        let _ = self.0.close().await;
    }

    async fn moved_to(&self) -> Result<Option<MovedTo>, StoreError> {
        use sea_orm::EntityTrait as _;
        let row = setting::Entity::find_by_id(MovedTo::KEY).one(&self.0).await?;
        Ok(row.map(|row| MovedTo(row.value)))
    }

    /// A transaction in which nobody else changes anything.
    pub(super) async fn begin(&self) -> Result<Txn, MoveError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            isolation_level: (self.0.get_database_backend() == DbBackend::Postgres)
                .then_some(IsolationLevel::RepeatableRead),
            ..TransactionOptions::default()
        };
        let txn = self.0.begin_with_options(options).await.map_err(refused)?;
        if txn.get_database_backend() == DbBackend::Postgres {
            lock(&txn).await?;
        }
        Ok(txn)
    }
}

/// Locks every table of ours.
async fn lock(txn: &Txn) -> Result<(), MoveError> {
    let names: Vec<String> = table::all().iter().map(|table| table.name()).collect();
    for sql in
        ["SET LOCAL lock_timeout = '5s'".to_owned(), format!("LOCK TABLE {} IN EXCLUSIVE MODE", names.join(", "))]
    {
        txn.execute_unprepared(&sql).await.map_err(refused)?;
    }
    Ok(())
}

/// Refuses a database to which a process of the service is connected. One that has just ended may still be listed.
async fn check_sessions(connection: &DatabaseConnection) -> Result<(), MoveError> {
    #[derive(FromQueryResult)]
    struct Count {
        count: i64,
    }
    let sql =
        "SELECT count(*) AS count FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1";
    for _ in 0..ATTEMPTS {
        let sessions = Statement::from_sql_and_values(DbBackend::Postgres, sql, [APPLICATION.into()]);
        let sessions = Count::find_by_statement(sessions).one(connection).await.map_err(refused)?;
        if sessions.is_none_or(|sessions| sessions.count == 0) {
            return Ok(());
        }
        tokio::time::sleep(PAUSE).await;
    }
    Err(MoveError::InUse)
}

/// Marks a database that was moved.
pub(super) async fn mark(txn: &Txn, to: &MovedTo) -> Result<(), StoreError> {
    use sea_orm::{ActiveValue::Set, EntityTrait as _};
    let row = setting::ActiveModel { key: Set(MovedTo::KEY.to_owned()), value: Set(state::State::to_text(to)) };
    setting::Entity::insert(row).exec_without_returning(txn).await?;
    Ok(())
}

/// Tells a database that somebody else uses from other failures.
fn refused(error: DbErr) -> MoveError {
    let (DbErr::Conn(RuntimeErr::SqlxError(cause))
    | DbErr::Exec(RuntimeErr::SqlxError(cause))
    | DbErr::Query(RuntimeErr::SqlxError(cause))) = &error
    else {
        return MoveError::Source(error.into());
    };
    let sqlx::Error::Database(cause) = &**cause else { return MoveError::Source(error.into()) };
    let code = cause.code().unwrap_or_default();
    // SQLITE_BUSY in its variants, and PostgreSQL's lock_not_available.
    let is_busy = code.parse::<u32>().is_ok_and(|code| code & 0xff == 5) || code == "55P03";
    if is_busy { MoveError::InUse } else { MoveError::Source(error.into()) }
}
