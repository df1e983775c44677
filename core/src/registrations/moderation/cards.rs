//! Cards that are gone: each open request gets a new one.

use crate::{
    domain::{EffectKind, RoomEffect, State},
    registrations::Registrations,
    store::{Card, Job, StoreError, write},
};

impl Registrations {
    /// Has a new card posted instead of `card`, if its request is still to be decided; whatever was
    /// said on the old one counts no more. Says whether one comes.
    pub async fn replace_card(&self, card: &Card) -> Result<bool, StoreError> {
        let txn = self.store().begin().await?;
        let registration = write::find(&txn, card.registration).await?;
        let is_open = registration.is_some_and(|one| one.state == State::AwaitingReview);
        if !is_open || !write::forget_card(&txn, card).await? {
            return Ok(false);
        }
        write::push(&txn, card.registration, &[Job::from(RoomEffect::PostCard)], self.clock().now(), None).await?;
        self.store().commit(txn).await?;
        tracing::info!(registration = %card.registration, "a new card takes the place of one that is gone");
        self.notify(&[EffectKind::PostCard]);
        Ok(true)
    }

    /// Has the cards of all open requests posted anew that are in another room than this.
    pub async fn bring_cards_to(&self, room: &str) -> Result<(), StoreError> {
        for card in self.store().open_cards_elsewhere(room).await? {
            self.replace_card(&card).await?;
        }
        Ok(())
    }
}
