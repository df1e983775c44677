//! What happens to everything in the Django app's database, for an operator to read beforehand.

use super::rules::PlannedRule;
use crate::{
    domain::{EmailError, LocalpartError, State, Token},
    store::{
        Entry, ImportedRow, Purpose,
        django::{OldSchema, OldStatus, Unreadable},
    },
};

/// What happens to a whole database.
#[derive(Debug)]
pub struct ImportPlan {
    /// The version of the app that wrote it.
    pub schema: OldSchema,
    /// Every request, by number.
    pub requests: Vec<PlannedRequest>,
    /// Every rule.
    pub rules: Vec<PlannedRule>,
    /// Cells that could not be read.
    pub unreadable: Vec<Unreadable>,
}

/// What happens to a request.
#[derive(Debug)]
pub struct PlannedRequest {
    /// Its number in the app.
    pub old: i64,
    /// The requested username, as the app stored it.
    pub username: String,
    /// The address, as the app stored it.
    pub email: String,
    /// Its status in the app.
    pub was: OldStatus,
    /// What happens to it.
    pub outcome: RequestOutcome,
}

/// What happens to a request.
#[derive(Debug)]
pub enum RequestOutcome {
    /// It is imported.
    Comes(Box<ToImport>),
    /// It was imported before and is left alone.
    Already,
    /// It is not imported.
    LeftOut(LeftOut),
}

/// A request to import.
#[derive(Debug)]
pub struct ToImport {
    /// Its state after the import.
    pub state: State,
    /// Its reason is too long and is cut.
    pub reason_is_cut: bool,
    /// The purpose of the link that the app mailed.
    pub(crate) link: Option<(Purpose, Token)>,
    pub(crate) row: ImportedRow,
    pub(crate) history: Vec<Entry>,
}

impl ToImport {
    /// Whether a link that the app mailed still works.
    #[must_use]
    pub const fn has_link(&self) -> bool {
        self.link.is_some()
    }
}

/// Who has something that can only be had once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// The request with this number in the app is imported before it.
    Old(i64),
    /// A request of this service.
    Ours,
}

/// Why a request is not imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// The username is not valid.
    Username(LocalpartError),
    /// The address is not valid.
    Email(EmailError),
    /// The username is taken.
    NameHeld(Holder),
    /// The address is taken, ignoring tags and case.
    EmailHeld(Holder),
    /// The configured `retention` would delete it at once.
    Over,
}
