//! Why the moderators cannot be changed in the room as somebody wishes.

use std::collections::BTreeMap;

use matrix_sdk::ruma::{UserId, events::room::power_levels::RoomPowerLevels};
use registration_core::{
    config::Config,
    registrations::UnfitModerator,
    store::state::{ModeratorRoster, Standing},
    text,
};

use super::agreement::{deciders, eligible, needed, quorum};
use crate::{
    active_room::ActiveRoom,
    commands::pending_action::ModeratorChange,
    error::BotError,
    matrix::members::{membership_state, power_levels, power_of},
    room::roster::change::{cannot_demote, cannot_promote},
    voting::count::may_decide,
};

/// The person's place in the room, and the people who can decide.
pub(super) struct Situation {
    levels: RoomPowerLevels,
    /// The person's membership in the room.
    membership: Option<String>,
    /// The power level of the person.
    pub(super) power: i64,
    /// The people who can decide on requests, with their power levels.
    pub(super) deciders: BTreeMap<String, i64>,
}

impl Situation {
    /// Reads it from Synapse.
    pub(super) async fn of(active: &ActiveRoom, user: &UserId) -> Result<Self, BotError> {
        let levels = power_levels(&active.room).await?;
        let membership = membership_state(&active.room, user).await?;
        let power = power_of(&levels, user);
        Ok(Self { levels, membership, power, deciders: deciders(active).await? })
    }

    /// Whether the person is in the room, or invited.
    pub(super) fn is_in(&self) -> bool {
        matches!(self.membership.as_deref(), Some("join" | "invite"))
    }

    /// Whether the person is in the room.
    pub(super) fn has_joined(&self) -> bool {
        self.membership.as_deref() == Some("join")
    }
}

/// Why the change cannot be made.
pub(super) async fn refusal(
    active: &ActiveRoom,
    situation: &Situation,
    (change, user): (&ModeratorChange, &UserId),
    author: &UserId,
) -> Result<Option<String>, BotError> {
    let (config, us) = (active.registrations.config(), active.room.own_user_id());
    let language = config.room_language();
    if user == us {
        return Ok(Some(text!(in language, "room-moderator-bot")));
    }
    let who = user.as_str();
    let person = (user, situation.membership.as_deref());
    if change.add {
        if let Some(unfit) = active.registrations.operations().unfit_moderator(who).await? {
            return Ok(Some(unfit_text(config, unfit, who)));
        }
        let level = config.moderation.min_power_level;
        if situation.is_in() && situation.power >= level {
            return Ok(Some(text!(in language, "room-moderator-already", who = who)));
        }
        let blocked = cannot_promote(&situation.levels, us, person, level);
        return Ok(blocked.map(|blocked| blocked.text(language, who)));
    }
    let roster = active.registrations.operations().roster().await?;
    if !is_moderator(config, us.as_str(), situation, &roster, who) {
        return Ok(Some(text!(in language, "room-moderator-is-not", who = who)));
    }
    if let Some(blocked) = cannot_demote(&situation.levels, us, person) {
        return Ok(Some(blocked.text(language, who)));
    }
    let remaining = situation.deciders.keys().filter(|one| *one != who).count();
    if situation.deciders.contains_key(who) && remaining < quorum(&config.moderation) {
        return Ok(Some(text!(in language, "room-moderator-last", who = who)));
    }
    let can_agree = eligible(&situation.deciders, change, situation.power, author.as_str()).len();
    let needed = needed(change, author, &config.moderation);
    Ok((can_agree < needed)
        .then(|| text!(in language, "room-moderator-too-few", who = who, needed = needed, count = can_agree)))
}

fn unfit_text(config: &Config, unfit: UnfitModerator, who: &str) -> String {
    let language = config.room_language();
    match unfit {
        UnfitModerator::Bot => text!(in language, "room-moderator-bot"),
        UnfitModerator::NotNamed => text!(in language, "room-moderator-not-named", who = who),
        UnfitModerator::Remote => {
            text!(in language, "room-moderator-remote", server = config.synapse.domain.as_str())
        }
        UnfitModerator::Unknown => text!(in language, "room-moderator-unknown", who = who),
        UnfitModerator::Locked => text!(in language, "room-moderator-locked", who = who),
    }
}

/// Whether the person is a moderator, or would be one after joining, or after the next start.
fn is_moderator(config: &Config, us: &str, situation: &Situation, roster: &ModeratorRoster, who: &str) -> bool {
    let standing = roster.0.get(who).map(|entry| entry.standing);
    may_decide(who, true, situation.power, us, &config.moderation)
        || standing == Some(Standing::Moderator)
        || standing.is_none() && config.bot.moderators.iter().any(|one| one == who)
}
