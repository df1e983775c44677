//! Finds and joins the rooms that the operator names for welcome messages and for the log.

use matrix_sdk::{
    Client, Room, RoomState,
    ruma::{RoomId, api::error::ErrorKind},
};
use registration_core::{
    registrations::{RoomError, RoomUse},
    synapse::SynapseError,
    text,
    worker::EffectError,
};

use crate::{active_room::ActiveRoom, error::to_effect, session::account::bot_mxid};

/// The room that the operator names. The bot joins it if necessary. If an alias now leads to another room than before,
/// the effect is parked until an operator confirms the new room.
pub(super) async fn named_room(active: &ActiveRoom, usage: RoomUse, named: &str) -> Result<Room, EffectError> {
    let language = active.registrations.config().room_language();
    let key = usage.key();
    let unknown = || text!(in language, "room-welcome-no-room", room = named, key = key);
    let id = active.registrations.pinned_room(usage, named).await.map_err(|error| match error {
        RoomError::Moved { .. } => park(error.to_string()),
        RoomError::Synapse(SynapseError::Refused { status: 400 | 404, .. }) => park(unknown()),
        RoomError::Synapse(error) => error.into(),
        RoomError::Store(error) => error.into(),
    })?;
    let id = RoomId::parse(id).map_err(|_| park(unknown()))?;
    let client = active.room.client();
    match join(&client, &id).await {
        Err(error) if error.client_api_error_kind().is_some() => {}
        joined => return joined.map_err(|error| to_effect(&error)),
    }
    join_as_admin(active, &id, named, key).await?;
    join(&client, &id).await.map_err(|error| to_effect(&error))
}

/// Adds the bot to the room through Synapse's admin API.
async fn join_as_admin(active: &ActiveRoom, id: &RoomId, named: &str, key: &str) -> Result<(), EffectError> {
    let language = active.registrations.config().room_language();
    let (synapse, bot) = (active.registrations.synapse(), bot_mxid(&active.registrations));
    let mut joined = synapse.join_room(id.as_str(), &bot).await;
    if joined.as_ref().is_err_and(|error| error.errcode() == "M_FORBIDDEN") {
        joined = synapse.join_room_by_force(id.as_str(), &bot).await;
    }
    match joined {
        Ok(_) => Ok(()),
        Err(SynapseError::Refused { status: 404, .. }) => {
            Err(park(text!(in language, "room-welcome-no-room", room = named, key = key)))
        }
        Err(SynapseError::Refused { .. }) => {
            Err(park(text!(in language, "room-welcome-shut-out", room = named, bot = bot.as_str())))
        }
        Err(error) => Err(error.into()),
    }
}

/// Joins a room, unless the bot is already in it.
pub(super) async fn join(client: &Client, id: &RoomId) -> matrix_sdk::Result<Room> {
    match client.get_room(id).filter(|room| room.state() == RoomState::Joined) {
        Some(room) => Ok(room),
        None => client.join_room_by_id(id).await,
    }
}

/// Parks the effect with this cause if the room forbids the action; otherwise it is retried.
pub(super) fn park_if_forbidden(error: &matrix_sdk::Error, cause: impl Fn() -> String) -> EffectError {
    match error.client_api_error_kind() {
        Some(ErrorKind::Forbidden) => park(cause()),
        _ => to_effect(error),
    }
}

pub(super) const fn park(cause: String) -> EffectError {
    EffectError::Park { cause }
}
