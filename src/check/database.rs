//! `check`: the database, its schema and its secret key.

use registration_core::{
    Config,
    finding::{Code, Finding, Part},
    keys::Keys,
    store::{Place, Schema, Store, StoreError},
};

use super::report::Report;
use crate::serve::OTHER_KEY;

/// Reports on the database. Returns it if its schema is current, or an empty one in memory before the first start.
pub async fn check(config: &Config, keys: Option<&Keys>, report: &mut Report) -> Option<Store> {
    match look(config, keys, report).await {
        Ok(store) => store,
        Err(error) => {
            let place = Store::place(config).await;
            let finding = error.finding();
            let cause = match &place {
                Place::Postgres(address) if !address.is_empty() => format!("{} ({address})", finding.cause),
                Place::Sqlite(path) => format!("{} ({})", finding.cause, path.display()),
                Place::Postgres(_) => finding.cause.clone(),
            };
            report.find(Finding { cause, ..finding });
            None
        }
    }
}

async fn look(config: &Config, keys: Option<&Keys>, report: &mut Report) -> Result<Option<Store>, StoreError> {
    let Some(store) = Store::inspect(config).await? else {
        report.pass(Part::Database, "will be created at the first start");
        return Store::in_memory().await.map(Some);
    };
    match store.schema().await? {
        Schema::Missing => {
            report.pass(Part::Database, "opens, and is empty; its tables will be created at the first start");
            return Store::in_memory().await.map(Some);
        }
        Schema::Behind => {
            let cause = "the schema is that of an earlier version; the room is not checked until it is upgraded";
            report.find(Finding::new(Part::Database, Code::DatabaseOutdated, cause));
            return Ok(None);
        }
        Schema::Newer(step) => return Err(StoreError::Newer(step)),
        Schema::Current => report.pass(Part::Database, "opens, and its schema is current"),
    }
    if let Some(keys) = keys {
        match store.knows_key(keys).await? {
            Some(true) => report.pass(Part::Key, "`secret_key` is the one that the database was created with"),
            None => report.pass(Part::Key, "`secret_key` will be remembered at the first start"),
            Some(false) => report.find(Finding::new(Part::Key, Code::KeyChanged, OTHER_KEY)),
        }
    }
    Ok(Some(store))
}
