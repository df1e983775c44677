//! Says what is wrong with the database, and opens it for `check` without creating or changing anything.

use std::path::PathBuf;

use sea_orm::{
    ConnectOptions, Database, DbErr, RuntimeErr,
    sqlx::{self, postgres::PgConnectOptions},
};
use secrecy::ExposeSecret;

use super::{APPLICATION, Store, StoreError, server, sqlite};
use crate::{
    config::{Config, DatabaseConfig},
    finding::{Code, ConnectionProblem, Finding, Part},
};

/// The kind of database that a config names, and its place: without user and password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A file.
    Sqlite(PathBuf),
    /// Host, port and name on a server.
    Postgres(String),
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "SQLite {}", path.display()),
            Self::Postgres(address) => write!(f, "PostgreSQL {address}"),
        }
    }
}

impl Store {
    /// Where the database of this config is.
    pub async fn place(config: &Config) -> Place {
        match &config.database {
            DatabaseConfig::Sqlite(path) => Place::Sqlite(Self::file(config, path).await),
            DatabaseConfig::Postgres(url) => {
                let address = url.expose_secret().parse::<PgConnectOptions>().map(|server| {
                    let name = server.get_database().unwrap_or_else(|| server.get_username());
                    format!("{}:{}/{name}", server.get_host(), server.get_port())
                });
                Place::Postgres(address.unwrap_or_default())
            }
        }
    }

    /// Opens the database for reading, without creating or changing a file; `None` if there is none yet.
    pub async fn inspect(config: &Config) -> Result<Option<Self>, StoreError> {
        match &config.database {
            DatabaseConfig::Sqlite(path) => {
                let file = Self::file(config, path).await;
                if std::fs::symlink_metadata(&file).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
                    return Ok(None);
                }
                Ok(Some(Self::reading(sqlite::open_read_only(&file).await?)))
            }
            DatabaseConfig::Postgres(url) => {
                server::try_connect(&server::options(url.expose_secret())?).await?;
                Self::connect_to_server(url.expose_secret(), APPLICATION).await.map(Some)
            }
        }
    }

    /// An empty database in memory, for checks before the first start.
    pub async fn in_memory() -> Result<Self, StoreError> {
        let mut options = ConnectOptions::new("sqlite::memory:");
        // Each connection would have a database of its own.
        options.max_connections(1).min_connections(1).sqlx_logging(false);
        options.map_sqlx_sqlite_pool_opts(|pool| pool.idle_timeout(None).max_lifetime(None));
        let store = Self::reading(Database::connect(options).await?);
        store.migrate().await?;
        Ok(store)
    }
}

impl StoreError {
    /// What is wrong, and how to fix it.
    #[must_use]
    pub fn finding(&self) -> Finding {
        let (code, cause) = match self {
            Self::Corrupt { .. } => (Code::DatabaseCorrupt, self.to_string()),
            Self::Newer(_) => (Code::DatabaseNewer, self.to_string()),
            Self::Address => (Code::DatabaseAddress, self.to_string()),
            Self::Pooler => (Code::DatabasePooler, self.to_string()),
            Self::NotSynced => (Code::DatabaseFailed, self.to_string()),
            Self::Database(error) => match driver_error(error) {
                Some(error) => diagnose(error),
                None => (Code::DatabaseFailed, error.to_string()),
            },
        };
        Finding::new(Part::Database, code, cause)
    }
}

/// The error of the database driver.
fn driver_error(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}

fn diagnose(error: &sqlx::Error) -> (Code, String) {
    match error {
        sqlx::Error::Io(error) => of_connection(&ConnectionProblem::of(error)),
        sqlx::Error::Tls(error) => match ConnectionProblem::of(&**error) {
            ConnectionProblem::Other => (Code::TlsUnsupported, format!("TLS failed: {error}")),
            problem => of_connection(&problem),
        },
        sqlx::Error::PoolTimedOut => (Code::DatabaseBusy, "no connection to the database became free in time".into()),
        sqlx::Error::Database(error) => {
            let code = error.code().unwrap_or_default();
            (if code.len() == 5 { of_postgres(&code) } else { of_sqlite(&code) }, error.message().to_owned())
        }
        error => (Code::DatabaseFailed, error.to_string()),
    }
}

