//! What becomes of everything in the Django app's file, for an operator to read before it happens.

use super::rules::PlannedRule;
use crate::{
    domain::{EmailError, LocalpartError, State, Token},
    store::{
        Entry, ImportedRow, Purpose,
        django::{OldSchema, OldStatus, Unreadable},
    },
};

/// What becomes of a whole file.
#[derive(Debug)]
pub struct ImportPlan {
    /// Which version of the app has written it.
    pub schema: OldSchema,
    /// Every request in the file, in the order of its numbers.
    pub requests: Vec<PlannedRequest>,
    /// Every rule in the file.
    pub rules: Vec<PlannedRule>,
    /// Cells that could not be read.
    pub unreadable: Vec<Unreadable>,
}

/// What becomes of a request.
#[derive(Debug)]
pub struct PlannedRequest {
    /// Its number in the app.
    pub old: i64,
    /// The username that is asked for, as the app kept it.
    pub username: String,
    /// The address, as the app kept it.
    pub email: String,
    /// How far it had come.
    pub was: OldStatus,
    /// What becomes of it.
    pub outcome: RequestOutcome,
}

/// What becomes of a request.
#[derive(Debug)]
pub enum RequestOutcome {
    /// It comes over.
    Comes(Box<ToImport>),
    /// It was imported before; what has become of it since stays as it is.
    Already,
    /// It stays behind.
    LeftOut(LeftOut),
}

/// A request that comes over.
#[derive(Debug)]
pub struct ToImport {
    /// The state in which it comes.
    pub state: State,
    /// Its reason is longer than we take, and is cut.
    pub reason_is_cut: bool,
    /// What the link that the app has mailed is for.
    pub(crate) link: Option<(Purpose, Token)>,
    pub(crate) row: ImportedRow,
    pub(crate) history: Vec<Entry>,
}

impl ToImport {
    /// Whether a link that the app has mailed goes on working.
    #[must_use]
    pub const fn has_link(&self) -> bool {
        self.link.is_some()
    }
}

/// Who has what only one can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// The request with this number in the app comes over before it.
    Old(i64),
    /// A request that is ours already.
    Ours,
}

/// Why a request stays behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// We do not take this username.
    Username(LocalpartError),
    /// We cannot write to this address.
    Email(EmailError),
    /// The username is held.
    NameHeld(Holder),
    /// The address is held, tags and case aside.
    EmailHeld(Holder),
    /// By the config's `retention` it would be removed at once.
    Over,
}
