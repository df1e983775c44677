//! Joins the moderators' room: as a client if the bot may, otherwise through the admin API.

use std::time::Duration;

use matrix_sdk::{
    Client, Room, RoomState,
    config::SyncSettings,
    ruma::{OwnedRoomId, RoomId, serde::Raw},
};
use registration_core::{
    Registrations,
    store::{StoreError, state::ModerationRoom},
    synapse::SynapseError,
};

use crate::{error::SetUpError, session::account::bot_mxid};

/// Maximum syncs until a joined room must appear.
const SYNCS_AFTER_JOIN: usize = 10;

/// The room that the bot created, if it did.
pub(crate) async fn created_room(registrations: &Registrations) -> Result<Option<String>, StoreError> {
    Ok(registrations.bot_store().state::<ModerationRoom>().get().await?.map(|room| room.0))
}

/// The newest known upgrade of this room.
pub(crate) async fn newest(registrations: &Registrations, id: &RoomId) -> Result<OwnedRoomId, StoreError> {
    let newest = registrations.newest_room(id.as_str()).await?;
    Ok(RoomId::parse(newest).unwrap_or_else(|_| id.to_owned()))
}

/// Joins the room, unless the bot is already in it. Returns whether it has joined now. `by_force` allows the admin API to
/// add the bot with the power of a member.
pub(crate) async fn enter(
    client: &Client,
    registrations: &Registrations,
    id: &RoomId,
    by_force: bool,
) -> Result<bool, SetUpError> {
    if client.get_room(id).is_some_and(|room| room.state() == RoomState::Joined) {
        return Ok(false);
    }
    if let Err(error) = client.join_room_by_id(id).await {
        if error.client_api_error_kind().is_none() {
            return Err(error.into());
        }
        let (synapse, bot) = (registrations.synapse(), bot_mxid(registrations));
        let mut joined = synapse.join_room(id.as_str(), &bot).await;
        if by_force && joined.as_ref().is_err_and(is_refusal) {
            joined = synapse.join_room_by_force(id.as_str(), &bot).await;
        }
        joined.map_err(|source| {
            if is_refusal(&source) {
                SetUpError::CannotJoin { room: id.to_string(), bot, source }
            } else {
                SetUpError::Synapse(source)
            }
        })?;
    }
    tracing::info!(room = %id, "joined the moderators' room");
    Ok(true)
}

/// Whether Synapse refused the request.
const fn is_refusal(error: &SynapseError) -> bool {
    matches!(error, SynapseError::Refused { status, .. } if *status < 500)
}

/// State events for a request.
pub(crate) fn raw<T>(values: &[serde_json::Value]) -> Result<Vec<Raw<T>>, matrix_sdk::Error> {
    values.iter().map(raw_one).collect()
}

pub(crate) fn raw_one<T>(value: &serde_json::Value) -> Result<Raw<T>, matrix_sdk::Error> {
    Ok(Raw::new(value)?.cast_unchecked())
}

/// Syncs until the state of the room has arrived.
pub(crate) async fn synced(client: &Client, id: &RoomId) -> Result<Room, SetUpError> {
    for _ in 0..SYNCS_AFTER_JOIN {
        if let Some(room) =
            client.get_room(id).filter(|room| room.state() == RoomState::Joined && room.is_state_fully_synced())
        {
            return Ok(room);
        }
        client.sync_once(SyncSettings::new().timeout(Duration::from_secs(2))).await?;
    }
    Err(SetUpError::NotSynced(id.to_string()))
}
