//! Who in the room may decide.

use matrix_sdk::{
    Room,
    ruma::{
        UserId,
        api::{client::state::get_state_event_for_key::v3::Request, error::ErrorKind},
        events::{
            StateEventType,
            room::power_levels::{RoomPowerLevels, RoomPowerLevelsEventContent, RoomPowerLevelsSource, UserPowerLevel},
        },
    },
};
use registration_core::config::ModerationConfig;

use crate::tally::may_decide;

/// Whether `user` is in the room, and with what power; a creator without limits has the highest.
///
/// Both are asked of Synapse: what the last sync has brought may be older than a vote, and where
/// events cross each other, a sync may even bring an older state after a newer one.
pub async fn standing(room: &Room, user: &UserId) -> matrix_sdk::Result<(bool, i64)> {
    let power = match power_levels(room).await?.for_user(user) {
        UserPowerLevel::Int(level) => level.into(),
        _ => i64::MAX,
    };
    Ok((membership(room, user).await?.as_deref() == Some("join"), power))
}

/// The room's power levels, as Synapse has them now.
pub(crate) async fn power_levels(room: &Room) -> matrix_sdk::Result<RoomPowerLevels> {
    let request = Request::new(room.room_id().to_owned(), StateEventType::RoomPowerLevels, String::new());
    let source = match room.client().send(request).await.map_err(matrix_sdk::Error::from) {
        Ok(found) => RoomPowerLevelsSource::Original(serde_json::from_str::<RoomPowerLevelsEventContent>(
            found.event_or_content.get(),
        )?),
        Err(error) if error.client_api_error_kind() == Some(&ErrorKind::NotFound) => RoomPowerLevelsSource::None,
        Err(error) => return Err(error),
    };
    let rules = room.clone_info().room_version_rules_or_default();
    Ok(RoomPowerLevels::new(source, &rules.authorization, room.creators().into_iter().flatten()))
}

/// How `user` stands to the room, such as `join` or `invite`; `None` where they never had to do with it.
pub async fn membership(room: &Room, user: &UserId) -> matrix_sdk::Result<Option<String>> {
    let request = Request::new(room.room_id().to_owned(), StateEventType::RoomMember, user.to_string());
    match room.client().send(request).await.map_err(matrix_sdk::Error::from) {
        Ok(member) => {
            let content: serde_json::Value = serde_json::from_str(member.event_or_content.get())?;
            Ok(content["membership"].as_str().map(str::to_owned))
        }
        Err(error) if error.client_api_error_kind() == Some(&ErrorKind::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether `user` may decide.
pub async fn is_moderator(room: &Room, user: &UserId, rules: &ModerationConfig) -> matrix_sdk::Result<bool> {
    let (joined, power) = standing(room, user).await?;
    Ok(may_decide(user.as_str(), joined, power, room.own_user_id().as_str(), rules))
}
