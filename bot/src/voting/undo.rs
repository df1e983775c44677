//! Undoing a decision in the room: by removing the reaction or the command that decided, or with ✖️.

use jiff::Timestamp;
use matrix_sdk::ruma::UserId;
use registration_core::{
    domain::{Actor, Mxid, Registration, RegistrationId},
    messages::Language,
    registrations::UndoError,
    text,
};
use serde_json::json;

use super::{hints, moderators::is_moderator, tally::tally};
use crate::{
    active_room::ActiveRoom,
    error::BotError,
    matrix::{
        format::FormattedText,
        reaction::Reaction,
        send::{send, text_message, thread_notice},
    },
};

/// Undoes the decision on a request, because a moderator reacted with ✖️ to `event`: its card or the bot's answer.
pub(crate) async fn undo_by_reaction(
    active: &ActiveRoom,
    reaction: &Reaction,
    of: RegistrationId,
    event: &str,
) -> Result<(), BotError> {
    if !is_moderator(&active.room, &reaction.sender, active.rules()).await? || !active.is_private() {
        return Ok(());
    }
    match undo(active, of, &reaction.sender, Some(reaction.instant())).await? {
        Ok(registration) => confirm(active, &registration, &reaction.sender, &reaction.event).await,
        Err(UndoError::TooLate(registration)) => hints::too_late_to_undo(active, reaction, event, &registration).await,
        Err(_) => Ok(()),
    }
}

/// Undoes the decisions on several requests, because a moderator reacted with ✖️ to the bot's answer, and says so once.
pub(crate) async fn undo_all_by_reaction(
    active: &ActiveRoom,
    reaction: &Reaction,
    all: &[RegistrationId],
) -> Result<(), BotError> {
    let (room, by) = (&active.room, &reaction.sender);
    if !is_moderator(room, by, active.rules()).await? || !active.is_private() {
        return Ok(());
    }
    let mut undone = vec![];
    for of in all {
        match undo(active, *of, by, Some(reaction.instant())).await? {
            Ok(registration) => undone.push(format!("#{}", registration.id)),
            Err(UndoError::TooLate(registration)) => {
                hints::too_late_to_undo(active, reaction, &reaction.target, &registration).await?;
            }
            Err(_) => {}
        }
    }
    if undone.is_empty() {
        return Ok(());
    }
    let (language, ids) = (active.registrations.config().room_language(), undone.join(", "));
    let line = text!(in language, "room-undone-many", by = by.as_str(), count = undone.len(), ids = ids);
    let mut content = text_message(&FormattedText::from_lines(&[line]));
    content["msgtype"] = json!("m.notice");
    send(room, "m.room.message", content, &format!("{}-undone", reaction.event)).await?;
    Ok(())
}

/// Undoes the decisions that have lost the votes they need, because the event `redacted` by `by` cast one of them.
pub(crate) async fn undo_without_votes(active: &ActiveRoom, by: &UserId, redacted: &str) -> Result<(), BotError> {
    let (registrations, rules) = (&active.registrations, active.rules());
    registrations.moderation().withdraw_votes_of_event(redacted).await?;
    registrations.moderation().unclaim_by_event(redacted, &actor(by)).await?;
    for card in registrations.moderation().undoable_cards(active.id()).await? {
        let Some(decided) = registrations.find(card.registration).await? else { continue };
        let Some(decision) = decided.decision.as_ref().filter(|one| matches!(one.by, Actor::Moderator(_))) else {
            continue;
        };
        let count = tally(active, &active.room, (decided.id, Some(&card)), None).await?;
        if count.votes(decision.verdict).len() < rules.votes_needed(decision.verdict)
            && let Ok(registration) = registrations.moderation().undo_withdrawn(decided.id, actor(by)).await
        {
            tracing::info!(registration = %decided.id, %by, "decision undone: a vote was removed");
            confirm(active, &registration, by, redacted).await?;
        }
    }
    Ok(())
}

/// Undoes the decision on a request. `at` is the time of the event by which `by` does so.
pub(crate) async fn undo(
    active: &ActiveRoom,
    of: RegistrationId,
    by: &UserId,
    at: Option<Timestamp>,
) -> Result<Result<Registration, UndoError>, BotError> {
    match active.registrations.moderation().undo(of, actor(by), at).await {
        Err(UndoError::Store(error)) => Err(error.into()),
        Ok(registration) => {
            tracing::info!(registration = %of, %by, "decision undone");
            Ok(Ok(registration))
        }
        refused => Ok(refused),
    }
}

/// Says in the thread of the card that its decision was undone.
async fn confirm(active: &ActiveRoom, on: &Registration, by: &UserId, event: &str) -> Result<(), BotError> {
    let Some(card) = active.registrations.bot_store().card_of(on.id).await? else { return Ok(()) };
    let language = active.registrations.config().room_language();
    let line = undone_line(language, on, by.as_str());
    let content = thread_notice(&card.event, &FormattedText::from_lines(&[line]));
    send(&active.room, "m.room.message", content, &format!("{}-undone-{event}", card.event)).await?;
    Ok(())
}

/// Says that the decision on a request was undone.
pub(crate) fn undone_line(language: Language, on: &Registration, by: &str) -> String {
    text!(in language, "room-undone", id = on.id.to_string(), by = by)
}

fn actor(user: &UserId) -> Actor {
    Actor::Moderator(Mxid(user.to_string()))
}
