//! The moderators' room: found, joined or made, and its moderators invited.

use std::time::Duration;

use matrix_sdk::{
    Client, Room, RoomState,
    config::SyncSettings,
    ruma::{
        Int, OwnedRoomId, RoomAliasId, RoomId, UserId,
        api::{
            client::room::create_room::v3::{Request as CreateRoom, RoomPreset},
            error::ErrorKind,
        },
        events::room::{
            member::MembershipState,
            power_levels::{RoomPowerLevelsEventContent, UserPowerLevel},
        },
        serde::Raw,
    },
};
use registration_core::{Registrations, synapse::SynapseError, text};
use serde_json::json;

use crate::{error::SetUpError, moderators::power_levels, session::bot_mxid, timeline, upgrade};

/// Under which the room that we made is remembered.
pub(crate) const ROOM: &str = "admin_room";
/// How often we look whether a room that we have just joined shows up.
const SYNCS_AFTER_JOIN: usize = 10;

/// The room, joined and synced.
///
/// # Errors
/// It does not let the bot in, or Synapse does not answer.
pub async fn open(client: &Client, registrations: &Registrations) -> Result<Room, SetUpError> {
    let id = find_or_make(client, registrations).await?;
    let room = upgrade::follow(synced(client, &id).await?, registrations).await?;
    if registrations.store().setting(ROOM).await?.as_deref() == Some(room.room_id().as_str()) {
        invite_moderators(&room, registrations).await;
    }
    Ok(room)
}

async fn find_or_make(client: &Client, registrations: &Registrations) -> Result<OwnedRoomId, SetUpError> {
    let remembered = registrations.store().setting(ROOM).await?;
    match registrations.config().admin_room() {
        None => match remembered.and_then(|id| RoomId::parse(id).ok()) {
            Some(id) => match join(client, registrations, &id).await {
                // An admin who was demoted is refused everything.
                Err(SetUpError::CannotJoin { room, .. }) if registrations.synapse().is_admin().await? => {
                    tracing::warn!(room, "the room that the bot has made is lost to it, so it makes another");
                    make(client, registrations, None).await
                }
                joined => joined,
            },
            None => make(client, registrations, None).await,
        },
        Some(text) if text.starts_with('#') => {
            let alias = RoomAliasId::parse(text).map_err(|_| SetUpError::BadRoom(text.to_owned()))?;
            match client.resolve_room_alias(&alias).await {
                Ok(found) => join(client, registrations, &found.room_id).await,
                Err(error) if error.client_api_error_kind() == Some(&ErrorKind::NotFound) => {
                    if alias.server_name().as_str() != registrations.config().synapse.domain {
                        return Err(SetUpError::NoSuchAlias(text.to_owned()));
                    }
                    make(client, registrations, Some(alias.alias().to_owned())).await
                }
                Err(error) => Err(error.into()),
            }
        }
        Some(text) => {
            let id = RoomId::parse(text).map_err(|_| SetUpError::BadRoom(text.to_owned()))?;
            join(client, registrations, &id).await
        }
    }
}

/// Goes into the room, or into the one that has replaced it since.
async fn join(client: &Client, registrations: &Registrations, id: &RoomId) -> Result<OwnedRoomId, SetUpError> {
    let id = upgrade::newest(registrations, id).await?;
    // Who was at work in a room is let in again by its members' power; a stranger asks first.
    let was_in = timeline::last_in(registrations, &id).await?.is_some();
    if enter(client, registrations, &id, was_in).await? {
        timeline::enter(registrations, &id).await?;
    }
    Ok(id)
}

/// Joins by ourselves where we may, else through the admin API. Says whether we were not in it before.
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
    tracing::info!(room = %id, "the bot has joined the moderators' room");
    Ok(true)
}

/// Whether Synapse has understood, and says no.
const fn is_refusal(error: &SynapseError) -> bool {
    matches!(error, SynapseError::Refused { status, .. } if *status < 500)
}

async fn make(
    client: &Client,
    registrations: &Registrations,
    alias: Option<String>,
) -> Result<OwnedRoomId, SetUpError> {
    let config = registrations.config();
    let mut state = vec![
        // Who is invited may read what was posted until they come.
        json!({ "type": "m.room.history_visibility", "state_key": "", "content": { "history_visibility": "invited" } }),
        json!({ "type": "m.room.guest_access", "state_key": "", "content": { "guest_access": "forbidden" } }),
    ];
    if config.bot.encrypted {
        let content = json!({ "algorithm": "m.megolm.v1.aes-sha2" });
        state.push(json!({ "type": "m.room.encryption", "state_key": "", "content": content }));
    }
    let mut request = CreateRoom::new();
    request.preset = Some(RoomPreset::PrivateChat);
    request.name = Some(text!("room-name"));
    request.topic = Some(text!("room-topic", server = config.synapse.domain.as_str()));
    request.room_alias_name = alias;
    request.initial_state = raw(&state)?;
    // Nobody is listed under `users`: rooms of version 12 refuse their creator there, and older
    // ones need it.
    request.power_level_content_override = Some(raw_one(&json!({ "invite": 50 }))?);
    let room = client.create_room(request).await?;
    registrations.store().set_setting(ROOM, room.room_id().as_str()).await?;
    timeline::enter(registrations, room.room_id()).await?;
    tracing::info!(room = %room.room_id(), encrypted = config.bot.encrypted, "the bot has made the moderators' room");
    Ok(room.room_id().to_owned())
}

/// Events in the form that requests carry.
pub(crate) fn raw<T>(values: &[serde_json::Value]) -> Result<Vec<Raw<T>>, matrix_sdk::Error> {
    values.iter().map(raw_one).collect()
}

fn raw_one<T>(value: &serde_json::Value) -> Result<Raw<T>, matrix_sdk::Error> {
    Ok(Raw::new(value)?.cast_unchecked())
}

/// Syncs until the room's state has arrived.
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

/// Gives the moderators who are not in the room their power level, then invites them. What fails
/// is tried again at the next start.
async fn invite_moderators(room: &Room, registrations: &Registrations) {
    let config = registrations.config();
    for moderator in &config.bot.moderators {
        let Ok(user) = UserId::parse(moderator) else {
            tracing::error!(moderator, "bot.moderators: this is no user ID");
            continue;
        };
        match invite(room, &user, config.moderation.min_power_level).await {
            Ok(true) => tracing::info!(moderator, "a moderator is invited"),
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(moderator, error = &error as &dyn std::error::Error, "a moderator cannot be invited");
            }
        }
    }
}

/// Whether an invitation was needed.
async fn invite(room: &Room, user: &UserId, level: i64) -> matrix_sdk::Result<bool> {
    let membership = room.get_member(user).await?.map(|member| member.membership().clone());
    if matches!(membership, Some(MembershipState::Join | MembershipState::Invite | MembershipState::Ban)) {
        return Ok(false);
    }
    let mut levels = power_levels(room).await?;
    if let Ok(level) = Int::try_from(level)
        && levels.for_user(user) < UserPowerLevel::Int(level)
    {
        levels.users.insert(user.to_owned(), level);
        room.send_state_event(RoomPowerLevelsEventContent::try_from(levels)?).await?;
    }
    room.invite_user_by_id(user).await?;
    Ok(true)
}
