//! The bot's own reactions to a card, which moderators click: to vote while the request is open, to undo afterwards.

use registration_core::{
    domain::{Registration, State},
    store::Card,
};

use super::count::{needs_several_votes, normalized, undo_key};
use crate::{
    active_room::ActiveRoom,
    error::BotError,
    matrix::{bot_reactions, reaction::reactions, send::room_of_card},
};

/// Shows the reactions with which moderators vote. Once a person has voted with one of them, the bot's own is removed,
/// so that clients show the number of votes.
pub(super) async fn show_seeds(active: &ActiveRoom, card: &Card) -> Result<(), BotError> {
    if !needs_several_votes(active.rules()) {
        return Ok(());
    }
    let there = reactions(&active.room, &card.event).await?;
    let is_voted = |key: &str| {
        let mut people = there.iter().filter(|one| one.sender != active.room.own_user_id());
        people.any(|one| normalized(&one.key) == normalized(key))
    };
    let wanted: Vec<&str> = keys(active).filter(|key| !is_voted(key)).collect();
    Ok(bot_reactions::set(&active.room, &card.event, &wanted).await?)
}

/// Shows the reactions that fit the state of a request: to vote, to undo while that is possible, or none.
pub(crate) async fn show_for_state(
    active: &ActiveRoom,
    card: &Card,
    on: &Registration,
    is_undoable: bool,
) -> Result<(), BotError> {
    let Some(room) = room_of_card(&active.room.client(), card) else { return Ok(()) };
    let wanted: Vec<&str> = match on.state {
        State::AwaitingReview if needs_several_votes(active.rules()) => return show_seeds(active, card).await,
        State::AwaitingReview => keys(active).collect(),
        _ if is_undoable => vec![undo_key(&active.rules().reactions)],
        _ => vec![],
    };
    Ok(bot_reactions::set(&room, &card.event, &wanted).await?)
}

/// The first reaction for each verdict.
fn keys(active: &ActiveRoom) -> impl Iterator<Item = &str> {
    let reactions = &active.rules().reactions;
    [&reactions.approve, &reactions.deny].into_iter().filter_map(|keys| keys.first().map(String::as_str))
}
