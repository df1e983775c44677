//! Fetches events, and the events that relate to them: reactions, edits and replies.

use matrix_sdk::{
    Room,
    ruma::{
        EventId, OwnedEventId, UInt,
        api::{Direction, client::relations::get_relating_events::v1::Request, error::ErrorKind},
    },
};
use serde_json::Value;

/// Events per page.
const PAGE_SIZE: u32 = 100;

/// The events that relate to one of the bot's events or to its edits, and the edits themselves.
pub(crate) async fn related(room: &Room, event: &EventId) -> matrix_sdk::Result<Vec<Value>> {
    let mut all = related_to(room, event).await?;
    let us = room.own_user_id().as_str();
    let edits: Vec<_> = all.iter().filter(|event| edited_event(event, us).is_some()).filter_map(id).collect();
    for edit in edits {
        all.extend(related_to(room, &edit).await?);
    }
    Ok(all)
}

/// Fetches all relations with one request, because most events have few.
async fn related_to(room: &Room, event: &EventId) -> matrix_sdk::Result<Vec<Value>> {
    let (mut found, mut from) = (vec![], None);
    loop {
        let mut request = Request::new(room.room_id().to_owned(), event.to_owned());
        request.dir = Direction::Forward;
        request.limit = Some(UInt::from(PAGE_SIZE));
        request.from = from;
        let page = room.client().send(request).await?;
        found.extend(page.chunk.iter().filter_map(|raw| serde_json::from_str(raw.json().get()).ok()));
        match page.next_batch {
            Some(next) if !page.chunk.is_empty() => from = Some(next),
            _ => return Ok(found),
        }
    }
}

fn id(event: &Value) -> Option<OwnedEventId> {
    event["event_id"].as_str()?.try_into().ok()
}

/// An event without decryption: relations are never encrypted.
pub(crate) async fn fetch(room: &Room, event: &str) -> matrix_sdk::Result<Option<Value>> {
    let Ok(event) = EventId::parse(event) else { return Ok(None) };
    let request =
        matrix_sdk::ruma::api::client::room::get_room_event::v3::Request::new(room.room_id().to_owned(), event);
    match room.client().send(request).await.map_err(matrix_sdk::Error::from) {
        Ok(found) => Ok(Some(serde_json::from_str(found.event.json().get())?)),
        Err(error) if error.client_api_error_kind() == Some(&ErrorKind::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The event that one of the bot's events edits.
pub(crate) fn edited_event<'a>(event: &'a Value, us: &str) -> Option<&'a str> {
    let relation = &event["content"]["m.relates_to"];
    (event["sender"] == us && relation["rel_type"] == "m.replace").then(|| relation["event_id"].as_str()).flatten()
}

pub(crate) fn is_redacted(event: &Value) -> bool {
    !event["unsigned"]["redacted_because"].is_null()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_edits_by_the_bot_count() {
        let edit = |sender: &str, kind: &str| json!({"sender": sender, "content": {"m.relates_to": {"rel_type": kind, "event_id": "$card"}}});
        assert_eq!(edited_event(&edit("@bot:x", "m.replace"), "@bot:x"), Some("$card"));
        assert_eq!(edited_event(&edit("@mallory:x", "m.replace"), "@bot:x"), None);
        assert_eq!(edited_event(&edit("@bot:x", "m.thread"), "@bot:x"), None);
        assert_eq!(edited_event(&json!({"sender": "@bot:x", "content": {}}), "@bot:x"), None);
    }

    #[test]
    fn redacted_events_are_recognised() {
        assert!(is_redacted(&json!({"content": {}, "unsigned": {"redacted_because": {"sender": "@a:x"}}})));
        assert!(!is_redacted(&json!({"content": {"body": "a card"}, "unsigned": {"age": 1}})));
    }
}
