//! Follows upgrades of the moderators' room, now and after every restart.

use matrix_sdk::{Room, RoomState, ruma::RoomId};
use registration_core::{Registrations, store::state::ModerationRoom};

use super::{
    join::{created_room, enter, synced},
    roster,
};
use crate::{
    error::SetUpError,
    sync::{self, position},
};

/// Maximum upgrades to follow in a row.
const MAX_UPGRADES: usize = 20;

/// The newest upgrade of `room` that the bot can join, or `room` itself.
pub(crate) async fn follow(room: Room, registrations: &Registrations) -> Result<Room, SetUpError> {
    let mut room = room;
    for _ in 0..MAX_UPGRADES {
        let Some(next) = room.successor_room().map(|next| next.room_id) else { break };
        match step(&room, registrations, &next).await? {
            Some(newer) => room = newer,
            None => break,
        }
    }
    Ok(room)
}

async fn step(old: &Room, registrations: &Registrations, next: &RoomId) -> Result<Option<Room>, SetUpError> {
    let client = old.client();
    let was_in = client.get_room(next).is_some_and(|room| room.state() == RoomState::Joined);
    if let Err(error) = enter(&client, registrations, next, true).await {
        if error.is_transient() {
            return Err(error);
        }
        let error = &error as &dyn std::error::Error;
        tracing::error!(old = %old.room_id(), new = %next, error, "cannot join the upgraded room; the bot stays in the old one");
        return Ok(None);
    }
    let room = synced(&client, next).await?;
    // A moderator of the old room could name any room as its upgrade, so the new room must name the old one.
    if room.predecessor_room().is_none_or(|before| before.room_id != old.room_id()) {
        tracing::error!(old = %old.room_id(), new = %next, "upgrade ignored: the new room does not name the old one as its predecessor");
        if !was_in {
            room.leave().await?;
        }
        return Ok(None);
    }
    sync::process_remaining(old, registrations).await?;
    if created_room(registrations).await?.as_deref() == Some(old.room_id().as_str()) {
        registrations.bot_store().state().set(&ModerationRoom(next.to_string())).await?;
        roster::forget_levels(registrations).await?;
    }
    position::start_at_join(registrations, next).await?;
    registrations.operations().note_upgrade(old.room_id().as_str(), next.as_str()).await?;
    tracing::info!(old = %old.room_id(), new = %next, "moved to the upgraded room");
    Ok(Some(room))
}
