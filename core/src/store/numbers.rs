//! Numbers of requests and rules, as the database assigns them.

use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};

use super::{Store, StoreError};

/// What people refer to by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbered {
    /// Requests.
    Requests,
    /// Rules.
    Rules,
}

impl Numbered {
    /// Its table.
    #[must_use]
    pub const fn table(self) -> &'static str {
        match self {
            Self::Requests => "registrations",
            Self::Rules => "rules",
        }
    }
}

#[derive(FromQueryResult)]
struct Last {
    last: i64,
}

impl Store {
    /// The last number that was assigned, also to deleted rows; 0 if none was.
    pub async fn last_number(&self, of: Numbered) -> Result<i64, StoreError> {
        last(self.reader(), of.table()).await
    }

    /// Makes the next number higher than `to`.
    pub(crate) async fn skip_numbers(&self, of: Numbered, to: i64) -> Result<(), StoreError> {
        let txn = self.begin().await?;
        raise(&txn, of.table(), to).await?;
        self.commit(txn).await
    }
}

/// The last number that a table assigned, also to deleted rows; 0 if none was.
pub(super) async fn last(db: &impl ConnectionTrait, table: &str) -> Result<i64, StoreError> {
    let sql = match db.get_database_backend() {
        DbBackend::Sqlite => format!("SELECT seq AS last FROM sqlite_sequence WHERE name = '{table}'"),
        _ => format!("SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS last FROM {table}_id_seq"),
    };
    let statement = Statement::from_string(db.get_database_backend(), sql);
    Ok(Last::find_by_statement(statement).one(db).await?.map_or(0, |row| row.last))
}

/// Makes the next number of a table higher than `to`.
pub(super) async fn raise(txn: &impl ConnectionTrait, table: &str, to: i64) -> Result<(), StoreError> {
    if to == 0 {
        return Ok(());
    }
    match txn.get_database_backend() {
        DbBackend::Sqlite => {
            txn.execute_unprepared(&format!(
                "INSERT INTO sqlite_sequence (name, seq) SELECT '{table}', 0
                 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = '{table}')"
            ))
            .await?;
            txn.execute_unprepared(&format!("UPDATE sqlite_sequence SET seq = max(seq, {to}) WHERE name = '{table}'"))
                .await?;
        }
        _ => {
            txn.execute_unprepared(&format!(
                "SELECT setval('{table}_id_seq', GREATEST(last_value, {to})) FROM {table}_id_seq"
            ))
            .await?;
        }
    }
    Ok(())
}
