//! A `PostgreSQL` server: reads its address, and connects once to find out why a pool cannot.

use std::{io, time::Duration};

use sea_orm::{
    DbErr, RuntimeErr,
    sqlx::{self, Connection as _, PgConnection, postgres::PgConnectOptions},
};

use super::error::StoreError;

/// Time limit for the connection.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The server that `database.url` names.
pub(super) fn options(url: &str) -> Result<PgConnectOptions, StoreError> {
    // The library's error messages contain the password.
    let is_postgres = url.starts_with("postgres:") || url.starts_with("postgresql:");
    let options = url.parse::<PgConnectOptions>().ok().filter(|_| is_postgres).ok_or(StoreError::Address)?;
    // pgbouncer refuses clients that set it, and no column here is a float.
    Ok(options.extra_float_digits(None))
}

/// Connects once, without the waiting of a pool: its error names the cause.
pub(super) async fn try_connect(options: &PgConnectOptions) -> Result<(), StoreError> {
    let connected = tokio::time::timeout(TIMEOUT, PgConnection::connect_with(options)).await;
    let connected = connected.unwrap_or_else(|_| Err(sqlx::Error::Io(io::ErrorKind::TimedOut.into())));
    match connected {
        Ok(connection) => {
            let _ = connection.close().await;
            Ok(())
        }
        Err(error) => Err(StoreError::Database(DbErr::Conn(RuntimeErr::SqlxError(error.into())))),
    }
}
