//! Copying one table, whatever its columns: rows are read and written as their entity says.

use std::{fmt::Debug, marker::PhantomData};

use async_trait::async_trait;
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, IdenStatic,
    IntoActiveModel, Iterable, PrimaryKeyTrait, Statement,
};
use sha2::{Digest, Sha256};

use super::super::{
    StoreError, Txn,
    entities::{account, attempt, card, event, inquiry, link, outbox, registration, rule, setting, triage, vote},
    numbers,
    pages::page,
};

/// A table, whatever its columns.
#[async_trait]
pub(super) trait Table: Send + Sync {
    /// Its name.
    fn name(&self) -> String;

    /// Its columns.
    fn columns(&self) -> Vec<String>;

    /// Copies every row, and the number that was given out last.
    async fn copy(&self, from: &Txn, to: &Txn) -> Result<Contents, StoreError>;

    /// Counts and hashes every row.
    async fn contents(&self, of: &Txn) -> Result<Contents, StoreError>;
}

/// What a table has.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Contents {
    pub(super) rows: u64,
    /// Does not depend on the order of the rows: databases sort texts differently.
    pub(super) digest: String,
}

/// Every table, in the order in which they refer to each other. A test compares the list with the schema.
pub(super) fn all() -> Vec<Box<dyn Table>> {
    vec![
        table::<registration::Entity>(),
        table::<link::Entity>(),
        table::<event::Entity>(),
        table::<outbox::Entity>(),
        table::<account::Entity>(),
        table::<vote::Entity>(),
        table::<inquiry::Entity>(),
        table::<triage::Entity>(),
        table::<card::Entity>(),
        table::<setting::Entity>(),
        table::<rule::Entity>(),
        table::<attempt::Entity>(),
    ]
}

fn table<E>() -> Box<dyn Table>
where
    Of<E>: Table + 'static,
{
    Box::new(Of::<E>(PhantomData))
}

struct Of<E>(PhantomData<fn() -> E>);

#[async_trait]
impl<E> Table for Of<E>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel> + Debug + Sync,
    E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
{
    fn name(&self) -> String {
        E::default().table_name().to_owned()
    }

    fn columns(&self) -> Vec<String> {
        E::Column::iter().map(|column| column.as_str().to_owned()).collect()
    }

    async fn copy(&self, from: &Txn, to: &Txn) -> Result<Contents, StoreError> {
        let (mut hashes, mut last) = (Hashes::default(), None);
        loop {
            let (rows, end) = page::<E>(from, last).await?;
            if rows.is_empty() {
                break;
            }
            hashes.add(&rows);
            let rows: Vec<E::ActiveModel> = rows.into_iter().map(|row| row.into_active_model().reset_all()).collect();
            E::insert_many(rows).exec_without_returning(to).await?;
            last = end;
        }
        if E::PrimaryKey::auto_increment() {
            let name = self.name();
            numbers::raise(to, &name, numbers::last(from, &name).await?).await?;
        }
        Ok(hashes.contents())
    }

    async fn contents(&self, of: &Txn) -> Result<Contents, StoreError> {
        let (mut hashes, mut last) = (Hashes::default(), None);
        loop {
            let (rows, end) = page::<E>(of, last).await?;
            if rows.is_empty() {
                return Ok(hashes.contents());
            }
            hashes.add(&rows);
            last = end;
        }
    }
}

/// The hash of each row.
#[derive(Default)]
struct Hashes(Vec<[u8; 32]>);

impl Hashes {
    fn add(&mut self, rows: &[impl Debug]) {
        self.0.extend(rows.iter().map(|row| <[u8; 32]>::from(Sha256::digest(format!("{row:?}")))));
    }

    fn contents(mut self) -> Contents {
        self.0.sort_unstable();
        let digest = Sha256::digest(self.0.concat());
        let digest = digest.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
        Contents { rows: self.0.len() as u64, digest }
    }
}

#[derive(FromQueryResult)]
struct Name {
    name: String,
}

/// The tables of a database.
pub(super) async fn names(of: &impl ConnectionTrait) -> Result<Vec<String>, StoreError> {
    let sql = match of.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
        }
        _ => {
            "SELECT CAST(table_name AS TEXT) AS name FROM information_schema.tables
             WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name"
        }
    };
    found(of, Statement::from_string(of.get_database_backend(), sql)).await
}

/// The columns of a table.
pub(super) async fn columns(of: &impl ConnectionTrait, table: &str) -> Result<Vec<String>, StoreError> {
    let sql = match of.get_database_backend() {
        DbBackend::Sqlite => "SELECT name FROM pragma_table_info(?) ORDER BY name",
        _ => {
            "SELECT CAST(column_name AS TEXT) AS name FROM information_schema.columns
             WHERE table_schema = current_schema() AND table_name = $1 ORDER BY column_name"
        }
    };
    found(of, Statement::from_sql_and_values(of.get_database_backend(), sql, [table.into()])).await
}

async fn found(of: &impl ConnectionTrait, statement: Statement) -> Result<Vec<String>, StoreError> {
    Ok(Name::find_by_statement(statement).all(of).await?.into_iter().map(|row| row.name).collect())
}
