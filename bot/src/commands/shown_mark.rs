//! Marks the answers of `show`: reactions and replies to them are about the request.

use registration_core::domain::RegistrationId;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{reply_target, undo_mark};

/// The field of the content that holds the number of the request.
const MARK: &str = "org.synapse-registration.show";

/// The request that an answer shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shown {
    /// The request.
    pub(crate) id: RegistrationId,
    /// The event of its card in this room.
    pub(crate) card: Option<String>,
    /// Whether it is pending.
    pub(crate) is_pending: bool,
}

/// Marks an answer as showing a request: reactions and replies to it are about the request.
pub(super) fn mark(mut content: Value, shown: &Shown) -> Value {
    content[MARK] = json!(shown.id.0);
    if let Some(card) = &shown.card {
        content = reply_target::about_card(content, card);
    }
    undo_mark::mark(content, &[shown.id])
}

/// The request that the content of one of the bot's messages shows.
pub(crate) fn request(content: &Value) -> Option<RegistrationId> {
    content[MARK].as_i64().map(RegistrationId)
}
