//! Looking up account records.

use std::time::Duration;

use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    super::{
        Store, StoreError,
        entities::account::{Column, Entity},
    },
    has_claim_to,
    lease::is_idle,
};
use crate::domain::{AccountId, AccountRecord, AccountStatus, Localpart, Registration};

impl Store {
    /// The record that holds this username.
    pub async fn account_named(&self, name: &Localpart) -> Result<Option<AccountRecord>, StoreError> {
        let row = Entity::find().filter(has_claim_to(name)).one(self.reader()).await?;
        row.map(AccountRecord::try_from).transpose()
    }

    /// The newest record of a request under the username that it asks for now.
    pub async fn account_of(&self, of: &Registration) -> Result<Option<AccountRecord>, StoreError> {
        let rows = Entity::find()
            .filter(Column::RegistrationId.eq(of.id.0))
            .filter(Column::Localpart.eq(of.localpart.as_str()));
        rows.order_by_desc(Column::Id).one(self.reader()).await?.map(AccountRecord::try_from).transpose()
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
