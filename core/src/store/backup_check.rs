//! Verifies a backup: the file is sound, it is ours, and every row can be read.

use std::path::Path;

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait, QueryOrder, Statement};

use super::{
    Schema, Store, StoreError,
    entities::{account, event, outbox, registration},
    numbers::Numbered,
    pages, schema, sqlite, to_instant,
};
use crate::{
    domain::{AccountRecord, Effect, Registration},
    keys::Keys,
};

/// What a backup has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackupSummary {
    /// The number of requests.
    pub requests: u64,
    /// The number that was given to a request last.
    pub last_number: i64,
    /// Requests that wait for a decision.
    pub pending: u64,
    /// Effects that were still to be performed.
    pub queued: u64,
    /// When something was last recorded about a request.
    pub last_event: Option<Timestamp>,
    /// Whether it was made with the key that was asked about; `None` if no key was used with it yet.
    pub knows_key: Option<bool>,
}

/// Why a file is not a usable backup.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// It does not exist.
    #[error("there is no file {0}")]
    Missing(String),
    /// Its content is damaged.
    #[error("the file is damaged: {0}")]
    Damaged(String),
    /// It is not a database of this service.
    #[error("the file is not a database of this service")]
    NotOurs,
    /// It has an older schema, of which only the soundness can be verified.
    #[error("the file is sound, but an earlier version made it: verify it with that version")]
    Behind,
    /// It cannot be read, or a row of it cannot.
    #[error("the file cannot be read")]
    Store(#[from] StoreError),
}

impl Store {
    /// Reads a backup from end to end, and changes nothing. `keys` are those with which it should have been made.
    pub async fn verify_backup(path: &Path, keys: Option<&Keys>) -> Result<BackupSummary, VerifyError> {
        if !path.is_file() {
            return Err(VerifyError::Missing(path.display().to_string()));
        }
        let database = sqlite::open_read_only(path).await.map_err(StoreError::from)?;
        let outcome = read(&database, keys).await;
        let _ = database.close_by_ref().await;
        outcome
    }
}

async fn read(database: &DatabaseConnection, keys: Option<&Keys>) -> Result<BackupSummary, VerifyError> {
    for (pragma, sound) in [("integrity_check", Some("ok")), ("foreign_key_check", None)] {
        let statement = Statement::from_string(database.get_database_backend(), format!("PRAGMA {pragma}"));
        let first = database.query_one_raw(statement).await.map_err(StoreError::from)?;
        let said = first.map(|row| row.try_get_by_index::<String>(0)).transpose().map_err(StoreError::from)?;
        if said.as_deref() != sound {
            return Err(VerifyError::Damaged(said.unwrap_or_default()));
        }
    }
    match schema::look(database).await? {
        Schema::Current => {}
        Schema::Behind => return Err(VerifyError::Behind),
        Schema::Missing => return Err(VerifyError::NotOurs),
        Schema::Newer(step) => return Err(StoreError::Newer(step).into()),
    }
    let requests =
        pages::read_all::<registration::Entity>(database, |row| Registration::try_from(row).map(drop)).await?;
    pages::read_all::<account::Entity>(database, |row| AccountRecord::try_from(row).map(drop)).await?;
    let queued = pages::read_all::<outbox::Entity>(database, |row| {
        let corrupt = StoreError::Corrupt { table: "outbox", id: row.id, column: "payload" };
        serde_json::from_str::<Effect>(&row.payload).map(drop).map_err(|_| corrupt)
    })
    .await?;
    pages::read_all::<event::Entity>(database, |_| Ok(())).await?;
    let store = Store::reading(database.clone());
    let newest =
        event::Entity::find().order_by_desc(event::Column::Id).one(database).await.map_err(StoreError::from)?;
    Ok(BackupSummary {
        requests,
        last_number: store.last_number(Numbered::Requests).await?,
        pending: store.waiting().await?.0,
        queued,
        last_event: newest.and_then(|row| to_instant(row.at)),
        knows_key: match keys {
            Some(keys) => store.knows_key(keys).await?,
            None => None,
        },
    })
}
