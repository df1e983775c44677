//! Who in the room may decide.

use matrix_sdk::{
    Room,
    ruma::{
        UserId,
        events::room::{member::MembershipState, power_levels::UserPowerLevel},
    },
};
use registration_core::config::ModerationConfig;

use crate::tally::may_decide;

/// Whether `user` is in the room, and with what power; a creator without limits has the highest.
pub async fn standing(room: &Room, user: &UserId) -> matrix_sdk::Result<(bool, i64)> {
    let Some(member) = room.get_member(user).await? else { return Ok((false, i64::MIN)) };
    let power = match member.power_level() {
        UserPowerLevel::Int(level) => level.into(),
        _ => i64::MAX,
    };
    Ok((*member.membership() == MembershipState::Join, power))
}

/// Whether `user` may decide.
pub async fn is_moderator(room: &Room, user: &UserId, rules: &ModerationConfig) -> matrix_sdk::Result<bool> {
    let (joined, power) = standing(room, user).await?;
    Ok(may_decide(joined, power, rules))
}
