//! A room that was upgraded is followed to the one that replaces it, now and after every restart.

use matrix_sdk::{Room, RoomState, ruma::RoomId};
use registration_core::Registrations;

use super::join::{ROOM, enter, synced};
use crate::{
    error::SetUpError,
    sync::{self, position},
};

/// So many upgrades of one room are believed in.
const HOPS: usize = 20;

/// Goes from `room` to the one that replaces it, and so on; without a replacement it stays.
pub(crate) async fn follow(room: Room, registrations: &Registrations) -> Result<Room, SetUpError> {
    let mut room = room;
    for _ in 0..HOPS {
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
        tracing::error!(old = %old.room_id(), new = %next, error, "the room was upgraded, and the bot cannot follow");
        return Ok(None);
    }
    let room = synced(&client, next).await?;
    // Whoever may close a room could point anywhere; the new room has to know of the old one.
    if room.predecessor_room().is_none_or(|before| before.room_id != old.room_id()) {
        tracing::error!(old = %old.room_id(), new = %next, "the room claims an upgrade that the new room knows nothing of");
        if !was_in {
            room.leave().await?;
        }
        return Ok(None);
    }
    sync::process_remaining(old, registrations).await?;
    let store = registrations.store();
    if store.setting(ROOM).await?.as_deref() == Some(old.room_id().as_str()) {
        store.set_setting(ROOM, next.as_str()).await?;
    }
    position::start_at_join(registrations, next).await?;
    registrations.note_upgrade(old.room_id().as_str(), next.as_str()).await?;
    tracing::info!(old = %old.room_id(), new = %next, "the bot has followed the upgrade of the moderators' room");
    Ok(Some(room))
}
