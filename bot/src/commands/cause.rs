//! Who gave a command, and with which event.

use jiff::Timestamp;
use matrix_sdk::ruma::UserId;

use crate::voting::NewVote;

/// Who gave a command, and with which event.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cause<'a> {
    /// The moderator who typed it.
    pub(super) by: &'a UserId,
    /// The moderator who confirmed it, if that is another person.
    pub(super) confirmed_by: Option<&'a UserId>,
    /// The event: the message, or the reaction that confirmed it.
    pub(super) event: &'a str,
    /// When the event was sent, by the clock of the sender's homeserver.
    pub(super) at: Timestamp,
}

impl<'a> Cause<'a> {
    /// The vote that the command casts.
    pub(super) const fn vote(&self) -> NewVote<'a> {
        NewVote { by: self.by, at: self.at }
    }
}
