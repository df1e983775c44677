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
    error::BotError,
    matrix::{
        own_events,
        reaction::{Reaction, reactions},
    },
    voting::{self, count, deny_reasons, hints, moderators::is_moderator, vote_display::VoteDisplay},
};

/// Acts on a reaction, if it is a moderator's to a card of ours.
pub async fn react(
    room: &Room,
    registrations: &Registrations,
    vote_display: &VoteDisplay,
    reaction: &Reaction,
) -> Result<(), BotError> {
    let rules = &registrations.config().moderation;
    if reaction.sender == room.own_user_id() {
        return Ok(());
    }
    vote_display.note_reaction(&reaction.target);
    let verdict = count::verdict_of(&reaction.key, &rules.reactions);
    let on_card = lookup::find_card(room, registrations, &reaction.target).await?;
    let (card, verdict) = match (on_card, verdict) {
        (Some(card), Some(verdict)) => (card, verdict),
        (Some(card), None) => return hints::on_card(room, registrations, reaction, &card).await,
        (None, verdict) => {
            let Some(said) = own_events::own_content(room, &reaction.target).await? else { return Ok(()) };
            if verdict.is_some() && dedup::is_stale_card(room, registrations, &reaction.target, &said).await? {
                return hints::stale_card(room, registrations, reaction).await;
            }
            match (deny_reasons::offer_card(room, registrations, &said).await?, verdict) {
                // A reason is a no.
                (Some(card), _) => (card, Verdict::Deny),
                (None, Some(verdict)) => {
                    let is_confirmation = confirmation::is_confirmation(&said);
                    return Box::pin(confirmation::handle_reaction(
                        room,
                        registrations,
                        &vote_display.privacy,
                        reaction,
                        verdict,
                        is_confirmation,
                    ))
                    .await;
                }
                (None, None) if confirmation::is_confirmation(&said) => {
                    return hints::near_miss(room, registrations, reaction, &reaction.target).await;
                }
                (None, None) => return Ok(()),
            }
        }
    };
    let Some(registration) = registrations.find(card.registration).await? else { return Ok(()) };
    let decided = match registration.state {
        State::AwaitingReview => {
            voting::count_card(room, registrations, vote_display, &card, Some(&reaction.sender)).await?
        }
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
        Some(registration) => hints::too_late(room, reaction, &card, &registration).await,
        None => Ok(()),
    }
}

/// Acts on every reaction that a card has: none of them is acted on twice.
pub async fn catch_up(
    room: &Room,
    registrations: &Registrations,
    vote_display: &VoteDisplay,
    card: &Card,
) -> Result<(), BotError> {
    for reaction in reactions(room, &card.event).await? {
        react(room, registrations, vote_display, &reaction).await?;
    }
    Ok(())
}
