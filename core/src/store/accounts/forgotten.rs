//! Accounts without a request: what the database knows of a name, and the question about such an account.

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::{
    super::{
        Store, StoreError,
        entities::{
            account::{ActiveModel, Column, Entity},
            registration,
        },
    },
    intents::{is_name_held, new_nonce},
};
use crate::domain::{Account, AccountStatus, Localpart, Mismatch, RegistrationId, SeenAccount};

impl Store {
    /// Whether the database knows anything about an account of this name, also of an earlier one.
    pub(crate) async fn knows_account(&self, name: &Localpart) -> Result<bool, StoreError> {
        let record = Entity::find().filter(Column::Localpart.eq(name.as_str())).one(self.reader()).await?;
        let request = registration::Entity::find()
            .filter(registration::Column::Localpart.eq(name.as_str()))
            .filter(registration::Column::Account.ne(Account::None.as_str()));
        Ok(record.is_some() || request.one(self.reader()).await?.is_some())
    }

    /// Records the question about an account without a request, as it is now; `false` means that another record holds
    /// the name.
    pub(crate) async fn ask_about_forgotten(
        &self,
        name: &Localpart,
        seen: &SeenAccount,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let row = ActiveModel {
            registration_id: Set(RegistrationId::UNKNOWN.0),
            localpart: Set(name.as_str().to_owned()),
            status: Set(AccountStatus::Leftover.as_str().to_owned()),
            nonce: Set(new_nonce()),
            intended_at: Set(now.as_millisecond()),
            created_at: Set(Some(seen.created_at)),
            confirmed: Set(serde_json::to_string(&seen.fields).ok()),
            question: Set(Some(Mismatch::NoRequest.as_str().to_owned())),
            unsettled_at: Set(Some(now.as_millisecond())),
            busy_until: Set(0),
            ..Default::default()
        };
        match self.durable(Entity::insert(row).exec_without_returning(self.writer())).await {
            Ok(_) => Ok(true),
            Err(error) if is_name_held(&error) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
