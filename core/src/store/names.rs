//! Usernames that a denial has burnt in Synapse, and that we may give out again.

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, sea_query::OnConflict};

use super::{Store, StoreError, entities::burnt_name};
use crate::domain::Localpart;

impl Store {
    /// Whether the name's deactivated account was only ever ours.
    pub async fn is_burnt(&self, name: &Localpart) -> Result<bool, StoreError> {
        Ok(burnt_name::Entity::find_by_id(name.as_str()).one(self.reader()).await?.is_some())
    }

    /// Remembers that the name's account was only ever ours.
    pub(crate) async fn remember_burnt(
        txn: &impl ConnectionTrait,
        name: &Localpart,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let row =
            burnt_name::ActiveModel { localpart: Set(name.as_str().to_owned()), burnt_at: Set(now.as_millisecond()) };
        let already =
            OnConflict::column(burnt_name::Column::Localpart).update_column(burnt_name::Column::BurntAt).to_owned();
        burnt_name::Entity::insert(row).on_conflict(already).exec_without_returning(txn).await?;
        Ok(())
    }

    /// Forgets it: from here on the account is somebody's.
    pub(crate) async fn forget_burnt(txn: &impl ConnectionTrait, name: &Localpart) -> Result<(), StoreError> {
        burnt_name::Entity::delete_by_id(name.as_str()).exec(txn).await?;
        Ok(())
    }
}
