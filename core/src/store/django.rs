//! Reads the database file of the Django app, without changing it.

mod cells;
mod data;
mod error;
mod schema;

use std::{
    collections::HashMap,
    fs::File,
    io::Read,
    path::Path,
    time::{Duration, Instant},
};

use super::sqlite::Snapshot;
use cells::{Cells, Odd};
pub use data::{OldData, OldEvent, OldPattern, OldRegistration, OldRule, OldStatus, Unreadable};
pub use error::OldFileError;
pub use schema::OldSchema;

/// How long reading the file may take.
const TIME_LIMIT: Duration = Duration::from_mins(5);

/// Reads the file at `path`. It is not changed, and need not be ours to write.
pub async fn read(path: &Path) -> Result<OldData, OldFileError> {
    if !is_sqlite(path).map_err(OldFileError::Missing)? {
        return Err(OldFileError::NotTheApp);
    }
    let deadline = Instant::now() + TIME_LIMIT;
    match read_all(&Snapshot::open(path, deadline).await?).await {
        Err(OldFileError::Database(_)) if Instant::now() >= deadline => Err(OldFileError::TooLarge),
        done => done,
    }
}

/// Every `SQLite` file starts with these words (`SQLite`'s file format, section 1.3).
fn is_sqlite(path: &Path) -> std::io::Result<bool> {
    let mut header = [0; 16];
    let is_file = std::fs::metadata(path)?.is_file();
    Ok(is_file && File::open(path)?.read_exact(&mut header).is_ok() && header == *b"SQLite format 3\0")
}

async fn read_all(file: &Snapshot) -> Result<OldData, OldFileError> {
    let schema = schema::recognise(file).await?;
    let mut odd = Odd::default();
    let mut events: HashMap<i64, Vec<OldEvent>> = HashMap::new();
    if schema == OldSchema::WithEvents {
        let users = schema::users(file).await?;
        for row in schema::rows(file, schema::EVENTS).await? {
            if let Some((of, event)) = event(&mut Cells::new("registration_registrationevent", &row, &mut odd), &users)
            {
                events.entry(of).or_default().push(event);
            }
        }
    }
    let mut registrations = Vec::new();
    for row in schema::rows(file, schema.registrations()).await? {
        let found = registration(&mut Cells::new("registration_userregistration", &row, &mut odd), &mut events);
        registrations.extend(found);
    }
    let mut rules = Vec::new();
    for (table, statement, pattern) in RULES {
        for row in schema::rows(file, statement).await? {
            rules.extend(rule(&mut Cells::new(table, &row, &mut odd), *pattern));
        }
    }
    Ok(OldData { schema, registrations, rules, unreadable: odd.found })
}

fn registration(row: &mut Cells, events: &mut HashMap<i64, Vec<OldEvent>>) -> Option<OldRegistration> {
    let id = row.number("id")?;
    let events = events.remove(&id).unwrap_or_default();
    let began = events.iter().find(|event| event.kind == "started").or(events.first()).map(|event| event.at);
    let token = row.text("token")?;
    Some(OldRegistration {
        id,
        username: row.text("username")?,
        email: row.text("email")?,
        reason: row.text("registration_reason")?,
        address: row.address("ip_address"),
        status: match row.number("status")? {
            0 => OldStatus::Started,
            1 => OldStatus::Requested,
            2 => OldStatus::Approved,
            3 => OldStatus::Denied,
            4 => OldStatus::Completed,
            _ => return row.is_odd("status"),
        },
        email_verified: row.number("email_verified")? != 0,
        fingerprint: cells::fingerprint(&token),
        token: token.parse().ok(),
        mod_message: row.text("mod_message")?,
        notify: row.number("notify")? != 0,
        started_at: began.or_else(|| row.instant("timestamp")),
        events,
    })
}

fn event(row: &mut Cells, users: &HashMap<i64, String>) -> Option<(i64, OldEvent)> {
    let of = row.number("registration_id")?;
    let event = OldEvent {
        kind: row.text("type")?,
        at: match row.instant("occurred_at") {
            Some(at) => at,
            None => return row.is_odd("occurred_at"),
        },
        actor: row.reference("actor_id").and_then(|id| users.get(&id).cloned()),
        address: row.address("ip_address"),
        data: row.optional("data").filter(|data| data != "{}").unwrap_or_default(),
    };
    Some((of, event))
}

type ReadPattern = fn(&mut Cells) -> Option<OldPattern>;

const RULES: &[(&str, &str, ReadPattern)] = &[
    ("registration_emailblock", schema::EMAIL_BLOCKS, |row| Some(OldPattern::Email(row.text("regex")?))),
    ("registration_usernamerule", schema::USERNAME_RULES, |row| Some(OldPattern::Username(row.text("regex")?))),
    ("registration_ipblock", schema::IP_BLOCKS, |row| {
        let Some(network) = row.address("network") else { return row.is_odd("network") };
        Some(OldPattern::Network(network, row.number("netmask")?))
    }),
];

fn rule(row: &mut Cells, pattern: ReadPattern) -> Option<OldRule> {
    Some(OldRule {
        id: row.number("id")?,
        pattern: pattern(row)?,
        reason: row.optional("reason").filter(|reason| !reason.trim().is_empty()),
        made_at: row.instant("timestamp"),
        // A rule with an unreadable end would never expire, so it is skipped.
        expires_at: match row.optional("expires") {
            None => None,
            Some(_) => Some(row.instant("expires")?),
        },
    })
}

#[cfg(test)]
mod tests;
