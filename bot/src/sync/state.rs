//! The state of the sync loop.

use super::undecryptable::Undecryptable;

/// What the sync loop keeps between two syncs.
pub(super) struct SyncState {
    pub(super) undecryptable: Undecryptable,
    pub(super) due: Due,
    /// The event whose processing failed last, and how often it has failed.
    pub(super) last_failed: Option<(String, u32)>,
}

/// Work to do before new events are processed.
#[expect(clippy::struct_excessive_bools, reason = "the flags are independent of each other")]
pub(super) struct Due {
    /// Events may be missing between the last processed one and the sync.
    pub(super) catch_up: bool,
    /// The votes may have changed.
    pub(super) count_votes: bool,
    /// Cards may have been deleted.
    pub(super) check_cards: bool,
    /// The room's settings may have changed.
    pub(super) check_settings: bool,
}

impl Due {
    pub(super) const ALL: Self = Self { catch_up: true, count_votes: true, check_cards: true, check_settings: true };

    pub(super) const fn is_any(&self) -> bool {
        self.catch_up || self.count_votes || self.check_cards || self.check_settings
    }
}

impl SyncState {
    pub(super) fn new() -> Self {
        Self { undecryptable: Undecryptable::default(), due: Due::ALL, last_failed: None }
    }
}

/// Why the sync loop ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// The bot was told to stop.
    Stopped,
    /// Synapse no longer accepts the session.
    LoggedOut,
    /// The room was upgraded.
    Upgraded,
    /// The bot has left the room or was removed from it.
    Left,
}

/// Whether the action failed. If so, logs why.
pub(super) fn failed<E: std::error::Error + 'static>(done: Result<(), E>) -> bool {
    done.inspect_err(|error| log_error(error)).is_err()
}

pub(super) fn log_error(error: &(dyn std::error::Error + 'static)) {
    tracing::warn!(error, "an event in the moderators' room was not handled; trying again");
}
