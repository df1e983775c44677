//! Invites the configured moderators into the room that the bot created. Each is invited once, so that nobody who left or
//! was removed is invited again.

use matrix_sdk::{
    Room,
    ruma::{
        Int, UserId,
        events::room::power_levels::{RoomPowerLevelsEventContent, UserPowerLevel},
    },
};
use registration_core::{
    Registrations,
    store::{StoreError, state::InvitedModerators},
};

use crate::matrix::members::{membership_state, power_levels};

/// Resets the list for a new room.
pub(crate) async fn reset(registrations: &Registrations) -> Result<(), StoreError> {
    registrations.bot_store().state().set(&InvitedModerators::default()).await
}

/// Invites the moderators who have not been invited yet. Failures are tried again at the next start.
pub(crate) async fn send(room: &Room, registrations: &Registrations) -> Result<(), StoreError> {
    let (store, config) = (registrations.bot_store(), registrations.config());
    let invited = store.state::<InvitedModerators>().get().await?;
    let is_first_run = invited.is_none();
    let InvitedModerators(mut known) = invited.unwrap_or_default();
    for moderator in &config.bot.moderators {
        let Ok(user) = UserId::parse(moderator) else {
            tracing::error!(moderator, "bot.moderators: not a valid user ID");
            continue;
        };
        if known.contains(moderator) {
            continue;
        }
        match invite(room, &user, config.moderation.min_power_level, is_first_run).await {
            Ok(is_new) => {
                known.insert(moderator.clone());
                if is_new {
                    tracing::info!(moderator, "moderator invited");
                }
            }
            Err(error) => {
                tracing::warn!(
                    moderator,
                    error = &error as &dyn std::error::Error,
                    "cannot invite a moderator; trying again at the next start"
                );
            }
        }
    }
    store.state().set(&InvitedModerators(known)).await
}

/// Sets the power level of a moderator and invites them. Returns whether that was necessary. If the list of invited
/// moderators does not exist yet, moderators who have left count as invited by an earlier version.
async fn invite(room: &Room, user: &UserId, level: i64, is_first_run: bool) -> matrix_sdk::Result<bool> {
    match membership_state(room, user).await?.as_deref() {
        Some("join" | "invite" | "ban") => return Ok(false),
        Some(_) if is_first_run => return Ok(false),
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
