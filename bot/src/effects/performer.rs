//! What the performers of the room's effects work with.

use std::sync::Arc;

use matrix_sdk::Room;
use registration_core::Registrations;

use crate::voting::vote_display::VoteDisplay;

/// Performs the effects of the room's lane.
pub struct RoomPerformer {
    /// For everything that is written down.
    pub registrations: Registrations,
    /// Where new cards go.
    pub room: Room,
    /// Which votes are shown.
    pub vote_display: Arc<VoteDisplay>,
}
