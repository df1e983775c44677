//! Applies the roster at a start, in the room that the bot has created.

use matrix_sdk::{Room, ruma::UserId};
use registration_core::{
    Registrations,
    domain::Actor,
    store::{
        StoreError,
        state::{InvitedModerators, ModeratorRoster, RosterEntry, Standing},
    },
};

use super::change::{ChangeError, promote};
use crate::matrix::members::{membership_state, power_levels, power_of};

/// Prepares the roster for a new room: people who left the last one are invited again, and nobody has a power level.
pub(crate) async fn start_anew(registrations: &Registrations) -> Result<(), StoreError> {
    registrations
        .operations()
        .change_roster(|roster| roster.0.retain(|_, entry| entry.standing != Standing::Left))
        .await?;
    forget_levels(registrations).await
}

/// Forgets the power levels: an upgraded room may not have those of the old one.
pub(crate) async fn forget_levels(registrations: &Registrations) -> Result<(), StoreError> {
    registrations.operations().change_roster(|roster| roster.0.values_mut().for_each(|entry| entry.level = None)).await
}

/// Makes everybody a moderator who shall be one: invites those who are missing, and raises power levels. People who left
/// on purpose, or were removed, stay out. Failures are tried again at the next start.
pub(crate) async fn keep(room: &Room, registrations: &Registrations) -> Result<(), StoreError> {
    let is_first_run = take_over(registrations).await?;
    let roster = registrations.operations().roster().await?;
    let added = roster.0.iter().filter(|(_, entry)| entry.is_addition()).map(|(user, _)| user);
    let mut people: Vec<_> = registrations.config().bot.moderators.iter().chain(added).collect();
    people.sort();
    people.dedup();
    for user in people {
        let entry = roster.0.get(user);
        if entry.is_some_and(|entry| entry.standing == Standing::Removed || entry.pending) {
            continue;
        }
        let kept = keep_one(room, registrations, user, entry, is_first_run).await;
        match kept {
            Ok(Some(kept)) => {
                let change = |roster: &mut ModeratorRoster| {
                    if roster.0.get(user) == entry {
                        roster.0.insert(user.clone(), kept.clone());
                    }
                };
                registrations.operations().change_roster(change).await?;
            }
            Ok(None) => {}
            Err(KeepError::BadId) => tracing::error!(moderator = user, "bot.moderators: not a valid user ID"),
            Err(KeepError::Change(error)) => {
                tracing::warn!(
                    moderator = user,
                    ?error,
                    "cannot make this person a moderator; trying again at the next start"
                );
            }
        }
    }
    Ok(())
}

/// Why a person was not made a moderator.
enum KeepError {
    BadId,
    Change(ChangeError),
}

impl From<matrix_sdk::Error> for KeepError {
    fn from(error: matrix_sdk::Error) -> Self {
        Self::Change(error.into())
    }
}

impl From<ChangeError> for KeepError {
    fn from(error: ChangeError) -> Self {
        Self::Change(error)
    }
}

/// Makes one person a moderator, unless they have left on purpose. Returns the entry if it changes.
async fn keep_one(
    room: &Room,
    registrations: &Registrations,
    user: &str,
    entry: Option<&RosterEntry>,
    is_first_run: bool,
) -> Result<Option<RosterEntry>, KeepError> {
    let id = UserId::parse(user).map_err(|_| KeepError::BadId)?;
    let level = registrations.config().moderation.min_power_level;
    let membership = membership_state(room, &id).await?;
    let power = power_of(&power_levels(room).await?, &id);
    let (standing, level) = match standing(membership.as_deref(), power, entry, is_first_run, level) {
        Standing::Moderator => {
            promote(room, &id, level).await?;
            if !matches!(membership.as_deref(), Some("join" | "invite")) {
                tracing::info!(moderator = user, "moderator invited");
            }
            (Standing::Moderator, Some(level))
        }
        other => (other, entry.and_then(|entry| entry.level)),
    };
    if entry.is_some_and(|entry| (entry.standing, entry.level) == (standing, level)) {
        return Ok(None);
    }
    let now = registrations.clock().now();
    let mut kept = entry.cloned().unwrap_or(RosterEntry {
        standing,
        by: Actor::System,
        agreed: vec![],
        at: now,
        level,
        pending: false,
        problem: None,
    });
    if kept.standing != standing {
        (kept.by, kept.at) = (Actor::System, now);
    }
    (kept.standing, kept.level) = (standing, level);
    Ok(Some(kept))
}

