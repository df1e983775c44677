//! Looking up account records.

use std::time::Duration;

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    super::{
        Store, StoreError,
        entities::account::{Column, Entity},
        outbox::millis,
    },
    lease::is_idle,
    row::has_claim_to,
};
use crate::domain::{AccountId, AccountRecord, AccountStatus, Localpart, Registration};

/// The newest record of a request under the username that it asks for now.
pub(crate) async fn newest_of(
    db: &impl ConnectionTrait,
    of: &Registration,
) -> Result<Option<AccountRecord>, StoreError> {
    let rows =
        Entity::find().filter(Column::RegistrationId.eq(of.id.0)).filter(Column::Localpart.eq(of.localpart.as_str()));
    rows.order_by_desc(Column::Id).one(db).await?.map(AccountRecord::try_from).transpose()
}

impl Store {
    /// The record that holds this username.
    pub async fn account_named(&self, name: &Localpart) -> Result<Option<AccountRecord>, StoreError> {
        let row = Entity::find().filter(has_claim_to(name)).one(self.reader()).await?;
        row.map(AccountRecord::try_from).transpose()
    }

    /// The newest record of a request under the username that it asks for now.
    pub async fn account_of(&self, of: &Registration) -> Result<Option<AccountRecord>, StoreError> {
        newest_of(self.reader(), of).await
    }

    /// The record that holds this username, or else the newest of this name.
    pub(crate) async fn latest_account_named(&self, name: &Localpart) -> Result<Option<AccountRecord>, StoreError> {
        if let Some(holder) = self.account_named(name).await? {
            return Ok(Some(holder));
        }
        let rows = Entity::find().filter(Column::Localpart.eq(name.as_str())).order_by_desc(Column::Id);
        rows.one(self.reader()).await?.map(AccountRecord::try_from).transpose()
    }

    /// The record with this id.
    pub async fn account(&self, id: AccountId) -> Result<Option<AccountRecord>, StoreError> {
        Entity::find_by_id(id.0).one(self.reader()).await?.map(AccountRecord::try_from).transpose()
    }

    /// The records about which a person has to decide, oldest first.
    pub async fn account_questions(&self) -> Result<Vec<AccountRecord>, StoreError> {
        let asked = Entity::find().filter(Column::Question.is_not_null()).order_by_asc(Column::Id).limit(100);
        asked.all(self.reader()).await?.into_iter().map(AccountRecord::try_from).collect()
    }

    /// Leftovers whose account nobody has seen. Requests that were under way have ended by now.
    pub(crate) async fn unseen_leftovers(
        &self,
        now: Timestamp,
        lease: Duration,
    ) -> Result<Vec<AccountRecord>, StoreError> {
        let unseen = Entity::find()
            .filter(Column::Status.eq(AccountStatus::Leftover.as_str()))
            .filter(Column::CreatedAt.is_null())
            .filter(Column::UnsettledAt.lte(now.as_millisecond() - millis(lease)))
            .filter(is_idle(now.as_millisecond(), lease))
            .limit(100);
        unseen.all(self.reader()).await?.into_iter().map(AccountRecord::try_from).collect()
    }

    /// Intents whose process died before it settled them.
    pub(crate) async fn abandoned_intents(
        &self,
        now: Timestamp,
        lease: Duration,
    ) -> Result<Vec<AccountRecord>, StoreError> {
        let abandoned = Entity::find()
            .filter(Column::Status.eq(AccountStatus::Intended.as_str()))
            .filter(is_idle(now.as_millisecond(), lease))
            .limit(500);
        abandoned.all(self.reader()).await?.into_iter().map(AccountRecord::try_from).collect()
    }
}
