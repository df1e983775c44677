//! What the bot stores: its state, its cards, and changes of the effect that it performs.

use super::context::Registrations;
use crate::{
    domain::{Effect, RegistrationId},
    store::{
        Card, Store, StoreError, Task,
        state::{Slot, State},
    },
};

/// The bot's part of the database.
#[derive(Clone, Copy, Debug)]
pub struct BotStore<'a>(&'a Store);

impl Registrations {
    /// The bot's part of the database.
    #[must_use]
    pub fn bot_store(&self) -> BotStore<'_> {
        BotStore(self.store())
    }
}

impl<'a> BotStore<'a> {
    /// The place of a state value that there is one of.
    #[must_use]
    pub fn state<S: State>(self) -> Slot<'a, S> {
        self.0.state()
    }

    /// The place of the state value of `owner`: a card, an event, a room.
    #[must_use]
    pub fn state_of<S: State>(self, owner: &str) -> Slot<'a, S> {
        self.0.state_of(owner)
    }

    /// The card of a registration, in whichever room.
    pub async fn card_of(self, id: RegistrationId) -> Result<Option<Card>, StoreError> {
        self.0.card_of(id).await
    }

    /// The cards of these registrations, in whichever rooms.
    pub async fn cards_of(self, ids: &[RegistrationId]) -> Result<Vec<Card>, StoreError> {
        self.0.cards_of(ids).await
    }

    /// The card that is this event of `room`.
    pub async fn card_by_event(self, room: &str, event: &str) -> Result<Option<Card>, StoreError> {
        self.0.card_by_event(room, event).await
    }

    /// The cards in `room` that need a decision, oldest first.
    pub async fn open_cards(self, room: &str) -> Result<Vec<Card>, StoreError> {
        self.0.open_cards(room).await
    }

    /// Stores a posted card.
    pub async fn save_card(self, card: &Card) -> Result<(), StoreError> {
        self.0.save_card(card).await
    }

    /// Whether the effect with this key is queued or being performed.
    pub async fn is_queued(self, key: &str) -> Result<bool, StoreError> {
        self.0.is_queued(key).await
    }

    /// Saves an effect's new payload for the next attempt; `false` means that another worker has the effect.
    pub async fn update_effect(self, task: &Task, effect: impl Into<Effect>) -> Result<bool, StoreError> {
        self.0.update_effect(task, effect).await
    }
}
