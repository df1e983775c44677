//! What the sync loop knows while it listens.

use std::time::Duration;

use matrix_sdk::Room;
use registration_core::Registrations;

use super::undecryptable::Undecryptable;
use crate::voting::vote_display::VoteDisplay;

/// When something is to be tried again soon.
pub(crate) const RETRY_DELAY: Duration = Duration::from_secs(3);

/// Why the loop ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// We were told to stop.
    Stopped,
    /// Synapse no longer knows the session.
    LoggedOut,
    /// The room was replaced by another.
    Moved,
    /// We have left the room, or were made to.
    Out,
}

/// Hears what is said in the room, and acts on it.
pub struct Listener<'a> {
    pub(crate) room: &'a Room,
    pub(crate) registrations: &'a Registrations,
    pub(crate) vote_display: &'a VoteDisplay,
    pub(crate) undecryptable: Undecryptable,
    pub(crate) due: Due,
    /// What was failed last, and how often.
    pub(crate) last_failed: Option<(String, u32)>,
}

/// What is to be done before anything new is heard.
#[expect(clippy::struct_excessive_bools, reason = "each is due or not, whatever the others are")]
pub(crate) struct Due {
    /// There may be a gap in what we have heard.
    pub(crate) catch_up: bool,
    /// Votes may have changed.
    pub(crate) count: bool,
    /// Cards may be gone.
    pub(crate) cards: bool,
    /// The room's settings may have changed.
    pub(crate) look: bool,
}

impl<'a> Listener<'a> {
    /// Somebody who has heard nothing yet.
    #[must_use]
    pub fn new(room: &'a Room, registrations: &'a Registrations, vote_display: &'a VoteDisplay) -> Self {
        let due = Due { catch_up: true, count: true, cards: true, look: true };
        Self { room, registrations, vote_display, undecryptable: Undecryptable::default(), due, last_failed: None }
    }
}

impl Due {
    pub(crate) const fn is_any(&self) -> bool {
        self.catch_up || self.count || self.cards || self.look
    }
}

/// Whether it failed; if so, the log says why.
pub(crate) fn failed<E: std::error::Error + 'static>(done: Result<(), E>) -> bool {
    done.inspect_err(|error| log_error(error)).is_err()
}

pub(crate) fn log_error(error: &(dyn std::error::Error + 'static)) {
    tracing::warn!(error, "cannot act on what was said in the room");
}
