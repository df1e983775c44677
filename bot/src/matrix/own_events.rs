//! Reads the bot's own messages. A custom field in their content tells what they are.

use matrix_sdk::{
    Room,
    ruma::{EventId, api::error::ErrorKind},
};
use serde_json::Value;

/// The decrypted content of an event; `None` if it is not the bot's.
pub(crate) async fn own_content(room: &Room, event: &str) -> matrix_sdk::Result<Option<Value>> {
    let Ok(id) = EventId::parse(event) else { return Ok(None) };
    let event = match room.event(&id, None).await {
        Ok(event) => event,
        Err(error) if error.client_api_error_kind() == Some(&ErrorKind::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut event: Value = serde_json::from_str(event.raw().json().get())?;
    Ok((event["sender"] == room.own_user_id().as_str()).then(|| event["content"].take()))
}
