//! Cards in the moderators' room, and what the service remembers of itself.

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, OnConflict, SimpleExpr},
};

use super::{
    Store, StoreError,
    entities::{card, outbox, registration, setting},
};
use crate::domain::{RegistrationId, State};

/// The message in the room on which moderators decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Whose card it is.
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

/// Forgets the cards of a registration: the next one is a new message.
pub(crate) async fn forget_cards(txn: &impl ConnectionTrait, of: RegistrationId) -> Result<(), StoreError> {
    card::Entity::delete_many().filter(card::Column::RegistrationId.eq(of.0)).exec(txn).await?;
    Ok(())
}

/// Forgets this one card; `false` means that it was forgotten before.
pub(crate) async fn forget_card(txn: &impl ConnectionTrait, card: &Card) -> Result<bool, StoreError> {
    Ok(card::Entity::delete_by_id(card.event.clone()).exec(txn).await?.rows_affected == 1)
}

impl Store {
    /// Remembers a card; doing so again changes nothing.
    pub async fn save_card(&self, card: &Card) -> Result<(), StoreError> {
        let row = card::ActiveModel {
            event: Set(card.event.clone()),
            room: Set(card.room.clone()),
            registration_id: Set(card.registration.0),
        };
        let already = OnConflict::column(card::Column::Event).update_column(card::Column::Room).to_owned();
        self.lasting(card::Entity::insert(row).on_conflict(already).exec_without_returning(self.writer())).await?;
        Ok(())
    }

    /// The card that is this event.
    pub async fn card_by_event(&self, room: &str, event: &str) -> Result<Option<Card>, StoreError> {
        let row = card::Entity::find_by_id(event).filter(card::Column::Room.eq(room)).one(self.reader()).await?;
        Ok(row.map(Card::from))
    }

    /// The card of a registration.
    pub async fn card_of(&self, id: RegistrationId) -> Result<Option<Card>, StoreError> {
        let row = card::Entity::find().filter(card::Column::RegistrationId.eq(id.0)).one(self.reader()).await?;
        Ok(row.map(Card::from))
    }

    /// Whether the effect with this key is still to be performed, or being performed.
    pub async fn is_queued(&self, key: &str) -> Result<bool, StoreError> {
        let row = outbox::Entity::find().filter(outbox::Column::Key.eq(key)).one(self.reader()).await?;
        Ok(row.is_some())
    }

    /// The cards in `room` on which a decision is still to be made, oldest first.
    pub async fn open_cards(&self, room: &str) -> Result<Vec<Card>, StoreError> {
        self.undecided(card::Column::Room.eq(room)).await
    }

    /// The cards in other rooms on which a decision is still to be made, oldest first.
    pub async fn open_cards_elsewhere(&self, room: &str) -> Result<Vec<Card>, StoreError> {
        self.undecided(card::Column::Room.ne(room)).await
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

    /// What was remembered under `key`.
    pub async fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        Ok(setting::Entity::find_by_id(key).one(self.reader()).await?.map(|row| row.value))
    }

    /// Remembers `value` under `key`.
    pub async fn set_setting(&self, key: &str, value: &str) -> Result<(), StoreError> {
        let row = setting::ActiveModel { key: Set(key.to_owned()), value: Set(value.to_owned()) };
        let replace = OnConflict::column(setting::Column::Key).update_column(setting::Column::Value).to_owned();
        self.lasting(setting::Entity::insert(row).on_conflict(replace).exec_without_returning(self.writer())).await?;
        Ok(())
    }

    /// Remembers nothing under `key` any more.
    pub async fn forget_setting(&self, key: &str) -> Result<(), StoreError> {
        setting::Entity::delete_by_id(key).exec(self.writer()).await?;
        Ok(())
    }

    /// Remembers `value` under `key` if `before` is what was; `false` means that somebody was quicker.
    pub async fn swap_setting(&self, key: &str, before: Option<&str>, value: &str) -> Result<bool, StoreError> {
        let changed = if let Some(before) = before {
            let update = setting::Entity::update_many()
                .col_expr(setting::Column::Value, Expr::value(value))
                .filter(setting::Column::Key.eq(key))
                .filter(setting::Column::Value.eq(before));
            self.lasting(update.exec(self.writer())).await?.rows_affected
        } else {
            let row = setting::ActiveModel { key: Set(key.to_owned()), value: Set(value.to_owned()) };
            let keep = OnConflict::column(setting::Column::Key).do_nothing().to_owned();
            self.lasting(setting::Entity::insert(row).on_conflict(keep).exec_without_returning(self.writer())).await?
        };
        Ok(changed == 1)
    }
}
