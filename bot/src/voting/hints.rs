//! Hints to moderators whose reaction does nothing: once for each of them and each message.

use matrix_sdk::Room;
use registration_core::{
    Registrations,
    domain::{Registration, State, Verdict},
    store::Card,
    text,
};

use crate::{
    error::BotError,
    matrix::{
        format::{FormattedText, actor_name, clipped, format_time},
        reaction::Reaction,
        send::reply,
    },
    voting::{count, moderators::is_moderator},
};

/// Characters of a reaction that a hint repeats.
const KEY: usize = 12;

/// Tells a moderator whose reaction to a card means nothing what would, if they seem to have meant a verdict.
pub(crate) async fn on_card(
    room: &Room,
    registrations: &Registrations,
    reaction: &Reaction,
    card: &Card,
) -> Result<(), BotError> {
    let registration = registrations.find(card.registration).await?;
    if registration.is_some_and(|one| one.state == State::AwaitingReview) {
        near_miss(room, registrations, reaction, &card.event).await?;
    }
    Ok(())
}

pub(crate) async fn near_miss(
    room: &Room,
    registrations: &Registrations,
    reaction: &Reaction,
    event: &str,
) -> Result<(), BotError> {
    let rules = &registrations.config().moderation;
    if !count::is_near_miss(&reaction.key) || !is_moderator(room, &reaction.sender, rules).await? {
        return Ok(());
    }
    let first = |keys: &[String]| keys.first().cloned().unwrap_or_default();
    let (yes, no) = (first(&rules.reactions.approve), first(&rules.reactions.deny));
    let (who, key) = (reaction.sender.as_str(), clipped(&reaction.key, KEY));
    say_once(room, registrations, reaction, event, text!("room-near-miss", who = who, key = key, yes = yes, no = no))
        .await
}

/// Tells a moderator that a card counts no more.
pub(crate) async fn stale_card(
    room: &Room,
    registrations: &Registrations,
    reaction: &Reaction,
) -> Result<(), BotError> {
    if !is_moderator(room, &reaction.sender, &registrations.config().moderation).await? {
        return Ok(());
    }
    say_once(room, registrations, reaction, &reaction.target, text!("room-card-gone")).await
}

/// Answers a reaction to `event`; a second one of the same person to the same event is not answered.
async fn say_once(
    room: &Room,
    registrations: &Registrations,
    reaction: &Reaction,
    event: &str,
    said: String,
) -> Result<(), BotError> {
    let who = reaction.sender.as_str();
    if registrations.moderation().is_first_today("reaction hint", &format!("{event} {who}")).await? {
        let txn = format!("{}-hint", reaction.event);
        reply(room, event, who, &FormattedText::from_lines(&[said]), &txn).await?;
    }
    Ok(())
}

/// Tells a moderator who came second who was first.
pub(crate) async fn too_late(
    room: &Room,
    reaction: &Reaction,
    card: &Card,
    registration: &Registration,
) -> Result<(), BotError> {
    let Some(said) = who_was_first(reaction.sender.as_str(), registration) else { return Ok(()) };
    let words = FormattedText::from_lines(&[said]);
    // Named after the reaction, so that nobody is told twice.
    let txn = format!("{}-late", reaction.event);
    Ok(reply(room, &card.event, reaction.sender.as_str(), &words, &txn).await?)
}

fn who_was_first(who: &str, registration: &Registration) -> Option<String> {
    let id = registration.id.to_string();
    match (&registration.decision, registration.state) {
        (Some(decision), _) => {
            let (by, at) = (actor_name(&decision.by), format_time(decision.at));
            Some(match decision.verdict {
                Verdict::Approve => text!("room-late-approved", who = who, id = id, by = by, at = at),
                Verdict::Deny => text!("room-late-denied", who = who, id = id, by = by, at = at),
            })
        }
        (None, State::Expired) => {
            Some(text!("room-late-expired", who = who, id = id, at = format_time(registration.changed_at)))
        }
        (None, _) => None,
    }
}
