//! Settings: values that the service keeps for itself, by key.

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};

use super::{Store, StoreError, entities::setting};

impl Store {
    /// The value of `key`.
    pub(crate) async fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        Ok(setting::Entity::find_by_id(key).one(self.reader()).await?.map(|row| row.value))
    }

    /// Sets `key` to `value`.
    pub(crate) async fn set_setting(&self, key: &str, value: &str) -> Result<(), StoreError> {
        let row = setting::ActiveModel { key: Set(key.to_owned()), value: Set(value.to_owned()) };
        let replace = OnConflict::column(setting::Column::Key).update_column(setting::Column::Value).to_owned();
        self.durable(setting::Entity::insert(row).on_conflict(replace).exec_without_returning(self.writer())).await?;
        Ok(())
    }

    /// Deletes `key`.
    pub(crate) async fn forget_setting(&self, key: &str) -> Result<(), StoreError> {
        self.durable(setting::Entity::delete_by_id(key).exec(self.writer())).await?;
        Ok(())
    }

    /// Sets `key` to `value` if it still is `before`; `false` means that somebody else was faster.
    pub(crate) async fn swap_setting(&self, key: &str, before: Option<&str>, value: &str) -> Result<bool, StoreError> {
        self.durable(swap(self.writer(), key, before, value)).await
    }
}

/// Sets `key` to `value` if it still is `before`; `false` means that somebody else was faster.
pub(super) async fn swap(
    connection: &impl ConnectionTrait,
    key: &str,
    before: Option<&str>,
    value: &str,
) -> Result<bool, StoreError> {
    let changed = if let Some(before) = before {
        let update = setting::Entity::update_many()
            .col_expr(setting::Column::Value, Expr::value(value))
            .filter(setting::Column::Key.eq(key))
            .filter(setting::Column::Value.eq(before));
        update.exec(connection).await?.rows_affected
    } else {
        let row = setting::ActiveModel { key: Set(key.to_owned()), value: Set(value.to_owned()) };
        let keep = OnConflict::column(setting::Column::Key).do_nothing().to_owned();
        setting::Entity::insert(row).on_conflict(keep).exec_without_returning(connection).await?
    };
    Ok(changed == 1)
}
