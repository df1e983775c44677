//! The tables of the Django app: which version wrote them, and the statements that read them.

use std::collections::HashMap;

use sea_orm::QueryResult;

use super::{OldFileError, Snapshot};

/// The version of the app's tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OldSchema {
    /// Up to 0.1.3: only the time when a request started.
    WithTimestamp,
    /// Since 0.1.4: a log of events.
    WithEvents,
}

/// The most rows of one table. A busy server has some thousands after years.
const MOST_ROWS: usize = 500_000;

/// Texts are read as texts, whatever type `SQLite` stored; numbers must be numbers.
pub(super) const EMAIL_BLOCKS: &str = "SELECT rowid AS id, CAST(regex AS TEXT) AS regex,
    CAST(reason AS TEXT) AS reason, CAST(timestamp AS TEXT) AS timestamp, CAST(expires AS TEXT) AS expires
    FROM registration_emailblock ORDER BY rowid";
pub(super) const USERNAME_RULES: &str = "SELECT rowid AS id, CAST(regex AS TEXT) AS regex,
    CAST(reason AS TEXT) AS reason, CAST(timestamp AS TEXT) AS timestamp, CAST(expires AS TEXT) AS expires
    FROM registration_usernamerule ORDER BY rowid";
pub(super) const IP_BLOCKS: &str = "SELECT rowid AS id, CAST(network AS TEXT) AS network,
    netmask, CAST(reason AS TEXT) AS reason,
    CAST(timestamp AS TEXT) AS timestamp, CAST(expires AS TEXT) AS expires
    FROM registration_ipblock ORDER BY rowid";

const WITH_TIMESTAMP: &str = "SELECT rowid AS id, CAST(username AS TEXT) AS username, CAST(email AS TEXT) AS email,
    CAST(registration_reason AS TEXT) AS registration_reason, CAST(ip_address AS TEXT) AS ip_address,
    status, CAST(token AS TEXT) AS token,
    email_verified, CAST(mod_message AS TEXT) AS mod_message,
    notify, CAST(timestamp AS TEXT) AS timestamp
    FROM registration_userregistration ORDER BY rowid";
const WITH_EVENTS: &str = "SELECT rowid AS id, CAST(username AS TEXT) AS username, CAST(email AS TEXT) AS email,
    CAST(registration_reason AS TEXT) AS registration_reason, CAST(ip_address AS TEXT) AS ip_address,
    status, CAST(token AS TEXT) AS token,
    email_verified, CAST(mod_message AS TEXT) AS mod_message,
    notify, NULL AS timestamp
    FROM registration_userregistration ORDER BY rowid";

pub(super) const EVENTS: &str = "SELECT rowid AS id, registration_id,
    CAST(type AS TEXT) AS type, CAST(occurred_at AS TEXT) AS occurred_at,
    actor_id, CAST(ip_address AS TEXT) AS ip_address, CAST(data AS TEXT) AS data
    FROM registration_registrationevent ORDER BY occurred_at, rowid";
const USERS: &str = "SELECT id, CAST(username AS TEXT) AS username FROM auth_user ORDER BY rowid";

/// The columns of every version since 0.1.3.
const NEEDED: &[(&str, &[&str])] = &[
    (
        "registration_userregistration",
        &["username", "email", "registration_reason", "ip_address", "status", "token", "email_verified"],
    ),
    ("registration_userregistration", &["mod_message", "notify"]),
    ("registration_emailblock", &["regex", "reason", "timestamp", "expires"]),
    ("registration_usernamerule", &["regex", "reason", "timestamp", "expires"]),
    ("registration_ipblock", &["network", "netmask", "reason", "timestamp", "expires"]),
];

impl OldSchema {
    /// The statement that reads the requests.
    pub(super) fn registrations(self) -> &'static str {
        match self {
            Self::WithTimestamp => WITH_TIMESTAMP,
            Self::WithEvents => WITH_EVENTS,
        }
    }
}

/// Recognises the version by its tables and columns.
pub(super) async fn recognise(file: &Snapshot) -> Result<OldSchema, OldFileError> {
    let columns = columns(file, "registration_userregistration").await?;
    if !columns.iter().any(|column| column == "registration_reason") {
        return Err(OldFileError::NotTheApp);
    }
    for (table, needed) in NEEDED {
        let there = self::columns(file, table).await?;
        if let Some(missing) = needed.iter().find(|column| !there.iter().any(|there| there == *column)) {
            return Err(OldFileError::TooOld(if there.is_empty() { table } else { missing }));
        }
    }
    let with_events = !self::columns(file, "registration_registrationevent").await?.is_empty();
    match (with_events, columns.iter().any(|column| column == "timestamp")) {
        (true, _) => Ok(OldSchema::WithEvents),
        (false, true) => Ok(OldSchema::WithTimestamp),
        (false, false) => Err(OldFileError::TooOld("timestamp")),
    }
}

/// The app's users, if it has a table of them.
pub(super) async fn users(file: &Snapshot) -> Result<HashMap<i64, String>, OldFileError> {
    if !columns(file, "auth_user").await?.iter().any(|column| column == "username") {
        return Ok(HashMap::new());
    }
    let user = |row: &QueryResult| Some((row.try_get("", "id").ok()?, row.try_get("", "username").ok()?));
    Ok(rows(file, USERS).await?.iter().filter_map(user).collect())
}

/// The rows of a statement, unless there are more than an app writes.
pub(super) async fn rows(file: &Snapshot, statement: &str) -> Result<Vec<QueryResult>, OldFileError> {
    let rows = file.rows(&format!("{statement} LIMIT {}", MOST_ROWS + 1)).await?;
    if rows.len() > MOST_ROWS { Err(OldFileError::TooLarge) } else { Ok(rows) }
}

/// The columns of a table; none if it does not exist. A view or a virtual table can be endless, and is refused.
async fn columns(file: &Snapshot, table: &'static str) -> Result<Vec<String>, OldFileError> {
    let plain = format!(
        "SELECT type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AS plain FROM sqlite_schema
         WHERE name = '{table}' COLLATE NOCASE AND type IN ('table', 'view')"
    );
    if !file.rows(&plain).await?.iter().all(|row| row.try_get("", "plain") == Ok(1_i64)) {
        return Err(OldFileError::NotATable(table));
    }
    // Without generated columns, which cannot be trusted either.
    let rows = file.rows(&format!("SELECT name FROM pragma_table_info('{table}')")).await?;
    Ok(rows.iter().filter_map(|row| row.try_get("", "name").ok()).collect())
}
