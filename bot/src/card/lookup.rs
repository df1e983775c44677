//! Looks up cards by their event, or by an edit of it: a reaction to an edit counts as a reaction to the card.

use matrix_sdk::Room;
use registration_core::{Registrations, store::Card};

use crate::{
    error::BotError,
    matrix::relations::{edited_event, fetch, is_redacted},
};

/// The card with this event ID, or the card that this event edits.
pub(crate) async fn find_card(
    room: &Room,
    registrations: &Registrations,
    event: &str,
) -> Result<Option<Card>, BotError> {
    let here = room.room_id().as_str();
    if let Some(card) = registrations.bot_store().card_by_event(here, event).await? {
        return Ok(Some(card));
    }
    let Some(found) = fetch(room, event).await? else { return Ok(None) };
    match edited_event(&found, room.own_user_id().as_str()) {
        Some(original) => Ok(registrations.bot_store().card_by_event(here, original).await?),
        None => Ok(None),
    }
}

/// Whether a card was deleted or redacted.
pub(crate) async fn is_deleted(room: &Room, card: &Card) -> matrix_sdk::Result<bool> {
    Ok(fetch(room, &card.event).await?.is_none_or(|event| is_redacted(&event)))
}
