//! Replacing cards that were removed or are in another room.

use crate::{
    domain::{EffectKind, RoomEffect, State},
    registrations::context::Moderation,
    store::{Card, Job, StoreError, write},
};

impl Moderation {
    /// Queues a new card instead of `card` if its request is still open; earlier votes no longer count.
    /// Returns whether one comes.
    pub async fn replace_card(&self, card: &Card) -> Result<bool, StoreError> {
        let txn = self.store().begin().await?;
        let registration = write::find(&txn, card.registration).await?;
        let is_open = registration.is_some_and(|one| one.state == State::AwaitingReview);
        if !is_open || !write::forget_card(&txn, card).await? {
            return Ok(false);
        }
        write::forget_votes(&txn, card.registration).await?;
        write::push(&txn, card.registration, &[Job::from(RoomEffect::PostCard)], self.clock().now(), None).await?;
        self.store().commit(txn).await?;
        tracing::info!(registration = %card.registration, "a removed card is posted again");
        self.notify(&[EffectKind::PostCard]);
        Ok(true)
    }

    /// Queues new cards for all open requests whose card is in another room.
    pub async fn bring_cards_to(&self, room: &str) -> Result<(), StoreError> {
        for card in self.store().open_cards_elsewhere(room).await? {
            self.replace_card(&card).await?;
        }
        Ok(())
    }
}
