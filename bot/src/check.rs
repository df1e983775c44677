//! A look at the bot's side of the config, which changes nothing.

use matrix_sdk::ruma::{RoomAliasId, RoomId, api::error::ErrorKind};
use registration_core::Registrations;

use crate::{
    error::SetUpError,
    room::ROOM,
    safety::{Concern, concerns},
    session::{self, bot_mxid},
    upgrade,
};

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomReport {
    /// The bot's user ID.
    pub bot: String,
    /// Whether its account is there; otherwise it is made at the first start.
    pub has_account: bool,
    /// How the moderators' room stands.
    pub room: RoomState,
}

/// How the moderators' room stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoomState {
    /// It is there.
    Found {
        /// Its ID.
        room: String,
        /// Whether what is said in it is encrypted.
        encrypted: bool,
        /// What is wrong with it.
        concerns: Vec<Concern>,
    },
    /// It will be made at the first start.
    ToBeMade,
    /// An ID that this homeserver does not know.
    Unknown(String),
}

/// Looks whether the bot's account and its room are as the config says.
///
/// # Errors
/// The account is a person's, the room's name is nonsense, or Synapse does not answer.
pub async fn check(registrations: &Registrations) -> Result<RoomReport, SetUpError> {
    let bot = bot_mxid(registrations);
    let synapse = registrations.synapse();
    let has_account = match synapse.user(&bot).await? {
        Some(user) if user.user_type.as_deref() != Some("bot") => return Err(SetUpError::NotOurs(bot)),
        Some(user) if user.deactivated => return Err(SetUpError::Deactivated(bot)),
        found => found.is_some(),
    };
    Ok(RoomReport { bot, has_account, room: room(registrations).await? })
}

async fn room(registrations: &Registrations) -> Result<RoomState, SetUpError> {
    let remembered = registrations.store().setting(ROOM).await?;
    let named = registrations.config().admin_room().map(str::to_owned);
    let Some(room) = named.or(remembered) else { return Ok(RoomState::ToBeMade) };
    let id = if room.starts_with('#') {
        let alias = RoomAliasId::parse(&room).map_err(|_| SetUpError::BadRoom(room.clone()))?;
        match session::builder(registrations)?.build().await?.resolve_room_alias(&alias).await {
            Ok(found) => found.room_id.to_string(),
            Err(error) if error.client_api_error_kind() == Some(&ErrorKind::NotFound) => {
                return Ok(RoomState::ToBeMade);
            }
            Err(error) => return Err(error.into()),
        }
    } else if room.starts_with('!') {
        room
    } else {
        return Err(SetUpError::BadRoom(room));
    };
    let id = match RoomId::parse(&id) {
        Ok(id) => upgrade::newest(registrations, &id).await?.to_string(),
        Err(_) => return Err(SetUpError::BadRoom(id)),
    };
    let Some(found) = registrations.synapse().room(&id).await? else { return Ok(RoomState::Unknown(id)) };
    let state = registrations.synapse().room_state(&id).await?;
    let concerns = concerns(&state, &bot_mxid(registrations), registrations.config().bot.encrypted);
    Ok(RoomState::Found { encrypted: !found["encryption"].is_null(), concerns, room: id })
}