/// The standing of a person of the roster or the config, from their membership and power level in the room.
fn standing(
    membership: Option<&str>,
    power: i64,
    entry: Option<&RosterEntry>,
    is_first_run: bool,
    level: i64,
) -> Standing {
    let is_known = entry.is_some() || is_first_run;
    let is_in = matches!(membership, Some("join" | "invite"));
    let has_left = entry.is_some_and(|entry| entry.standing == Standing::Left);
    let lost_power = entry.and_then(|entry| entry.level).is_some_and(|given| power < given);
    match membership {
        Some("ban") => Standing::Left,
        Some(_) if !is_in && is_known => Standing::Left,
        // Somebody has invited them again, with the level that they had.
        _ if has_left && !(is_in && power >= level) => Standing::Left,
        _ if !has_left && (lost_power || is_first_run && is_in && power < level) => Standing::Left,
        _ => Standing::Moderator,
    }
}

/// Takes over what an earlier version knows of the moderators that it has invited. Returns whether it knows nothing: then
/// people who are no longer in the room were invited before such lists existed.
async fn take_over(registrations: &Registrations) -> Result<bool, StoreError> {
    let store = registrations.bot_store();
    if store.state::<ModeratorRoster>().get().await?.is_some() {
        return Ok(false);
    }
    let invited = store.state::<InvitedModerators>().get().await?;
    let is_first_run = invited.is_none();
    let at = registrations.clock().now();
    // A lower power level than this one was set on purpose.
    let level = Some(registrations.config().moderation.min_power_level);
    let entry = |user: String| {
        let (standing, by, agreed) = (Standing::Moderator, Actor::System, vec![]);
        (user, RosterEntry { standing, by, agreed, at, level, pending: false, problem: None })
    };
    let known = ModeratorRoster(invited.unwrap_or_default().0.into_iter().map(entry).collect());
    let merge = |roster: &mut ModeratorRoster| {
        for (user, entry) in &known.0 {
            roster.0.entry(user.clone()).or_insert_with(|| entry.clone());
        }
    };
    registrations.operations().change_roster(merge).await?;
    Ok(is_first_run)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn people_who_left_or_lost_power_stay_out() {
        use Standing::{Left, Moderator};
        let entry = |standing, level| RosterEntry {
            standing,
            by: Actor::System,
            agreed: vec![],
            at: Timestamp::UNIX_EPOCH,
            level,
            pending: false,
            problem: None,
        };
        let (known, gone) = (entry(Moderator, Some(50)), entry(Left, Some(50)));
        let upgraded = entry(Moderator, None);
        for (membership, power, entry, is_first_run, expected) in [
            (None, 0, None, false, Moderator),
            (Some("leave"), 0, None, false, Moderator),
            (Some("leave"), 50, None, true, Left),
            (Some("invite"), 0, None, false, Moderator),
            (Some("join"), 0, None, true, Left),
            (Some("join"), 50, None, true, Moderator),
            (Some("ban"), 0, None, false, Left),
            (Some("leave"), 50, Some(&known), false, Left),
            (Some("join"), 50, Some(&known), false, Moderator),
            (Some("join"), 49, Some(&known), false, Left),
            (None, 0, Some(&upgraded), false, Moderator),
            (Some("join"), 0, Some(&upgraded), false, Moderator),
            (Some("join"), 50, Some(&gone), false, Moderator),
            (Some("join"), 0, Some(&gone), false, Left),
            (Some("leave"), 50, Some(&gone), false, Left),
            (None, 0, Some(&gone), false, Left),
        ] {
            assert_eq!(
                standing(membership, power, entry, is_first_run, 50),
                expected,
                "{membership:?} {power} {entry:?}"
            );
        }
    }
}
