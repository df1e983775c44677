//! Sends messages and reactions. Each has its own transaction ID, so that a retry after a crash does not post twice.

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

/// How long one message waits for Synapse's rate limit in total. A card and its reactions have to be sent within the
/// time limit of an effect.
const RATE_LIMIT_BUDGET: Duration = Duration::from_secs(7);

/// Replies to `event` with a notice that mentions only `to`.
pub(crate) async fn reply(
    room: &Room,
    event: &str,
    to: &str,
    text: &FormattedText,
    txn: &str,
) -> matrix_sdk::Result<()> {
    send(room, "m.room.message", reply_content(event, to, text), txn).await.map(drop)
}

/// The content that [`reply`] sends.
pub(crate) fn reply_content(event: &str, to: &str, text: &FormattedText) -> Value {
    let mut content = text_message(text);
    content["msgtype"] = json!("m.notice");
    content["m.mentions"] = json!({ "user_ids": [to] });
    content["m.relates_to"] = json!({ "m.in_reply_to": { "event_id": event } });
    content
}

/// Adds a reaction to an event. It is not an error if the reaction is already there.
pub(crate) async fn react(room: &Room, event: &str, key: &str, txn: &str) -> matrix_sdk::Result<()> {
    let content = json!({ "m.relates_to": { "rel_type": "m.annotation", "event_id": event, "key": key } });
    match send(room, "m.reaction", content, txn).await {
        Err(error) if error.client_api_error_kind() == Some(&ErrorKind::DuplicateAnnotation) => Ok(()),
        sent => sent.map(drop),
    }
}

/// A message that mentions nobody.
pub(crate) fn text_message(text: &FormattedText) -> Value {
    json!({
        "msgtype": "m.text",
        "body": text.plain,
        "format": "org.matrix.custom.html",
        "formatted_body": text.html,
        "m.mentions": {},
    })
}

/// A notice in the thread of `root`.
pub(crate) fn thread_notice(root: &str, text: &FormattedText) -> Value {
    let mut content = in_thread(text_message(text), root);
    content["msgtype"] = json!("m.notice");
    content
}

/// Puts a message into the thread of `root`. It has no reply as a fallback: clients without threads would quote the
/// whole card, so the message itself names the request.
pub(crate) fn in_thread(mut content: Value, root: &str) -> Value {
    content["m.relates_to"] = json!({ "rel_type": "m.thread", "event_id": root });
    content
}

/// A new text for `event`. Clients that do not support edits show `summary` as a separate message.
pub(crate) fn edit_content(event: &str, summary: &str, text: &FormattedText) -> Value {
    json!({
        "msgtype": "m.text",
        "body": summary,
        "m.mentions": {},
        "m.new_content": text_message(text),
        "m.relates_to": { "rel_type": "m.replace", "event_id": event },
    })
}

/// Sends an event, encrypted if the room is. A retry with the same `txn` is not sent again.
pub(crate) async fn send(room: &Room, kind: &str, content: Value, txn: &str) -> matrix_sdk::Result<String> {
    let txn = OwnedTransactionId::from(txn);
    retry_while_rate_limited(|| async {
        let sent = room.send_raw(kind, content.clone()).with_transaction_id(&txn).await?;
        Ok(sent.response.event_id.to_string())
    })
    .await
}

/// Sends a message without encryption, for people who have no device yet and could never decrypt it.
pub(crate) async fn send_unencrypted(room: &Room, content: &Value, txn: &str) -> matrix_sdk::Result<String> {
    let kind = MessageLikeEventType::RoomMessage;
    let content = Raw::new(content)?.cast_unchecked();
    let request = SendMessage::new_raw(room.room_id().to_owned(), OwnedTransactionId::from(txn), kind, content);
    retry_while_rate_limited(|| async { Ok(room.client().send(request.clone()).await?.event_id.to_string()) }).await
}

/// Waits as long as Synapse's rate limit asks for, within the budget. Waiting here keeps messages in order.
async fn retry_while_rate_limited<F: Future<Output = matrix_sdk::Result<String>>>(
    send: impl Fn() -> F,
) -> matrix_sdk::Result<String> {
    let mut budget = RATE_LIMIT_BUDGET;
    loop {
        fault_injection::point("before room");
        let result = send().await;
        fault_injection::point("after room");
        let error = match result {
            Ok(event) => return Ok(event),
            Err(error) => error,
        };
        let Some((wait, rest)) = retry_after(&error).and_then(|wait| Some((wait, budget.checked_sub(wait)?))) else {
            return Err(error);
        };
        tracing::debug!(?wait, "rate limited by Synapse; waiting before the next attempt");
        budget = rest;
        tokio::time::sleep(wait).await;
    }
}

/// The room of a card, if the bot knows it.
pub(crate) fn room_of_card(client: &Client, card: &Card) -> Option<Room> {
    client.get_room(&RoomId::parse(&card.room).ok()?)
}
