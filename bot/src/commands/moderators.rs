//! `moderators`: who in the room can decide on requests.

use registration_core::text;

use super::response::Response;
use crate::{
    active_room::ActiveRoom,
    error::BotError,
    matrix::members::{joined, memberships},
    voting::count::may_decide,
};

/// Everybody who can decide, and the moderators of the config who are not in the room.
pub(super) async fn moderators(active: &ActiveRoom) -> Result<Response, BotError> {
    let (room, config) = (&active.room, active.registrations.config());
    let (language, us) = (config.room_language(), room.own_user_id().as_str());
    let found = memberships(room, joined(room).await?).await?;
    let mut deciding = found.clone();
    deciding.retain(|user, one| {
        user != room.own_user_id() && may_decide(user.as_str(), one.joined, one.power, us, active.rules())
    });
    let mut lines = vec![text!(in language, "room-moderators-title", count = deciding.len())];
    lines.extend(deciding.iter().map(|(who, one)| match one.power {
        i64::MAX => text!(in language, "room-moderators-creator", who = who.as_str()),
        power => text!(in language, "room-moderators-line", who = who.as_str(), power = power.to_string()),
    }));
    let missing = config.bot.moderators.iter().filter(|one| !found.keys().any(|user| user.as_str() == one.as_str()));
    lines.extend(missing.map(|who| text!(in language, "room-moderators-missing", who = who.as_str())));
    Ok(Response::said(lines))
}
