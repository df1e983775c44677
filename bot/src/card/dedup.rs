//! A card that an earlier try has posted already. Synapse tells repeats apart by the device that
//! sends them; a bot that takes over has another, and finds the card by the key of its effect.

use matrix_sdk::{Room, deserialized_responses::TimelineEvent, room::MessagesOptions};
use registration_core::{Registrations, store::StoreError};
use serde_json::Value;

/// Where a card carries the key.
const KEY: &str = "synapse_registration.key";
/// How many events are asked for at a time, and how often.
const PAGE: u32 = 100;
const PAGES: usize = 3;

/// A card's content, with its key.
pub(crate) fn with_key(mut content: Value, key: &str) -> Value {
    content[KEY] = key.into();
    content
}

/// Whether this content of an event of ours is a card that counts no more: nothing remembers it, and it is not just
/// being posted.
pub(crate) async fn is_stale_card(
    room: &Room,
    registrations: &Registrations,
    event: &str,
    content: &Value,
) -> Result<bool, StoreError> {
    let Some(key) = content[KEY].as_str() else { return Ok(false) };
    let store = registrations.store();
    // In this order: a card is remembered before its effect is done with.
    Ok(!store.is_queued(key).await? && store.card_by_event(room.room_id().as_str(), event).await?.is_none())
}

/// The card with this key, if it is among the newest messages. In an encrypted room it is found if
/// the room's key had reached the backup before its sender died.
pub(crate) async fn find_posted(room: &Room, key: &str) -> matrix_sdk::Result<Option<String>> {
    let mut from = None;
    for _ in 0..PAGES {
        let mut options = MessagesOptions::backward();
        options.limit = PAGE.into();
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
    fn a_card_is_known_by_its_key_and_its_sender() {
        let content = with_key(json!({"body": "a card"}), "abc");
        let event = json!({"sender": "@bot:x", "content": content}).to_string();
        assert!(has_key(&event, "@bot:x", "abc"));
        assert!(!has_key(&event, "@bot:x", "abd") && !has_key(&event, "@eve:x", "abc"));
    }
}
