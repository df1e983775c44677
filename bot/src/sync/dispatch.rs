//! Dispatches one event: a reaction, a message, or a change of the room.

use matrix_sdk::{deserialized_responses::TimelineEvent, ruma::OwnedUserId};
use registration_core::store::Card;
use serde_json::Value;

use super::{
    reactions,
    state::{Ended, SyncState},
};
use crate::{
    active_room::ActiveRoom,
    card::lookup,
    commands,
    error::BotError,
    matrix::{
        message::{Edit, Message},
        reaction::Reaction,
    },
    room::{first_day, roster, security},
    verification,
    voting::{count::needs_several_votes, deny_reasons, undo},
};

/// Handles one event. Returns why the sync loop must end, if it must.
pub(super) async fn handle(
    active: &ActiveRoom,
    state: &mut SyncState,
    event: &TimelineEvent,
) -> Result<Option<Ended>, BotError> {
    if event.kind.is_utd() {
        state.undecryptable.add(event);
        return Ok(None);
    }
    let json = event.raw().json().get();
    if let Some(reaction) = Reaction::read(json) {
        reactions::handle(active, &reaction).await?;
    } else if let Some(message) = Message::read(json) {
        commands::handle(active, &message).await?;
    } else if let Some(edit) = Edit::read(json) {
        commands::edit::handle(active, edit).await?;
    } else {
        verification::answer(&active.room, &active.registrations, json).await?;
        return handle_change(active, state, &serde_json::from_str(json).unwrap_or_default()).await;
    }
    Ok(None)
}

/// Handles changes of members, power levels and settings, and redactions.
async fn handle_change(active: &ActiveRoom, state: &mut SyncState, event: &Value) -> Result<Option<Ended>, BotError> {
    let kind = event["type"].as_str().unwrap_or_default();
    state.due.check_settings |= security::is_relevant(kind);
    state.due.count_votes |= needs_several_votes(active.rules()) && can_invalidate_votes(kind);
    if kind == "m.room.tombstone" && event["state_key"] == "" {
        return Ok(Some(Ended::Upgraded));
    }
    if let Some(user) = first_day::newcomer(event) {
        first_day::greet(active, user, event["event_id"].as_str().unwrap_or_default()).await?;
    }
    if kind == "m.room.member" {
        roster::note_departure(active, event).await?;
    }
    if kind == "m.room.redaction"
        && let Some(redacted) = event["redacts"].as_str().or_else(|| event["content"]["redacts"].as_str())
        && let Some(by) = event["sender"].as_str().and_then(|by| OwnedUserId::try_from(by).ok())
    {
        match active.registrations.bot_store().card_by_event(active.id(), redacted).await? {
            Some(card) => replace(active, &card).await?,
            None if by == active.room.own_user_id() => {}
            None => undo::undo_without_votes(active, &by, redacted).await?,
        }
    }
    Ok(None)
}

/// A redacted reaction, a member who leaves, or a change of power levels can invalidate votes.
fn can_invalidate_votes(kind: &str) -> bool {
    ["m.room.redaction", "m.room.member", "m.room.power_levels"].contains(&kind)
}

/// Replaces cards that were deleted while the bot was offline.
pub(super) async fn replace_deleted_cards(active: &ActiveRoom) -> Result<(), BotError> {
    for card in active.registrations.bot_store().open_cards(active.id()).await? {
        if lookup::is_deleted(&active.room, &card).await? {
            replace(active, &card).await?;
        }
    }
    Ok(())
}

/// Has a new card posted, without the votes of the old one.
async fn replace(active: &ActiveRoom, card: &Card) -> Result<(), BotError> {
    active.registrations.moderation().replace_card(card).await?;
    Ok(deny_reasons::forget(&active.registrations, card).await?)
}
