//! The moderators' room: finds, joins or creates it.

pub(crate) mod appearance;
pub mod check;
mod deciders;
pub(crate) mod first_day;
pub(crate) mod join;
pub mod members;
pub(crate) mod privacy;
pub(crate) mod roster;
pub(crate) mod security;
mod upgrade;

use matrix_sdk::{
    Client, Room,
    ruma::{
        OwnedRoomId, RoomAliasId, RoomId,
        api::client::room::create_room::v3::{Request as CreateRoom, RoomPreset},
    },
};
use registration_core::{
    Registrations,
    registrations::{Pin, RoomError, RoomUse},
    store::state::ModerationRoom,
    synapse::SynapseError,
    text,
};
use serde_json::json;

use crate::{error::SetUpError, sync::position};
use join::{created_room, enter, newest, raw, raw_one, synced};

/// The moderators' room, joined and synced.
///
/// # Errors
/// The bot may not join, or Synapse does not answer.
pub async fn open(client: &Client, registrations: &Registrations) -> Result<Room, SetUpError> {
    let id = find_or_create(client, registrations).await?;
    let room = upgrade::follow(synced(client, &id).await?, registrations).await?;
    if created_room(registrations).await?.as_deref() == Some(room.room_id().as_str()) {
        roster::keep(&room, registrations).await?;
    }
    Ok(room)
}

async fn find_or_create(client: &Client, registrations: &Registrations) -> Result<OwnedRoomId, SetUpError> {
    let remembered = created_room(registrations).await?;
    match registrations.config().admin_room() {
        None => match remembered.and_then(|id| RoomId::parse(id).ok()) {
            Some(id) => match join(client, registrations, &id).await {
                // Without this check, an admin token without admin rights would look like a lost room.
                Err(SetUpError::CannotJoin { room, .. } | SetUpError::UnknownRoom(room))
                    if registrations.synapse().is_admin().await? =>
                {
                    tracing::warn!(room, "the bot can no longer join the room that it created; creating a new one");
                    create(client, registrations).await
                }
                joined => joined,
            },
            None => create(client, registrations).await,
        },
        Some(text) if text.starts_with('#') => by_alias(client, registrations, text).await,
        Some(text) => {
            let id = RoomId::parse(text).map_err(|_| SetUpError::BadRoom(text.to_owned()))?;
            join(client, registrations, &id).await
        }
    }
}

/// The room of an alias. After its first use, the alias must keep leading to the same room.
async fn by_alias(client: &Client, registrations: &Registrations, named: &str) -> Result<OwnedRoomId, SetUpError> {
    let bad = || SetUpError::BadRoom(named.to_owned());
    RoomAliasId::parse(named).map_err(|_| bad())?;
    let (pin, pinned) = match registrations.room_pin(RoomUse::Moderation, named).await? {
        Pin::New(now) if !is_vouched_for(registrations, &now).await? => {
            return Err(SetUpError::Unconfirmed { named: named.to_owned(), now });
        }
        Pin::Id(room) | Pin::New(room) | Pin::Same { pinned: room, .. } => (true, room),
        Pin::Moved { pinned, now } => return Err(RoomError::Moved { named: named.to_owned(), pinned, now }.into()),
        Pin::Missing { pinned: Some(pinned) } => {
            tracing::warn!(
                alias = named,
                room = pinned,
                "the alias no longer exists; the bot stays in the room that it led to"
            );
            (false, pinned)
        }
        Pin::Missing { pinned: None } => return Err(SetUpError::NoSuchAlias(named.to_owned())),
    };
    let joined = join(client, registrations, &RoomId::parse(&pinned).map_err(|_| bad())?).await?;
    if pin {
        registrations.pin_room(named, &pinned).await?;
    }
    Ok(joined)
}

/// Whether the bot may post cards in a room that is new to it: one of `bot.moderators` must be a moderator there.
/// Otherwise anyone could register the alias before the service starts for the first time.
pub(crate) async fn is_vouched_for(registrations: &Registrations, room: &str) -> Result<bool, SetUpError> {
    let config = registrations.config();
    if config.bot.moderators.is_empty() {
        return Ok(true);
    }
    let state = match registrations.synapse().room_state(room).await {
        Ok(state) => state,
        Err(SynapseError::Refused { status: 404, .. }) => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    let level = config.moderation.min_power_level;
    Ok(config
        .bot
        .moderators
        .iter()
        .any(|one| security::is_joined(&state, one) && security::power_level(&state, one) >= level))
}

/// Joins the room, or its newest upgrade.
async fn join(client: &Client, registrations: &Registrations, id: &RoomId) -> Result<OwnedRoomId, SetUpError> {
    let id = newest(registrations, id).await?;
    // A bot that has worked in the room may use a member's power to come back; otherwise it needs an invitation.
    let was_in = position::last_event(registrations, &id).await?.is_some();
    let entered = match enter(client, registrations, &id, was_in).await {
        Err(SetUpError::CannotJoin { .. }) if registrations.synapse().room(id.as_str()).await?.is_none() => {
            return Err(SetUpError::UnknownRoom(id.to_string()));
        }
        entered => entered?,
    };
    if entered {
        position::start_at_join(registrations, &id).await?;
    }
    Ok(id)
}

async fn create(client: &Client, registrations: &Registrations) -> Result<OwnedRoomId, SetUpError> {
    let language = registrations.config().room_language();
    let config = registrations.config();
    let mut state = vec![
        // Moderators can read what was posted between their invitation and their joining.
        json!({ "type": "m.room.history_visibility", "state_key": "", "content": { "history_visibility": "invited" } }),
        json!({ "type": "m.room.guest_access", "state_key": "", "content": { "guest_access": "forbidden" } }),
    ];
    if config.bot.encrypted {
        let content = json!({ "algorithm": "m.megolm.v1.aes-sha2" });
        state.push(json!({ "type": "m.room.encryption", "state_key": "", "content": content }));
    }
    let mut request = CreateRoom::new();
    request.preset = Some(RoomPreset::PrivateChat);
    request.name = Some(text!(in language, "room-name"));
    let (server, prefix) = (config.synapse.domain.as_str(), config.bot.command_prefix.as_str());
    request.topic = Some(text!(in language, "room-topic", server = server, prefix = prefix));
    request.initial_state = raw(&state)?;
    // No `users`: rooms of version 12 refuse their creator there, and older versions need the default.
    request.power_level_content_override = Some(raw_one(&json!({ "invite": 50 }))?);
    let room = client.create_room(request).await?;
    registrations.bot_store().state().set(&ModerationRoom(room.room_id().to_string())).await?;
    roster::start_anew(registrations).await?;
    position::start_at_join(registrations, room.room_id()).await?;
    tracing::info!(room = %room.room_id(), encrypted = config.bot.encrypted, "created the moderators' room");
    Ok(room.room_id().to_owned())
}
