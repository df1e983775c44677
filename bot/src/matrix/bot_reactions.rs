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

/// Makes `wanted` the bot's reactions to an event: adds those that are missing, in this order, and removes others.
pub async fn set(room: &Room, event: &str, wanted: &[&str]) -> matrix_sdk::Result<()> {
    let there = reactions(room, event).await?;
    let ours: Vec<_> = there.iter().filter(|one| one.sender == room.own_user_id()).collect();
    for reaction in ours.iter().filter(|one| !wanted.contains(&one.key.as_str())) {
        remove_one(room, &reaction.event).await?;
    }
    for key in wanted.iter().filter(|key| !ours.iter().any(|one| one.key == **key)) {
        // A reaction can come back, so the transaction ID cannot be derived from it. A second one is refused.
        react(room, event, key, &format!("{event}-{:016x}", rand::random::<u64>())).await?;
    }
    Ok(())
}

async fn remove_one(room: &Room, reaction: &str) -> matrix_sdk::Result<()> {
    let Ok(id) = EventId::parse(reaction) else { return Ok(()) };
    let txn = OwnedTransactionId::from(format!("{reaction}-gone"));
    room.redact(&id, None, Some(txn)).await?;
    Ok(())
}

/// Removes the bot's reactions from an event. Other reactions stay.
pub async fn remove(room: &Room, event: &str) -> matrix_sdk::Result<()> {
    set(room, event, &[]).await
}