fn of_connection(problem: &ConnectionProblem) -> (Code, String) {
    (problem.code(), format!("the database cannot be reached: {problem}"))
}

/// SQLSTATE, see the appendix "Error Codes" of PostgreSQL's manual.
fn of_postgres(code: &str) -> Code {
    match code {
        "28P01" | "28000" => Code::DatabaseLogin,
        "3D000" => Code::DatabaseMissing,
        "42501" => Code::DatabasePermission,
        "53100" => Code::DiskFull,
        "53300" | "55P03" => Code::DatabaseBusy,
        "25006" => Code::DatabaseReadOnly,
        _ => Code::DatabaseFailed,
    }
}

/// `SQLITE_IOERR_WRITE`, `_FSYNC`, `_DIR_FSYNC`, `_TRUNCATE` and `_SHMSIZE`: the disk is full, or failing.
const CANNOT_WRITE: [u32; 5] = [778, 1034, 1290, 1546, 4874];

/// An extended result code of `SQLite`; its lowest byte is the primary one.
fn of_sqlite(code: &str) -> Code {
    let Ok(code) = code.parse::<u32>() else { return Code::DatabaseFailed };
    match code & 0xff {
        13 => Code::DiskFull,
        10 if CANNOT_WRITE.contains(&code) => Code::DiskFull,
        5 | 6 => Code::DatabaseBusy,
        8 => Code::DatabaseReadOnly,
        11 | 26 => Code::DatabaseCorrupt,
        14 | 23 => Code::DatabaseCannotOpen,
        _ => Code::DatabaseFailed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(folder: &std::path::Path, more: &str) -> Config {
        let text = format!(
            "synapse: {{server: 'http://localhost', domain: example.org, admin_token: t}}\nhosts: [example.org]\n\
             email: {{host: localhost, port: 25, from: a@example.org}}\nadmin: {{email: []}}\ndata_dir: {}\n{more}",
            folder.display()
        );
        Config::parse(&text).expect("valid")
    }

    fn files(folder: &std::path::Path) -> Vec<String> {
        let names = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
        let mut names: Vec<_> = names.map(|name| name.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[tokio::test]
    async fn inspecting_creates_no_files() {
        let folder = tempfile::tempdir().expect("a folder");
        let config = config(folder.path(), "");
        assert!(Store::inspect(&config).await.expect("looked").is_none());
        assert_eq!(files(folder.path()), [""; 0]);
        let store = Store::connect(&config).await.expect("made");
        store.migrate().await.expect("a schema");
        store.set_setting("word", "value").await.expect("written");
        let while_running = files(folder.path());
        let seen = Store::inspect(&config).await.expect("opened").expect("it is there");
        assert_eq!(seen.setting("word").await.expect("read").as_deref(), Some("value"));
        assert!(seen.set_setting("word", "other").await.is_err(), "it is read-only");
        assert_eq!(files(folder.path()), while_running);
        drop((store, seen));
    }

    #[tokio::test]
    async fn wrong_file_and_wrong_folder_have_their_own_findings() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("text.db"), "not a database, but long enough to be read as one".repeat(9))
            .expect("written");
        for (database, code) in [
            ("database: {path: text.db}", Code::DatabaseCorrupt),
            ("database: {path: text.db/below.db}", Code::DatabaseCannotOpen),
        ] {
            let config = config(folder.path(), database);
            let looked = async { Store::inspect(&config).await?.expect("a file").schema().await };
            let error = looked.await.expect_err(database);
            assert_eq!(error.finding().code, code, "{database}: {}", error.finding().cause);
        }
    }

    #[tokio::test]
    async fn memory_holds_a_database_with_the_current_schema() {
        let store = Store::in_memory().await.expect("made");
        store.set_setting("word", "value").await.expect("written");
        assert_eq!(store.setting("word").await.expect("read").as_deref(), Some("value"));
    }

    #[tokio::test]
    async fn place_has_no_password() {
        let folder = tempfile::tempdir().expect("a folder");
        let config = config(folder.path(), "database: {url: 'postgres://joe:secret@db.example:5433/reg'}");
        assert_eq!(Store::place(&config).await.to_string(), "PostgreSQL db.example:5433/reg");
    }
}
