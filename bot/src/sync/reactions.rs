//! Handles reactions: votes on cards, chosen deny reasons, and answers to confirmation questions.

use registration_core::{
    domain::{Actor, Mxid, RegistrationId, State, Verdict},
    store::Card,
};

use crate::{
    active_room::ActiveRoom,
    card::{dedup, lookup},
    commands::{confirmation, shown, shown_mark, undo_mark},
    error::BotError,
    matrix::{
        own_events,
        reaction::{Reaction, reactions},
    },
    voting::{self, NewVote, count, deny_reasons, hints, moderators::is_moderator},
};

/// The reaction that claims a request.
const CLAIM: &str = "👀";

/// Handles a reaction, unless it is the bot's own.
pub(crate) async fn handle(active: &ActiveRoom, reaction: &Reaction) -> Result<(), BotError> {
    if reaction.sender == active.room.own_user_id() {
        return Ok(());
    }
    active.recent_reactions.add(&reaction.target).await;
    let verdict = count::verdict_of(&reaction.key, &active.rules().reactions);
    match (lookup::find_card(&active.room, &active.registrations, &reaction.target).await?, verdict) {
        (Some(card), Some(verdict)) => handle_vote(active, reaction, &card, verdict).await,
        (Some(card), None) if count::is_undo(&reaction.key, &active.rules().reactions) => {
            handle_undo(active, reaction, card.registration, &card.event).await
        }
        (Some(card), None) if count::normalized(&reaction.key) == CLAIM => {
            claim(active, reaction, card.registration).await
        }
        (Some(card), None) => hints::on_card(active, reaction, &card).await,
        (None, verdict) => handle_other_target(active, reaction, verdict).await,
    }
}

/// Handles a reaction to a message other than a card.
async fn handle_other_target(
    active: &ActiveRoom,
    reaction: &Reaction,
    verdict: Option<Verdict>,
) -> Result<(), BotError> {
    let Some(content) = own_events::own_content(&active.room, &reaction.target).await? else { return Ok(()) };
    if verdict.is_some()
        && dedup::is_stale_card(&active.room, &active.registrations, &reaction.target, &content).await?
    {
        return hints::stale_card(active, reaction).await;
    }
    if let Some(card) = deny_reasons::offer_card(active, &content).await? {
        return handle_vote(active, reaction, &card, Verdict::Deny).await;
    }
    if verdict.is_none() && count::is_undo(&reaction.key, &active.rules().reactions) {
        match undo_mark::requests(&content).as_slice() {
            [] => {}
            [id] => handle_undo(active, reaction, *id, &reaction.target).await?,
            ids => voting::undo::undo_all_by_reaction(active, reaction, ids).await?,
        }
    }
    if let Some(id) = shown_mark::request(&content) {
        return handle_on_shown(active, reaction, id, verdict).await;
    }
    let is_confirmation = confirmation::is_confirmation(&content);
    match verdict {
        Some(verdict) => Box::pin(confirmation::handle_reaction(active, reaction, verdict, is_confirmation)).await,
        None if is_confirmation => hints::near_miss(active, reaction, &reaction.target).await,
        None => Ok(()),
    }
}

/// Handles a reaction to the answer of `show`. An undo is handled like one of other answers.
async fn handle_on_shown(
    active: &ActiveRoom,
    reaction: &Reaction,
    of: RegistrationId,
    verdict: Option<Verdict>,
) -> Result<(), BotError> {
    match verdict {
        Some(verdict) => Box::pin(shown::handle_vote(active, reaction, of, verdict)).await,
        None if count::normalized(&reaction.key) == CLAIM => claim(active, reaction, of).await,
        None if count::is_undo(&reaction.key, &active.rules().reactions) => Ok(()),
        None => hints::near_miss(active, reaction, &reaction.target).await,
    }
}

/// Claims a request for a moderator.
async fn claim(active: &ActiveRoom, reaction: &Reaction, of: RegistrationId) -> Result<(), BotError> {
    if is_moderator(&active.room, &reaction.sender, active.rules()).await? {
        let by = Actor::Moderator(Mxid(reaction.sender.to_string()));
        active.registrations.moderation().claim(of, &by, Some(&reaction.event)).await?;
    }
    Ok(())
}

/// Undoes the decision on a request, because of a reaction to `event` or an edit of it. On a pending one, ✖️ is a near
/// miss.
async fn handle_undo(
    active: &ActiveRoom,
    reaction: &Reaction,
    of: RegistrationId,
    event: &str,
) -> Result<(), BotError> {
    match active.registrations.find(of).await? {
        Some(on) if on.state == State::AwaitingReview => hints::near_miss(active, reaction, event).await,
        Some(_) => voting::undo::undo_by_reaction(active, reaction, of, event).await,
        None => Ok(()),
    }
}

fn new_vote(reaction: &Reaction) -> NewVote<'_> {
    NewVote { by: &reaction.sender, at: reaction.instant() }
}

/// Counts the votes on a card. Tells a moderator who was too late.
async fn handle_vote(active: &ActiveRoom, reaction: &Reaction, card: &Card, verdict: Verdict) -> Result<(), BotError> {
    let Some(registration) = active.registrations.find(card.registration).await? else { return Ok(()) };
    let decided = match registration.state {
        State::AwaitingReview => voting::count_card(active, card, new_vote(reaction)).await?,
        _ => Some(registration),
    };
    if decided.as_ref().is_some_and(|registration| voting::is_decided_by(registration, verdict, reaction)) {
        return Ok(());
    }
    if !is_moderator(&active.room, &reaction.sender, active.rules()).await? {
        tracing::info!(registration = %card.registration, sender = %reaction.sender, "vote ignored: the sender is not a moderator");
        return Ok(());
    }
    match decided {
        Some(registration) => hints::too_late(active, reaction, card, &registration).await,
        None => Ok(()),
    }
}

/// Handles every reaction that a card already has. Handling one twice has no effect.
pub(crate) async fn catch_up(active: &ActiveRoom, card: &Card) -> Result<(), BotError> {
    for reaction in reactions(&active.room, &card.event).await? {
        handle(active, &reaction).await?;
    }
    Ok(())
}
