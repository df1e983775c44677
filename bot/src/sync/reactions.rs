//! Reactions to cards and questions: what each of them means.

use matrix_sdk::Room;
use registration_core::{
    Registrations,
    domain::{State, Verdict},
    store::Card,
};

use crate::{
    card::{dedup, lookup},
    commands::confirmation,
    error::CountError,
    matrix::{
        own_events,
        reaction::{Reaction, reactions},
    },
    voting::{self, count, deny_reasons, hints, moderators::is_moderator, vote_display::Ballots},
};

/// Acts on a reaction, if it is a moderator's to a card of ours.
pub async fn react(
    room: &Room,
    registrations: &Registrations,
    ballots: &Ballots,
    reaction: &Reaction,
) -> Result<(), CountError> {
    let rules = &registrations.config().moderation;
    if reaction.sender == room.own_user_id() {
        return Ok(());
    }
    ballots.heard_reaction_to(&reaction.to);
    let verdict = count::meaning(&reaction.key, &rules.reactions);
    let on_card = lookup::card_of(room, registrations, &reaction.to).await?;
    let (card, verdict) = match (on_card, verdict) {
        (Some(card), Some(verdict)) => (card, verdict),
        (Some(card), None) => return hints::to_card(room, registrations, reaction, &card).await,
        (None, verdict) => {
            let Some(said) = own_events::content(room, &reaction.to).await? else { return Ok(()) };
            if verdict.is_some() && dedup::is_gone(room, registrations, &reaction.to, &said).await? {
                return hints::gone(room, registrations, reaction).await;
            }
            match (deny_reasons::card_of(room, registrations, &said).await?, verdict) {
                // A reason is a no.
                (Some(card), _) => (card, Verdict::Deny),
                (None, Some(verdict)) => {
                    let is_question = confirmation::is_question(&said);
                    return Box::pin(confirmation::answered(
                        room,
                        registrations,
                        &ballots.privacy,
                        reaction,
                        verdict,
                        is_question,
                    ))
                    .await;
                }
                (None, None) if confirmation::is_question(&said) => {
                    return hints::near_miss(room, registrations, reaction, &reaction.to).await;
                }
                (None, None) => return Ok(()),
            }
        }
    };
    let Some(registration) = registrations.find(card.registration).await? else { return Ok(()) };
    let decided = match registration.state {
        State::AwaitingReview => voting::count(room, registrations, ballots, &card, Some(&reaction.sender)).await?,
        _ => Some(registration),
    };
    if decided.as_ref().is_some_and(|registration| voting::is_decided_so(registration, verdict, reaction)) {
        return Ok(());
    }
    if !is_moderator(room, &reaction.sender, rules).await? {
        tracing::info!(registration = %card.registration, sender = %reaction.sender, "a reaction without the power to decide");
        return Ok(());
    }
    match decided {
        Some(registration) => hints::late(room, reaction, &card, &registration).await,
        None => Ok(()),
    }
}

/// Acts on every reaction that a card has: none of them is acted on twice.
pub async fn catch_up(
    room: &Room,
    registrations: &Registrations,
    ballots: &Ballots,
    card: &Card,
) -> Result<(), CountError> {
    for reaction in reactions(room, &card.event).await? {
        react(room, registrations, ballots, &reaction).await?;
    }
    Ok(())
}
