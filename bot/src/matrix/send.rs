//! Sends messages and reactions. Each carries a transaction ID of its own, so that a repeat after a
//! crash posts nothing twice.

use std::time::Duration;

use matrix_sdk::{
    Client, Room,
    ruma::{
        OwnedTransactionId, RoomId,
        api::{client::message::send_message_event::v3::Request as SendMessage, error::ErrorKind},
        events::MessageLikeEventType,
        serde::Raw,
    },
};
use registration_core::{fault_injection, store::Card};
use serde_json::{Value, json};

use super::format::FormattedText;
use crate::error::retry_after;

/// How long one message waits for Synapse's rate limit: a card and its reactions have to be done
/// within the time that an effect may take.
const PATIENCE: Duration = Duration::from_secs(7);

/// Answers `event`, calling only on `to`.
pub async fn reply(room: &Room, event: &str, to: &str, words: &FormattedText, txn: &str) -> matrix_sdk::Result<()> {
    send(room, "m.room.message", reply_content(event, to, words), txn).await.map(drop)
}

/// What [`reply`] sends.
pub(crate) fn reply_content(event: &str, to: &str, words: &FormattedText) -> Value {
    let mut content = text_message(words);
    content["msgtype"] = json!("m.notice");
    content["m.mentions"] = json!({ "user_ids": [to] });
    content["m.relates_to"] = json!({ "m.in_reply_to": { "event_id": event } });
    content
}

/// Puts a reaction under an event; one that is there already is a success.
pub async fn react(room: &Room, event: &str, key: &str, txn: &str) -> matrix_sdk::Result<()> {
    let content = json!({ "m.relates_to": { "rel_type": "m.annotation", "event_id": event, "key": key } });
    match send(room, "m.reaction", content, txn).await {
        Err(error) if error.client_api_error_kind() == Some(&ErrorKind::DuplicateAnnotation) => Ok(()),
        sent => sent.map(drop),
    }
}

/// A message that calls on nobody.
pub(crate) fn text_message(words: &FormattedText) -> Value {
    json!({
        "msgtype": "m.text",
        "body": words.plain,
        "format": "org.matrix.custom.html",
        "formatted_body": words.html,
        "m.mentions": {},
    })
}

/// A new text for a card, and the line that clients show instead which know no edits.
pub(crate) fn edit_content(event: &str, line: &str, words: &FormattedText) -> Value {
    json!({
        "msgtype": "m.text",
        "body": line,
        "m.mentions": {},
        "m.new_content": text_message(words),
        "m.relates_to": { "rel_type": "m.replace", "event_id": event },
    })
}

/// Sends what a repeat with the same `txn` does not send again, encrypted where the room is.
pub(crate) async fn send(room: &Room, kind: &str, content: Value, txn: &str) -> matrix_sdk::Result<String> {
    let txn = OwnedTransactionId::from(txn);
    retry_while_rate_limited(|| async {
        let sent = room.send_raw(kind, content.clone()).with_transaction_id(&txn).await?;
        Ok(sent.response.event_id.to_string())
    })
    .await
}

/// The same, but never encrypted: for people who have no device yet, which could never read it otherwise.
pub(crate) async fn send_readable(room: &Room, content: &Value, txn: &str) -> matrix_sdk::Result<String> {
    let kind = MessageLikeEventType::RoomMessage;
    let content = Raw::new(content)?.cast_unchecked();
    let request = SendMessage::new_raw(room.room_id().to_owned(), OwnedTransactionId::from(txn), kind, content);
    retry_while_rate_limited(|| async { Ok(room.client().send(request.clone()).await?.event_id.to_string()) }).await
}

/// Waits if Synapse's rate limit asks for a short pause, so that messages keep their order.
async fn retry_while_rate_limited<F: Future<Output = matrix_sdk::Result<String>>>(
    send: impl Fn() -> F,
) -> matrix_sdk::Result<String> {
    let mut patience = PATIENCE;
    loop {
        fault_injection::point("before room");
        let outcome = send().await;
        fault_injection::point("after room");
        let error = match outcome {
            Ok(event) => return Ok(event),
            Err(error) => error,
        };
        let Some((wait, rest)) = retry_after(&error).and_then(|wait| Some((wait, patience.checked_sub(wait)?))) else {
            return Err(error);
        };
        tracing::debug!(?wait, "Synapse limits how fast the bot sends");
        patience = rest;
        tokio::time::sleep(wait).await;
    }
}

pub(crate) fn room_of_card(client: &Client, card: &Card) -> Option<Room> {
    client.get_room(&RoomId::parse(&card.room).ok()?)
}

/// A notice in the thread of `root`.
#[must_use]
pub(crate) fn thread_notice(root: &str, words: &FormattedText) -> Value {
    let mut content = text_message(words);
    content["msgtype"] = json!("m.notice");
    content["m.relates_to"] = json!({
        "rel_type": "m.thread", "event_id": root,
        // For clients that know no threads.
        "is_falling_back": true, "m.in_reply_to": { "event_id": root },
    });
    content
}
