//! Posts and updates cards, and crosses out old ones.

use matrix_sdk::Room;
use registration_core::{
    domain::{Registration, State},
    registrations::Marks,
    store::Card,
    worker::{EffectError, Task},
};

use crate::{
    active_room::ActiveRoom,
    card::{self, CardContext, Votes, dedup, lookup},
    error::{BotError, is_forbidden},
    matrix::{
        bot_reactions, links, members,
        send::{edit_content, react, room_of_card, send, text_message},
    },
    room::privacy::is_exposed,
    sync::reactions,
    voting::{deny_reasons, seeds, vote_display},
};

/// Posts the card of a request, unless the room has it already, with a reaction for each verdict.
pub(super) async fn post(active: &ActiveRoom, task: &Task, on: &Registration) -> Result<(), BotError> {
    let card = match active.registrations.bot_store().card_of(on.id).await? {
        Some(card) if card.room == active.id() => card,
        _ => post_new(active, task, on).await?,
    };
    let reactions = &active.rules().reactions;
    for (keys, name) in [(&reactions.approve, "yes"), (&reactions.deny, "no")] {
        let Some(key) = keys.first() else { continue };
        react(&active.room, &card.event, key, &format!("{}-{name}", task.key)).await?;
    }
    if !task.is_repeat && !active.recent_reactions.contains(&card.event).await {
        return Ok(());
    }
    reactions::catch_up(active, &card).await
}

async fn post_new(active: &ActiveRoom, task: &Task, on: &Registration) -> Result<Card, BotError> {
    let posted = if task.is_repeat { dedup::find_posted(&active.room, &task.key).await? } else { None };
    let event = match posted {
        Some(event) => event,
        None => send_card(active, task, on).await?,
    };
    let card = Card { registration: on.id, room: active.id().to_owned(), event };
    active.registrations.bot_store().save_card(&card).await?;
    tracing::info!(registration = %on.id, event = card.event, "card posted");
    Ok(card)
}

async fn send_card(active: &ActiveRoom, task: &Task, on: &Registration) -> Result<String, BotError> {
    // Members who have just joined need the encryption key, and members who have left must not get the next one.
    if !members::are_as_known(&active.room).await? {
        active.room.mark_members_missing();
    }
    let marks = active.registrations.operations().numbers().max(Marks { requests: on.id.0, rules: 0 });
    active.numbers.save(&active.room.client(), marks).await?;
    let text = vote_display::render(active, &active.room, on, &Votes::NONE).await?;
    let content = dedup::with_key(text_message(&text), &task.key);
    Ok(send(&active.room, "m.room.message", content, &format!("{}-card", task.key)).await?)
}

/// Edits the card of a request, and shows the reactions that fit it. Once a decision stands, also cleans up around the card.
pub(super) async fn update(active: &ActiveRoom, task: &Task, on: &Registration) -> Result<(), EffectError> {
    let Some(card) = active.registrations.bot_store().card_of(on.id).await? else { return Ok(()) };
    let Some(room) = room_of_card(&active.room.client(), &card) else {
        tracing::warn!(registration = %on.id, "card not updated: the bot is no longer in its room");
        return Ok(());
    };
    if is_exposed(&room) {
        tracing::warn!(registration = %on.id, "card not updated: its room has been made public");
        return Ok(());
    }
    match show_state(active, &room, &card, (task, on)).await {
        Err(BotError::Matrix(error)) if room.room_id() != active.room.room_id() && is_forbidden(&error) => {
            tracing::warn!(registration = %on.id, "card not updated: the bot may no longer write in its room");
        }
        shown => {
            shown?;
            tracing::info!(registration = %on.id, state = %on.state, "card updated");
        }
    }
    Ok(())
}

async fn show_state(
    active: &ActiveRoom,
    room: &Room,
    card: &Card,
    (task, on): (&Task, &Registration),
) -> Result<(), BotError> {
    vote_display::update_card(active, room, card, on, &format!("{}-edit", task.key)).await?;
    let is_undoable = active.registrations.moderation().undo_until(on).await?.is_some();
    seeds::show_for_state(active, card, on, is_undoable).await?;
    if on.state != State::AwaitingReview && !is_undoable {
        deny_reasons::close(room, &active.registrations, card).await?;
    }
    Ok(())
}

/// Crosses out a card that no longer counts, and links to the new one.
pub(super) async fn strike(active: &ActiveRoom, task: &Task, old: &Card, on: &Registration) -> Result<(), BotError> {
    let room = room_of_card(&active.room.client(), old).filter(|room| !is_exposed(room));
    let Some(room) = room else { return Ok(()) };
    match strike_in(active, &room, old, (task, on)).await {
        Err(BotError::Matrix(error)) if room.room_id() != active.room.room_id() && is_forbidden(&error) => Ok(()),
        struck => struck,
    }
}

async fn strike_in(
    active: &ActiveRoom,
    room: &Room,
    old: &Card,
    (task, on): (&Task, &Registration),
) -> Result<(), BotError> {
    if lookup::is_deleted(room, old).await? {
        return Ok(());
    }
    let config = active.registrations.config();
    let new = active.registrations.bot_store().card_of(on.id).await?.filter(|new| new.room == active.id());
    let link = new.and_then(|new| links::to_event(active.room.room_id(), &new.event, &config.synapse.domain));
    let text = card::struck_out(on, link, &CardContext::from_config(config));
    let content = edit_content(&old.event, &text.plain, &text);
    send(room, "m.room.message", content, &format!("{}-strike", task.key)).await?;
    bot_reactions::remove(room, &old.event).await?;
    deny_reasons::close(room, &active.registrations, old).await
}
