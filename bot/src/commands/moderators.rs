//! `moderators`: who in the room can decide on requests.

use std::collections::BTreeSet;

use matrix_sdk::ruma::UserId;
use registration_core::{messages::Language, store::state::Standing, text};

use super::response::Response;
use crate::{
    active_room::ActiveRoom,
    error::BotError,
    matrix::members::{joined, membership_state, memberships},
    voting::count::may_decide,
};

/// Everybody who can decide, and the moderators of the config and the roster who are not in the room.
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
    let roster = active.registrations.operations().roster().await?;
    let added = roster.0.iter().filter(|(_, entry)| entry.is_addition()).map(|(user, _)| user);
    let meant: BTreeSet<&String> = config.bot.moderators.iter().chain(added).collect();
    for who in meant.into_iter().filter(|who| !found.keys().any(|user| user.as_str() == who.as_str())) {
        let standing = roster.0.get(who).map(|entry| entry.standing);
        lines.push(missing(active, language, who, standing).await?);
    }
    Ok(Response::said(lines))
}

/// Why somebody who is meant to be a moderator is not in the room.
async fn missing(
    active: &ActiveRoom,
    language: Language,
    who: &str,
    standing: Option<Standing>,
) -> Result<String, BotError> {
    let membership = match UserId::parse(who) {
        Ok(user) => membership_state(&active.room, &user).await?,
        Err(_) => None,
    };
    Ok(match (standing, membership.as_deref()) {
        (_, Some("invite")) => text!(in language, "room-moderators-invited", who = who),
        (Some(Standing::Removed), _) => text!(in language, "room-moderators-removed", who = who),
        (Some(Standing::Left), _) => text!(in language, "room-moderators-left", who = who),
        _ => text!(in language, "room-moderators-missing", who = who),
    })
}
