//! The moderators that the room should have: those of the config, and those added or removed later. The bot applies this at
//! every start, and whenever the roster changes.

pub(crate) mod change;
mod keep;

use std::time::Duration;

use matrix_sdk::ruma::UserId;
use registration_core::{
    Registrations,
    domain::Actor,
    messages::Language,
    store::{
        StoreError,
        state::{RosterEntry, Standing},
    },
    text,
};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::{
    active_room::ActiveRoom,
    error::BotError,
    matrix::{
        format::FormattedText,
        send::{send, text_message},
    },
};
use change::{Blocked, ChangeError, demote, promote};
pub(crate) use keep::{forget_levels, keep, start_anew};

/// How often the bot looks for changes that were asked for at a terminal.
const POLL_INTERVAL: Duration = Duration::from_secs(3);
/// The same after a failure.
const RETRY_INTERVAL: Duration = Duration::from_secs(30);

/// Makes changes that are pending, until told to stop. What was not possible is tried again at the next start.
pub(crate) async fn run(active: &ActiveRoom, stop: &CancellationToken) {
    let mut is_start = true;
    while !stop.is_cancelled() {
        let wait = match make_pending(active, is_start).await {
            Ok(true) => POLL_INTERVAL,
            Ok(false) => RETRY_INTERVAL,
            Err(error) => {
                log(&error);
                RETRY_INTERVAL
            }
        };
        is_start = false;
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

/// Returns whether all went well.
async fn make_pending(active: &ActiveRoom, is_start: bool) -> Result<bool, StoreError> {
    let roster = active.registrations.operations().roster().await?;
    let mut all_well = true;
    for (user, entry) in roster.0 {
        if entry.pending
            && (is_start || entry.problem.is_none())
            && let Err(error) = make(active, &user, &entry).await
        {
            log(&error);
            all_well = false;
        }
    }
    Ok(all_well)
}

fn log(error: &(dyn std::error::Error + 'static)) {
    tracing::warn!(error, "cannot change the moderators of the room; trying again");
}

/// Makes one change of the roster, and records how it went.
async fn make(active: &ActiveRoom, user: &str, entry: &RosterEntry) -> Result<(), BotError> {
    let problem = match change_room(active, user, entry.standing).await {
        Ok(()) => None,
        Err(ChangeError::Blocked(blocked)) => Some(blocked.text(Language::english(), user)),
        Err(ChangeError::Failed(error)) => return Err(error),
    };
    match &problem {
        None if entry.by == Actor::Operator => announce(active, user, entry).await?,
        None => {}
        Some(problem) => tracing::error!(user, problem, "cannot change the moderators of the room"),
    }
    Ok(settle(&active.registrations, user, entry, problem).await?)
}

/// Tells moderators of a change that an operator has made.
async fn announce(active: &ActiveRoom, user: &str, entry: &RosterEntry) -> Result<(), BotError> {
    let language = active.registrations.config().room_language();
    let line = match entry.standing {
        Standing::Moderator => text!(in language, "room-moderator-operator-added", who = user),
        _ => text!(in language, "room-moderator-operator-removed", who = user),
    };
    let txn = format!("roster-{}-{user}", entry.at.as_millisecond());
    send(&active.room, "m.room.message", text_message(&FormattedText::from_lines(&[line])), &txn).await?;
    Ok(())
}

/// Changes the room as the moderators have agreed. If that is not possible, everything stays as it was.
pub(crate) async fn change_now(
    active: &ActiveRoom,
    user: &str,
    entry: RosterEntry,
) -> Result<Result<(), Blocked>, BotError> {
    let operations = active.registrations.operations();
    let before = operations.roster().await?.0.get(user).cloned();
    operations.want_moderator(user, entry.clone()).await?;
    match change_room(active, user, entry.standing).await {
        Ok(()) => {
            settle(&active.registrations, user, &entry, None).await?;
            Ok(Ok(()))
        }
        Err(ChangeError::Blocked(blocked)) => {
            operations
                .change_roster(|roster| {
                    if is_same(roster.0.get(user), &entry) {
                        match before.clone() {
                            Some(before) => roster.0.insert(user.to_owned(), before),
                            None => roster.0.remove(user),
                        };
                    }
                })
                .await?;
            Ok(Err(blocked))
        }
        Err(ChangeError::Failed(error)) => Err(error),
    }
}

async fn change_room(active: &ActiveRoom, user: &str, standing: Standing) -> Result<(), ChangeError> {
    let config = active.registrations.config();
    let Ok(id) = UserId::parse(user) else {
        return Err(ChangeError::Blocked(Blocked::Refused("M_INVALID_PARAM".to_owned())));
    };
    match standing {
        Standing::Moderator => promote(&active.room, &id, config.moderation.min_power_level).await,
        Standing::Removed => demote(&active.room, &id, &text!(in config.room_language(), "room-moderator-kick")).await,
        Standing::Left => Ok(()),
    }
}

/// Records that a change was made, or why it cannot be made.
async fn settle(
    registrations: &Registrations,
    user: &str,
    made: &RosterEntry,
    problem: Option<String>,
) -> Result<(), StoreError> {
    let level = registrations.config().moderation.min_power_level;
    let change = |entry: &mut RosterEntry| {
        entry.level = (entry.standing == Standing::Moderator && problem.is_none()).then_some(level);
        entry.pending = problem.is_some();
        entry.problem.clone_from(&problem);
    };
    registrations
        .operations()
        .change_roster(|roster| {
            if is_same(roster.0.get(user), made)
                && let Some(entry) = roster.0.get_mut(user)
            {
                change(entry);
            }
        })
        .await
}

/// Whether the entry has not been replaced meanwhile.
fn is_same(now: Option<&RosterEntry>, before: &RosterEntry) -> bool {
    now.is_some_and(|now| (now.at, now.standing) == (before.at, before.standing))
}

/// Remembers that a moderator has left, or was removed by somebody else, so that no start invites them again.
pub(crate) async fn note_departure(active: &ActiveRoom, event: &Value) -> Result<(), BotError> {
    let is_gone = matches!(event["content"]["membership"].as_str(), Some("leave" | "ban"));
    let (Some(user), true, true) =
        (event["state_key"].as_str(), is_gone, event["sender"] != active.room.own_user_id().as_str())
    else {
        return Ok(());
    };
    let (operations, now) = (active.registrations.operations(), active.registrations.clock().now());
    let was_moderator = |entry: &RosterEntry| entry.standing == Standing::Moderator && !entry.pending;
    if operations.roster().await?.0.get(user).is_some_and(was_moderator) {
        operations
            .change_roster(|roster| {
                if let Some(entry) = roster.0.get_mut(user).filter(|entry| was_moderator(entry)) {
                    (entry.standing, entry.by, entry.at) = (Standing::Left, Actor::System, now);
                }
            })
            .await?;
    }
    Ok(())
}
