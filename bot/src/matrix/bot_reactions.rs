//! Reactions of the bot's own, for moderators to tap on: put under an event, and taken away when
//! there is nothing more to decide.

use matrix_sdk::{
    Room,
    ruma::{EventId, OwnedTransactionId},
};

use crate::matrix::{reaction::reactions, send::react};

/// Puts `keys` under an event in their order; those that are there already stay.
pub async fn add(room: &Room, event: &str, keys: &[&str]) -> matrix_sdk::Result<()> {
    for (index, key) in keys.iter().enumerate() {
        react(room, event, key, &format!("{event}-seed-{index}")).await?;
    }
    Ok(())
}

/// Takes the bot's reactions to an event away. What others have put there stays.
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
