//! The database file of the Django app that we take over from: opened read-only, and read whole.

mod cells;
mod schema;

use std::{collections::HashMap, fs::File, io::Read, net::IpAddr, path::Path};

use jiff::Timestamp;
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr, TransactionTrait};

use cells::{Cells, Odd};
pub use schema::OldSchema;

use crate::domain::Token;

/// All that the file holds and we can use.
#[derive(Debug)]
pub struct OldData {
    /// Which version of the app has written it.
    pub schema: OldSchema,
    /// By their number.
    pub registrations: Vec<OldRegistration>,
    /// E-mail blocks, username rules and network blocks, in this order.
    pub rules: Vec<OldRule>,
    /// What could not be read; the rest of its row is there all the same, if it makes sense without.
    pub unreadable: Vec<Unreadable>,
}

/// A request for an account, as the app kept it. Names and addresses are still to be checked.
#[derive(Clone, Debug)]
pub struct OldRegistration {
    /// Its number there.
    pub id: i64,
    /// The username that is asked for.
    pub username: String,
    /// The applicant's e-mail address.
    pub email: String,
    /// Why they want an account; empty until they said so.
    pub reason: String,
    /// Their network address.
    pub address: Option<IpAddr>,
    /// How far it has come.
    pub status: OldStatus,
    /// Their link was opened.
    pub email_verified: bool,
    /// What stands in the links that were mailed, if it is a token of the form that the app makes.
    pub token: Option<Token>,
    /// The same for every reading of the same row, and for no other. It tells nothing of the token.
    pub fingerprint: String,
    /// The moderators' words; empty if there are none.
    pub mod_message: String,
    /// Whether the decision was mailed.
    pub notify: bool,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// What happened to it, oldest first; 0.1.3 kept no record.
    pub events: Vec<OldEvent>,
}

impl OldRegistration {
    /// When something of this kind happened last.
    #[must_use]
    pub fn last(&self, kind: &str) -> Option<&OldEvent> {
        self.events.iter().rev().find(|event| event.kind == kind)
    }
}

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OldStatus {
    /// The address was given; the reason was not.
    Started,
    /// It waits for a moderator.
    Requested,
    /// It was approved, and waits for a password.
    Approved,
    /// It was refused.
    Denied,
    /// The account was made.
    Completed,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub struct OldEvent {
    /// The app's word for it, such as `email_verified`.
    pub kind: String,
    /// When.
    pub at: Timestamp,
    /// The admin who did it, by the name in the app.
    pub actor: Option<String>,
    /// From where.
    pub address: Option<IpAddr>,
    /// JSON; empty if there is none.
    pub data: String,
}

/// A rule that keeps somebody out.
#[derive(Clone, Debug)]
pub struct OldRule {
    /// Its number in its table.
    pub id: i64,
    /// Whom it concerns.
    pub pattern: OldPattern,
    /// Why, if anybody said so.
    pub reason: Option<String>,
    /// When it was made.
    pub made_at: Option<Timestamp>,
    /// Until when it holds.
    pub expires_at: Option<Timestamp>,
}

/// Whom a rule concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OldPattern {
    /// E-mail addresses whose beginning matches this Python expression.
    Email(String),
    /// Usernames whose beginning matches this Python expression.
    Username(String),
    /// A network, with the length of its prefix; -1 means this one address.
    Network(IpAddr, i64),
}

/// A cell that holds something that the app does not write by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Which table.
    pub table: &'static str,
    /// Which row.
    pub row: i64,
    /// Which column.
    pub column: &'static str,
}

/// Why the file was not read.
#[derive(Debug, thiserror::Error)]
pub enum OldFileError {
    /// There is no such file.
    #[error("there is no such file, or it cannot be read")]
    Missing(#[source] std::io::Error),
    /// It is of another kind, or another program's.
    #[error("it is no database of the Django app synapse-registration")]
    NotTheApp,
    /// It lacks a table or column that 0.1.3 has.
    #[error("it is of the app, but older than 0.1.3: {0} is missing; let the app's `migrate` bring it up to date")]
    TooOld(&'static str),
    /// The database failed.
    #[error("it cannot be read")]
    Database(#[from] DbErr),
}

/// Reads the file at `path`. It is not changed, and need not be ours to write.
pub async fn read(path: &Path) -> Result<OldData, OldFileError> {
    if !is_sqlite(path).map_err(OldFileError::Missing)? {
        return Err(OldFileError::NotTheApp);
    }
    let file = open(path).await?;
    let read = read_all(&file).await;
    file.close().await?;
    read
}

/// Every `SQLite` file begins with these words (its file format, section 1.3).
fn is_sqlite(path: &Path) -> std::io::Result<bool> {
    let mut header = [0; 16];
    let is_file = std::fs::metadata(path)?.is_file();
    Ok(is_file && File::open(path)?.read_exact(&mut header).is_ok() && header == *b"SQLite format 3\0")
}

async fn open(path: &Path) -> Result<DatabaseConnection, DbErr> {
    let path = path.to_owned();
    let mut options = ConnectOptions::new("sqlite://");
    options.max_connections(1).sqlx_logging(false);
    options.map_sqlx_sqlite_opts(move |sqlite| sqlite.filename(&path).read_only(true).create_if_missing(false));
    Database::connect(options).await
}

async fn read_all(file: &DatabaseConnection) -> Result<OldData, OldFileError> {
    // One transaction, so that an app that still runs cannot change anything in between.
    let txn = file.begin().await?;
    let schema = schema::recognise(&txn).await?;
    let mut odd = Odd::default();
    let mut events: HashMap<i64, Vec<OldEvent>> = HashMap::new();
    if schema == OldSchema::WithEvents {
        for row in cells::rows(&txn, schema::events(&txn).await?).await? {
            if let Some((of, event)) = event(&mut Cells::new("registration_registrationevent", &row, &mut odd)) {
                events.entry(of).or_default().push(event);
            }
        }
    }
    let mut registrations = Vec::new();
    for row in cells::rows(&txn, schema.registrations()).await? {
        let found = registration(&mut Cells::new("registration_userregistration", &row, &mut odd), &mut events);
        registrations.extend(found);
    }
    let mut rules = Vec::new();
    for (table, statement, pattern) in RULES {
        for row in cells::rows(&txn, statement).await? {
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

fn event(row: &mut Cells) -> Option<(i64, OldEvent)> {
    let of = row.number("registration_id")?;
    let event = OldEvent {
        kind: row.text("type")?,
        at: match row.instant("occurred_at") {
            Some(at) => at,
            None => return row.is_odd("occurred_at"),
        },
        actor: row.optional("actor"),
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
        // A rule whose end nobody can read would hold for ever: rather none.
        expires_at: match row.optional("expires") {
            None => None,
            Some(_) => Some(row.instant("expires")?),
        },
    })
}

#[cfg(test)]
mod tests;
