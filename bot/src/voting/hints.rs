//! Hints for moderators whose reaction has no effect: at most one per person and message.

use registration_core::{
    domain::{Registration, State, Verdict},
    messages::Language,
    store::Card,
    text,
};
use serde_json::json;

use super::{count, moderators::is_moderator};
use crate::{
    active_room::ActiveRoom,
    error::BotError,
    matrix::{
        format::{FormattedText, clipped, decided_by},
        reaction::Reaction,
        send::{send, thread_notice},
    },
};

/// Maximum characters of a reaction that a hint quotes.
const MAX_KEY: usize = 12;

/// Explains the reactions that decide, if a moderator's reaction to an open card looks like an attempt to decide.
pub(crate) async fn on_card(active: &ActiveRoom, reaction: &Reaction, card: &Card) -> Result<(), BotError> {
    let registration = active.registrations.find(card.registration).await?;
    if registration.is_some_and(|one| one.state == State::AwaitingReview) {
        near_miss(active, reaction, &card.event).await?;
    }
    Ok(())
}

/// Explains the reactions that decide, if a moderator's reaction to `event` looks like an attempt to decide.
pub(crate) async fn near_miss(active: &ActiveRoom, reaction: &Reaction, event: &str) -> Result<(), BotError> {
    let language = active.registrations.config().room_language();
    let rules = active.rules();
    if !count::is_near_miss(&reaction.key) || !is_moderator(&active.room, &reaction.sender, rules).await? {
        return Ok(());
    }
    let first = |keys: &[String]| keys.first().cloned().unwrap_or_default();
    let (yes, no) = (first(&rules.reactions.approve), first(&rules.reactions.deny));
    let (who, key) = (reaction.sender.as_str(), clipped(&reaction.key, MAX_KEY));
    hint_once(active, reaction, event, text!(in language, "room-near-miss", who = who, key = key, yes = yes, no = no))
        .await
}

/// Tells a moderator that they reacted to a card that is no longer valid.
pub(crate) async fn stale_card(active: &ActiveRoom, reaction: &Reaction) -> Result<(), BotError> {
    let language = active.registrations.config().room_language();
    if !is_moderator(&active.room, &reaction.sender, active.rules()).await? {
        return Ok(());
    }
    hint_once(active, reaction, &reaction.target, text!(in language, "room-card-gone")).await
}

/// Gives a hint about a reaction to `event`, unless the same person has had one there today.
async fn hint_once(active: &ActiveRoom, reaction: &Reaction, event: &str, hint: String) -> Result<(), BotError> {
    let who = reaction.sender.as_str();
    if active.registrations.moderation().is_first_today("reaction hint", &format!("{event} {who}")).await? {
        post(active, reaction, event, &[hint], "hint").await?;
    }
    Ok(())
}

/// Posts a hint in the thread of `event`, which is no edit, and mentions the person who reacted.
async fn post(
    active: &ActiveRoom,
    reaction: &Reaction,
    event: &str,
    hint: &[String],
    name: &str,
) -> Result<(), BotError> {
    let mut content = thread_notice(event, &FormattedText::from_lines(hint));
    content["m.mentions"] = json!({ "user_ids": [reaction.sender] });
    // The transaction ID is derived from the reaction, so that a retry does not post twice.
    send(&active.room, "m.room.message", content, &format!("{}-{name}", reaction.event)).await?;
    Ok(())
}

/// Tells a moderator who has already decided the request.
pub(crate) async fn too_late(
    active: &ActiveRoom,
    reaction: &Reaction,
    card: &Card,
    registration: &Registration,
) -> Result<(), BotError> {
    let language = active.registrations.config().room_language();
    let Some(hint) = too_late_text(language, reaction.sender.as_str(), registration) else { return Ok(()) };
    let until = active.registrations.moderation().undo_until(registration).await?.map(|at| language.time(at));
    let id = registration.id.to_string();
    let prefix = active.registrations.config().bot.command_prefix.as_str();
    let undo = until.map(|at| text!(in language, "room-late-undo", at = at, prefix = prefix, id = id));
    let lines: Vec<String> = [hint].into_iter().chain(undo).collect();
    post(active, reaction, &card.event, &lines, "late").await
}

/// Tells a moderator that the effects of a decision have begun, and how to turn it around.
pub(crate) async fn too_late_to_undo(
    active: &ActiveRoom,
    reaction: &Reaction,
    event: &str,
    registration: &Registration,
) -> Result<(), BotError> {
    let language = active.registrations.config().room_language();
    let (who, id) = (reaction.sender.as_str(), registration.id.to_string());
    let prefix = active.registrations.config().bot.command_prefix.as_str();
    let hint = text!(in language, "room-undo-late", who = who, id = id, prefix = prefix);
    hint_once(active, reaction, event, hint).await
}

fn too_late_text(language: Language, who: &str, registration: &Registration) -> Option<String> {
    let id = registration.id.to_string();
    match (&registration.decision, registration.state) {
        (Some(decision), _) => {
            let (by, at) = (decided_by(language, decision), language.date_time(decision.at));
            Some(match decision.verdict {
                Verdict::Approve => text!(in language, "room-late-approved", who = who, id = id, by = by, at = at),
                Verdict::Deny => text!(in language, "room-late-denied", who = who, id = id, by = by, at = at),
            })
        }
        (None, State::Expired) => Some(
            text!(in language, "room-late-expired", who = who, id = id, at = language.date_time(registration.changed_at)),
        ),
        (None, _) => None,
    }
}
