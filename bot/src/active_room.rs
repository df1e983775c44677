//! The shared state of the bot while it works in the moderators' room.

use jiff::Timestamp;
use matrix_sdk::Room;
use registration_core::{Registrations, config::ModerationConfig};

use crate::{
    room::privacy::Privacy,
    session::highest_numbers::HighestNumbers,
    voting::{recent_reactions::RecentReactions, shown_votes::ShownVotes},
};

/// The moderators' room and what the bot knows about it.
pub(crate) struct ActiveRoom {
    pub(crate) room: Room,
    pub(crate) registrations: Registrations,
    /// Whether personal data may be posted in the room.
    pub(crate) privacy: Privacy,
    /// The highest request and rule numbers in the bot's account data.
    pub(crate) numbers: HighestNumbers,
    /// The votes that open cards show.
    pub(crate) shown_votes: ShownVotes,
    pub(crate) recent_reactions: RecentReactions,
    /// Since when the rules for decisions are in force.
    pub(crate) rules_since: Timestamp,
}

impl ActiveRoom {
    pub(crate) fn new(
        room: Room,
        registrations: Registrations,
        privacy: Privacy,
        numbers: HighestNumbers,
        rules_since: Timestamp,
    ) -> Self {
        let (shown_votes, recent_reactions) = (ShownVotes::default(), RecentReactions::default());
        Self { room, registrations, privacy, numbers, shown_votes, recent_reactions, rules_since }
    }

    /// The ID of the room.
    pub(crate) fn id(&self) -> &str {
        self.room.room_id().as_str()
    }

    /// Who decides, and how.
    pub(crate) fn rules(&self) -> &ModerationConfig {
        &self.registrations.config().moderation
    }

    /// Whether personal data may be posted in the room now.
    pub(crate) fn is_private(&self) -> bool {
        self.privacy.is_private(&self.room)
    }
}
