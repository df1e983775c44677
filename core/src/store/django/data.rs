//! What is read from the Django app's file, in types that say what it means.

use std::net::IpAddr;

use jiff::Timestamp;

use super::OldSchema;
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
