//! A moderator's vote on a request.

use jiff::Timestamp;

use super::{Mxid, Verdict};

/// The latest vote of a moderator on a request.
///
/// Votes by reaction are counted from the room and not stored, except the one that decided: an undo withdraws it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
    /// The moderator.
    pub voter: Mxid,
    /// Approve or deny. `None`: the vote is withdrawn, and reactions up to `at` do not count either.
    pub verdict: Option<Verdict>,
    /// The message to the applicant, if any.
    pub message: Option<String>,
    /// Whether the applicant is e-mailed.
    pub notify: bool,
    /// When, by the clock of the moderator's homeserver: reactions have the same one.
    pub at: Timestamp,
    /// The event that casts it.
    pub event: String,
    /// Whether the event is a reaction.
    pub is_reaction: bool,
    /// The moderator who confirmed it, if that is another person.
    pub confirmed_by: Option<Mxid>,
}

impl Vote {
    /// No vote: earlier votes of `voter` are withdrawn by this event.
    #[must_use]
    pub const fn withdrawn(voter: Mxid, at: Timestamp, event: String) -> Self {
        Self { voter, verdict: None, message: None, notify: true, at, event, is_reaction: false, confirmed_by: None }
    }
}
