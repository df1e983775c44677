//! Cards: the messages in the moderators' room on which moderators decide.

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{OnConflict, SimpleExpr},
};

use super::{
    Store, StoreError,
    entities::{card, outbox, registration},
};
use crate::domain::{RegistrationId, State};

/// The message in the room on which moderators decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Its registration.
    pub registration: RegistrationId,
    /// The room's ID.
    pub room: String,
    /// The event's ID.
    pub event: String,
}

impl From<card::Model> for Card {
    fn from(row: card::Model) -> Self {
        Self { registration: RegistrationId(row.registration_id), room: row.room, event: row.event }
    }
}

/// Deletes the cards of a registration, and returns them: its next card is a new message.
pub(crate) async fn forget_cards(txn: &impl ConnectionTrait, of: RegistrationId) -> Result<Vec<Card>, StoreError> {
    let of = card::Column::RegistrationId.eq(of.0);
    let cards = card::Entity::find().filter(of.clone()).all(txn).await?;
    card::Entity::delete_many().filter(of).exec(txn).await?;
    Ok(cards.into_iter().map(Card::from).collect())
}

/// Deletes one card; `false` means that it was deleted before.
pub(crate) async fn forget_card(txn: &impl ConnectionTrait, card: &Card) -> Result<bool, StoreError> {
    Ok(card::Entity::delete_by_id(card.event.clone()).exec(txn).await?.rows_affected == 1)
}

impl Store {
    /// Saves a card. Saving it again changes nothing.
    pub async fn save_card(&self, card: &Card) -> Result<(), StoreError> {
        let row = card::ActiveModel {
            event: Set(card.event.clone()),
            room: Set(card.room.clone()),
            registration_id: Set(card.registration.0),
        };
        let already = OnConflict::column(card::Column::Event).update_column(card::Column::Room).to_owned();
        self.durable(card::Entity::insert(row).on_conflict(already).exec_without_returning(self.writer())).await?;
        Ok(())
    }

    /// The card with this event.
    pub async fn card_by_event(&self, room: &str, event: &str) -> Result<Option<Card>, StoreError> {
        let row = card::Entity::find_by_id(event).filter(card::Column::Room.eq(room)).one(self.reader()).await?;
        Ok(row.map(Card::from))
    }

    /// The card of a registration.
    pub async fn card_of(&self, id: RegistrationId) -> Result<Option<Card>, StoreError> {
        let row = card::Entity::find().filter(card::Column::RegistrationId.eq(id.0)).one(self.reader()).await?;
        Ok(row.map(Card::from))
    }

    /// The cards of these registrations.
    pub async fn cards_of(&self, ids: &[RegistrationId]) -> Result<Vec<Card>, StoreError> {
        let ids = ids.iter().map(|id| id.0);
        let rows = card::Entity::find().filter(card::Column::RegistrationId.is_in(ids)).all(self.reader()).await?;
        Ok(rows.into_iter().map(Card::from).collect())
    }

    /// Whether the effect with this key is queued or being performed.
    pub async fn is_queued(&self, key: &str) -> Result<bool, StoreError> {
        let row = outbox::Entity::find().filter(outbox::Column::Key.eq(key)).one(self.reader()).await?;
        Ok(row.is_some())
    }

    /// The cards in `room` that need a decision, oldest first.
    pub async fn open_cards(&self, room: &str) -> Result<Vec<Card>, StoreError> {
        self.undecided(card::Column::Room.eq(room)).await
    }

    /// The cards in other rooms that need a decision, oldest first.
    pub async fn open_cards_elsewhere(&self, room: &str) -> Result<Vec<Card>, StoreError> {
        self.undecided(card::Column::Room.ne(room)).await
    }

    /// The cards in `room` whose decision waits to take effect, or did until its effects began.
    pub(crate) async fn undoable_cards(&self, room: &str) -> Result<Vec<Card>, StoreError> {
        let decided = [State::Provisioning, State::Denied].map(State::as_str);
        let waiting = outbox::Entity::find()
            .select_only()
            .column(outbox::Column::RegistrationId)
            .filter(outbox::Column::Attempts.eq(0))
            .into_query();
        let undoable = registration::Entity::find()
            .select_only()
            .column(registration::Column::Id)
            .filter(registration::Column::State.is_in(decided))
            .filter(registration::Column::UndoUntil.is_not_null())
            .filter(registration::Column::Id.in_subquery(waiting))
            .into_query();
        let rows = card::Entity::find()
            .filter(card::Column::RegistrationId.in_subquery(undoable))
            .filter(card::Column::Room.eq(room))
            .all(self.reader())
            .await?;
        Ok(rows.into_iter().map(Card::from).collect())
    }

    async fn undecided(&self, which: SimpleExpr) -> Result<Vec<Card>, StoreError> {
        let waiting = registration::Entity::find()
            .select_only()
            .column(registration::Column::Id)
            .filter(registration::Column::State.eq(State::AwaitingReview.as_str()))
            .into_query();
        let rows = card::Entity::find()
            .filter(Condition::all().add(card::Column::RegistrationId.in_subquery(waiting)).add(which))
            .order_by_asc(card::Column::RegistrationId)
            .all(self.reader())
            .await?;
        Ok(rows.into_iter().map(Card::from).collect())
    }
}
