//! Checks the bot's config without changing anything.

use matrix_sdk::ruma::{RoomAliasId, RoomId};
use registration_core::{
    Registrations,
    registrations::{NamedRoom, Pin, RoomUse, moved},
    synapse::SynapseError,
};
use serde_json::Value;

use crate::{
    error::SetUpError,
    room::{
        is_vouched_for,
        join::{created_room, newest},
        privacy,
        security::{RoomIssue, missing_send_power},
    },
    session::account::bot_mxid,
};

/// The result of the check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomReport {
    /// The bot's user ID.
    pub bot: String,
    /// Whether its account exists; otherwise it is created at the first start.
    pub has_account: bool,
    /// The moderators' room.
    pub room: RoomState,
    /// Aliases that lead to unknown rooms, which an operator has to confirm.
    pub unconfirmed: Vec<String>,
    /// The room of `moderation.log_room`, if it is configured.
    pub log_room: Option<LogRoom>,
}

/// The state of the moderators' room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoomState {
    /// It exists.
    Found {
        /// Its ID.
        room: String,
        /// Whether it is encrypted.
        encrypted: bool,
        /// What is wrong with it.
        issues: Vec<RoomIssue>,
    },
    /// It will be created at the first start.
    ToBeCreated,
    /// An ID that this homeserver does not know.
    Unknown(String),
}

/// The state of the room where decisions are logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogRoom {
    /// It exists.
    Found {
        /// Its ID.
        room: String,
        /// Whether the bot is in it or can join.
        join_state: JoinState,
        /// Set if the bot may not send messages there.
        issue: Option<RoomIssue>,
    },
    /// This homeserver knows no such room.
    Unknown(String),
}

/// Whether the bot can join a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinState {
    /// It is in the room.
    Joined,
    /// It may join.
    CanJoin,
    /// A member has to invite it, or the admin API must add it.
    NeedsInvite,
    /// It is banned.
    Banned,
}

/// Checks the bot's account and its rooms.
///
/// # Errors
/// The account belongs to a person, the room's name is not valid, or Synapse does not answer.
pub async fn check(registrations: &Registrations) -> Result<RoomReport, SetUpError> {
    let bot = bot_mxid(registrations);
    let synapse = registrations.synapse();
    let has_account = match synapse.user(&bot).await? {
        Some(user) if user.user_type.as_deref() != Some("bot") => return Err(SetUpError::NotOurs(bot)),
        Some(user) if user.deactivated => return Err(SetUpError::Deactivated(bot)),
        found => found.is_some(),
    };
    let log_room = match &registrations.config().moderation.log_room {
        Some(named) => Some(log_room(registrations, named).await?),
        None => None,
    };
    let unconfirmed = unconfirmed(registrations).await?;
    Ok(RoomReport { bot, has_account, room: room(registrations).await?, unconfirmed, log_room })
}

async fn unconfirmed(registrations: &Registrations) -> Result<Vec<String>, SetUpError> {
    let mut found = vec![];
    for NamedRoom { usage, named, pin } in registrations.operations().named_rooms().await? {
        match pin {
            Pin::Moved { pinned, now } => found.push(format!("{}: {}", usage.key(), moved(&named, &pinned, &now))),
            Pin::New(now) if usage == RoomUse::Moderation && !is_vouched_for(registrations, &now).await? => {
                found.push(SetUpError::Unconfirmed { named, now }.to_string());
            }
            _ => {}
        }
    }
    Ok(found)
}

async fn log_room(registrations: &Registrations, named: &str) -> Result<LogRoom, SetUpError> {
    let (synapse, unknown) = (registrations.synapse(), || LogRoom::Unknown(named.to_owned()));
    let room = match synapse.room_id(named).await {
        Ok(room) => room,
        Err(SynapseError::Refused { status: 400 | 404, .. }) => return Ok(unknown()),
        Err(error) => return Err(error.into()),
    };
    if synapse.room(&room).await?.is_none() {
        return Ok(unknown());
    }
    let (state, bot) = (synapse.room_state(&room).await?, bot_mxid(registrations));
    Ok(LogRoom::Found { join_state: join_state(&state, &bot), issue: missing_send_power(&state, &bot), room })
}

/// Whether the bot can join a room with this state.
fn join_state(state: &[Value], bot: &str) -> JoinState {
    let content = |kind: &str, key: &str| {
        state.iter().find(|event| event["type"] == kind && event["state_key"] == key).map(|event| &event["content"])
    };
    let membership = content("m.room.member", bot).and_then(|content| content["membership"].as_str());
    match membership.unwrap_or_default() {
        "join" => JoinState::Joined,
        "ban" => JoinState::Banned,
        "invite" => JoinState::CanJoin,
        _ if content("m.room.join_rules", "").is_some_and(|content| content["join_rule"] == "public") => {
            JoinState::CanJoin
        }
        _ => JoinState::NeedsInvite,
    }
}

async fn room(registrations: &Registrations) -> Result<RoomState, SetUpError> {
    let remembered = created_room(registrations).await?;
    let named = registrations.config().admin_room().map(str::to_owned);
    let Some(room) = named.or(remembered) else { return Ok(RoomState::ToBeCreated) };
    let id = if room.starts_with('#') {
        RoomAliasId::parse(&room).map_err(|_| SetUpError::BadRoom(room.clone()))?;
        match registrations.room_pin(RoomUse::Moderation, &room).await? {
            // Rooms that an operator has to confirm are reported together, elsewhere.
            Pin::Id(id) | Pin::New(id) | Pin::Same { pinned: id, .. } | Pin::Moved { pinned: id, .. } => id,
            Pin::Missing { pinned: Some(pinned) } => pinned,
            Pin::Missing { pinned: None } => return Ok(RoomState::ToBeCreated),
        }
    } else if room.starts_with('!') {
        room
    } else {
        return Err(SetUpError::BadRoom(room));
    };
    let id = match RoomId::parse(&id) {
        Ok(id) => newest(registrations, &id).await?.to_string(),
        Err(_) => return Err(SetUpError::BadRoom(id)),
    };
    let Some(found) = registrations.synapse().room(&id).await? else { return Ok(RoomState::Unknown(id)) };
    let issues = privacy::find_issues(registrations, &id, &bot_mxid(registrations)).await?;
    Ok(RoomState::Found { encrypted: !found["encryption"].is_null(), issues, room: id })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn bot_can_join_public_rooms_and_with_an_invitation() {
        let event = |kind: &str, key: &str, content: Value| json!({"type": kind, "state_key": key, "content": content});
        let member = |membership: &str| event("m.room.member", "@bot:x", json!({"membership": membership}));
        let public = event("m.room.join_rules", "", json!({"join_rule": "public"}));
        for (state, expected) in [
            (vec![member("join"), public.clone()], JoinState::Joined),
            (vec![member("ban"), public.clone()], JoinState::Banned),
            (vec![member("leave"), public.clone()], JoinState::CanJoin),
            (vec![public], JoinState::CanJoin),
            (vec![member("invite")], JoinState::CanJoin),
            (vec![member("leave")], JoinState::NeedsInvite),
            (vec![event("m.room.member", "@mod:x", json!({"membership": "join"}))], JoinState::NeedsInvite),
        ] {
            assert_eq!(join_state(&state, "@bot:x"), expected, "{state:?}");
        }
    }
}
