//! The tables of the Django app: recognised by what is there, and the statements that read them.

use sea_orm::{DbErr, Value};

use super::{OldFileError, Snapshot};

/// What the app has written down, which depends on its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OldSchema {
    /// Up to 0.1.3: when a request began, and no more.
    WithTimestamp,
    /// Since 0.1.4: a record of all that happened.
    WithEvents,
}

/// Texts are read as texts, whatever `SQLite` was given for them; numbers must be numbers.
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

const EVENTS: &str = "SELECT e.rowid AS id, e.registration_id AS registration_id,
    CAST(e.type AS TEXT) AS type, CAST(e.occurred_at AS TEXT) AS occurred_at,
    CAST(u.username AS TEXT) AS actor, CAST(e.ip_address AS TEXT) AS ip_address, CAST(e.data AS TEXT) AS data
    FROM registration_registrationevent e LEFT JOIN auth_user u ON u.id = e.actor_id
    ORDER BY e.occurred_at, e.rowid";
const EVENTS_OF_NOBODY: &str = "SELECT e.rowid AS id, e.registration_id AS registration_id,
    CAST(e.type AS TEXT) AS type, CAST(e.occurred_at AS TEXT) AS occurred_at,
    NULL AS actor, CAST(e.ip_address AS TEXT) AS ip_address, CAST(e.data AS TEXT) AS data
    FROM registration_registrationevent e ORDER BY e.occurred_at, e.rowid";

/// What every version from 0.1.3 on has.
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

/// Tells from its tables and columns whose file it is.
pub(super) fn recognise(file: &Snapshot) -> Result<OldSchema, OldFileError> {
    let columns = columns(file, "registration_userregistration")?;
    if !columns.iter().any(|column| column == "registration_reason") {
        return Err(OldFileError::NotTheApp);
    }
    for (table, needed) in NEEDED {
        let there = self::columns(file, table)?;
        if let Some(missing) = needed.iter().find(|column| !there.iter().any(|there| there == *column)) {
            return Err(OldFileError::TooOld(if there.is_empty() { table } else { missing }));
        }
    }
    let with_events = !self::columns(file, "registration_registrationevent")?.is_empty();
    match (with_events, columns.iter().any(|column| column == "timestamp")) {
        (true, _) => Ok(OldSchema::WithEvents),
        (false, true) => Ok(OldSchema::WithTimestamp),
        (false, false) => Err(OldFileError::TooOld("timestamp")),
    }
}

/// The statement that reads the events, with their actors' names where the app keeps users itself.
pub(super) fn events(file: &Snapshot) -> Result<&'static str, OldFileError> {
    let users = columns(file, "auth_user")?;
    Ok(if users.iter().any(|column| column == "username") { EVENTS } else { EVENTS_OF_NOBODY })
}

/// The columns of a table; none when there is no such table.
fn columns(file: &Snapshot, table: &str) -> Result<Vec<String>, DbErr> {
    let rows = file.rows(&format!("SELECT name FROM pragma_table_info('{table}')"))?;
    let name = |row: sea_orm::ProxyRow| match row.values.get("name") {
        Some(Value::String(name)) => name.clone(),
        _ => None,
    };
    Ok(rows.into_iter().filter_map(name).collect())
}
