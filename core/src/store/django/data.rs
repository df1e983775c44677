//! The content of the Django app's file, as types.

use std::net::IpAddr;

use jiff::Timestamp;

use super::OldSchema;
use crate::domain::Token;

/// Everything in the file that we can use.
#[derive(Debug)]
pub struct OldData {
    /// The version of the app's tables.
    pub schema: OldSchema,
    /// By number.
    pub registrations: Vec<OldRegistration>,
    /// E-mail blocks, username rules and network blocks, in this order.
    pub rules: Vec<OldRule>,
    /// Invalid cells. The rest of the row is kept if it is usable without them.
    pub unreadable: Vec<Unreadable>,
}

/// A request as the app stored it. Names and addresses are not validated yet.
#[derive(Clone, Debug)]
pub struct OldRegistration {
    /// Its number in the app.
    pub id: i64,
    /// The requested username.
    pub username: String,
    /// The applicant's e-mail address.
    pub email: String,
    /// The reason; empty before it was given.
    pub reason: String,
    /// The client's network address.
    pub address: Option<IpAddr>,
    /// Its status.
    pub status: OldStatus,
    /// The link in the mail was opened.
    pub email_verified: bool,
    /// The token in the mailed links, if it has the app's format.
    pub token: Option<Token>,
    /// Identifies the row in a second import, without revealing the token.
    pub fingerprint: String,
    /// The moderators' message; may be empty.
    pub mod_message: String,
    /// Whether the decision was mailed.
    pub notify: bool,
    /// When it started.
    pub started_at: Option<Timestamp>,
    /// Its events, oldest first; 0.1.3 has none.
    pub events: Vec<OldEvent>,
}

impl OldRegistration {
    /// The last event of this kind.
    #[must_use]
    pub fn last(&self, kind: &str) -> Option<&OldEvent> {
        self.events.iter().rev().find(|event| event.kind == kind)
    }
}

/// The status of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OldStatus {
    /// The address was given, the reason was not.
    Started,
    /// Waits for a moderator.
    Requested,
    /// Approved; waits for a password.
    Approved,
    /// Denied.
    Denied,
    /// The account was created.
    Completed,
}

/// An event.
#[derive(Clone, Debug)]
pub struct OldEvent {
    /// The app's name for it, such as `email_verified`.
    pub kind: String,
    /// When.
    pub at: Timestamp,
    /// The admin's name in the app.
    pub actor: Option<String>,
    /// The network address.
    pub address: Option<IpAddr>,
    /// JSON; may be empty.
    pub data: String,
}

/// A block rule.
#[derive(Clone, Debug)]
pub struct OldRule {
    /// Its number in its table.
    pub id: i64,
    /// What it matches.
    pub pattern: OldPattern,
    /// The reason, if one was given.
    pub reason: Option<String>,
    /// When it was created.
    pub made_at: Option<Timestamp>,
    /// When it expires.
    pub expires_at: Option<Timestamp>,
}

/// What a rule matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OldPattern {
    /// E-mail addresses that start with a match of this Python expression.
    Email(String),
    /// Usernames that start with a match of this Python expression.
    Username(String),
    /// A network with its prefix length; -1 means a single address.
    Network(IpAddr, i64),
}

/// A cell with a value that the app does not write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Which table.
    pub table: &'static str,
    /// Which row.
    pub row: i64,
    /// Which column.
    pub column: &'static str,
}
