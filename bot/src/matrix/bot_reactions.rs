//! The bot's own reactions, which moderators click to vote. They are removed when nothing is left to decide.

use matrix_sdk::{
    Room,
    ruma::{EventId, OwnedTransactionId},
};

use crate::matrix::{reaction::reactions, send::react};

/// Adds `keys` to an event, in this order. Existing reactions are kept.
pub async fn add(room: &Room, event: &str, keys: &[&str]) -> matrix_sdk::Result<()> {
    for (index, key) in keys.iter().enumerate() {
        react(room, event, key, &format!("{event}-seed-{index}")).await?;
    }
    Ok(())
}

/// Removes the bot's reactions from an event. Other reactions stay.
pub async fn remove(room: &Room, event: &str) -> matrix_sdk::Result<()> {
    for reaction in reactions(room, event).await? {
        let Ok(id) = EventId::parse(&reaction.event) else { continue };
        if reaction.sender == room.own_user_id() {
            let txn = OwnedTransactionId::from(format!("{}-gone", reaction.event));
            room.redact(&id, None, Some(txn)).await?;
        }
    }
    Ok(())
}
