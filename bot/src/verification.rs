//! Verification of the bot's device. The bot cannot compare emoji, so people compare its fingerprint.

use matrix_sdk::{Client, Room};
use registration_core::{Registrations, messages::Language, text};
use serde_json::Value;

use crate::{
    error::BotError,
    matrix::{format::FormattedText, send::reply},
};

/// The device of the bot and its fingerprint.
pub(crate) async fn device_line(language: Language, client: &Client) -> Option<String> {
    let key = client.encryption().ed25519_key().await?;
    let id = client.device_id()?.to_string();
    Some(text!(in language, "room-status-device", id = id, fingerprint = in_groups(&key)))
}

/// A key in groups of four characters, as clients show it.
fn in_groups(key: &str) -> String {
    let characters: Vec<char> = key.chars().collect();
    characters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// Answers a request to verify the bot with its fingerprint, once a day for each person. Other events are ignored.
pub(crate) async fn answer(room: &Room, registrations: &Registrations, json: &str) -> Result<(), BotError> {
    let event: Value = serde_json::from_str(json).unwrap_or_default();
    let Some((request, sender)) = read(&event, room.own_user_id().as_str()) else { return Ok(()) };
    if !registrations.moderation().is_first_today("verification", sender).await? {
        return Ok(());
    }
    let language = registrations.config().room_language();
    let mut lines = vec![text!(in language, "room-verification")];
    lines.extend(device_line(language, &room.client()).await);
    Ok(reply(room, request, sender, &FormattedText::from_lines(&lines), &format!("{request}-answer")).await?)
}

/// The event ID and the sender of a request to verify `us`.
fn read<'a>(event: &'a Value, us: &str) -> Option<(&'a str, &'a str)> {
    let content = &event["content"];
    let is_request = event["type"] == "m.room.message"
        && content["msgtype"] == "m.key.verification.request"
        && content["to"] == us
        && event["sender"] != us;
    is_request.then_some(())?;
    Some((event["event_id"].as_str()?, event["sender"].as_str()?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_requests_to_the_bot_are_answered() {
        let event = |msgtype: &str, to: &str, sender: &str| {
            json!({"type": "m.room.message", "event_id": "$e", "sender": sender,
                "content": {"msgtype": msgtype, "to": to}})
        };
        let request = "m.key.verification.request";
        assert_eq!(read(&event(request, "@bot:x", "@a:x"), "@bot:x"), Some(("$e", "@a:x")));
        for other in
            [event("m.text", "@bot:x", "@a:x"), event(request, "@b:x", "@a:x"), event(request, "@bot:x", "@bot:x")]
        {
            assert_eq!(read(&other, "@bot:x"), None, "{other}");
        }
        assert_eq!(in_groups("abcdefghi"), "abcd efgh i");
    }
}
