//! Finds a card that an earlier attempt has already posted. Synapse recognises repeated transaction IDs only from the same
//! device. A bot that takes over has another device, so it searches for the key of the effect.

use matrix_sdk::{Room, deserialized_responses::TimelineEvent, room::MessagesOptions};
use registration_core::{Registrations, store::StoreError};
use serde_json::Value;

/// The field of a card's content that holds the key of its effect.
const KEY: &str = "synapse_registration.key";
/// Events per page, and maximum pages.
const PAGE_SIZE: u32 = 100;
const MAX_PAGES: usize = 3;

/// Adds the key to a card's content.
pub(crate) fn with_key(mut content: Value, key: &str) -> Value {
    content[KEY] = key.into();
    content
}

/// Whether this content of one of the bot's messages is a card that is no longer valid: it is not in the database, and is
/// not just being posted.
pub(crate) async fn is_stale_card(
    room: &Room,
    registrations: &Registrations,
    event: &str,
    content: &Value,
) -> Result<bool, StoreError> {
    let Some(key) = content[KEY].as_str() else { return Ok(false) };
    let store = registrations.bot_store();
    // In this order: a card is saved before its effect is completed.
    Ok(!store.is_queued(key).await? && store.card_by_event(room.room_id().as_str(), event).await?.is_none())
}

/// The card with this key, if it is among the newest messages. In an encrypted room, it can only be found if the room key
/// was backed up before the other process stopped.
pub(crate) async fn find_posted(room: &Room, key: &str) -> matrix_sdk::Result<Option<String>> {
    let mut from = None;
    for _ in 0..MAX_PAGES {
        let mut options = MessagesOptions::backward();
        options.limit = PAGE_SIZE.into();
        options.from = from;
        let page = room.messages(options).await?;
        let us = room.own_user_id().as_str();
        let ours = page.chunk.iter().find(|event| has_key(event.raw().json().get(), us, key));
        if let Some(id) = ours.and_then(TimelineEvent::event_id) {
            return Ok(Some(id.to_string()));
        }
        if page.end.is_none() {
            break;
        }
        from = page.end;
    }
    Ok(None)
}

fn has_key(json: &str, us: &str, key: &str) -> bool {
    let Ok(event) = serde_json::from_str::<Value>(json) else { return false };
    event["sender"] == us && event["content"][KEY] == key
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn card_is_found_by_key_and_sender() {
        let content = with_key(json!({"body": "a card"}), "abc");
        let event = json!({"sender": "@bot:x", "content": content}).to_string();
        assert!(has_key(&event, "@bot:x", "abc"));
        assert!(!has_key(&event, "@bot:x", "abd") && !has_key(&event, "@eve:x", "abc"));
    }
}
