//! Invites the moderators of the config into the room that the bot has made: each of them once, so that nobody is
//! invited again who was removed from the room or has left it.

use std::collections::BTreeSet;

use matrix_sdk::{
    Room,
    ruma::{
        Int, UserId,
        events::room::power_levels::{RoomPowerLevelsEventContent, UserPowerLevel},
    },
};
use registration_core::{Registrations, store::StoreError};
use serde_json::json;

use crate::matrix::members::{membership_state, power_levels};

/// Under which it is remembered who was invited.
const INVITED: &str = "moderators_invited";

/// A new room was made, to which nobody has been invited.
pub(crate) async fn begin(registrations: &Registrations) -> Result<(), StoreError> {
    registrations.store().set_setting(INVITED, "[]").await
}

/// Invites who was not invited yet. What fails is tried again at the next start.
pub(crate) async fn send(room: &Room, registrations: &Registrations) -> Result<(), StoreError> {
    let (store, config) = (registrations.store(), registrations.config());
    let before = store.setting(INVITED).await?;
    let mut invited: Option<BTreeSet<String>> = before.and_then(|text| serde_json::from_str(&text).ok());
    let is_first_look = invited.is_none();
    let known = invited.get_or_insert_default();
    for moderator in &config.bot.moderators {
        let Ok(user) = UserId::parse(moderator) else {
            tracing::error!(moderator, "bot.moderators: this is no user ID");
            continue;
        };
        if known.contains(moderator) {
            continue;
        }
        match invite(room, &user, config.moderation.min_power_level, is_first_look).await {
            Ok(is_new) => {
                known.insert(moderator.clone());
                if is_new {
                    tracing::info!(moderator, "a moderator is invited");
                }
            }
            Err(error) => {
                tracing::warn!(moderator, error = &error as &dyn std::error::Error, "a moderator cannot be invited");
            }
        }
    }
    store.set_setting(INVITED, &json!(known).to_string()).await
}

/// Gives a moderator their power level, then invites them. Says whether that was needed. When this
/// version first looks at a room, moderators who have left count as invited by an earlier version.
async fn invite(room: &Room, user: &UserId, level: i64, is_first_look: bool) -> matrix_sdk::Result<bool> {
    match membership_state(room, user).await?.as_deref() {
        Some("join" | "invite" | "ban") => return Ok(false),
        Some(_) if is_first_look => return Ok(false),
        _ => {}
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
