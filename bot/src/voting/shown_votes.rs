//! The votes that open cards show, as far as this run of the bot knows.

use std::collections::HashMap;

use tokio::sync::Mutex;

/// The lines about votes by the event ID of their card. The lock is held while a card is
/// edited, so that edits reach the room in the order in which the votes were counted.
#[derive(Debug, Default)]
pub(crate) struct ShownVotes(pub(super) Mutex<HashMap<String, Vec<String>>>);
