//! Effects that no worker has started: while they wait, what caused them can be undone.

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};

use super::super::{
    Store, StoreError,
    entities::outbox::{Column, Entity, Model},
};
use crate::domain::{EffectKind, RegistrationId};

/// Removes the waiting effects of `kinds`, if there are some and no worker has started any of them.
pub(crate) async fn remove_unstarted(
    txn: &impl ConnectionTrait,
    of: RegistrationId,
    kinds: &[EffectKind],
) -> Result<bool, StoreError> {
    let unstarted =
        Condition::all().add(Column::Attempts.eq(0)).add(Column::LastError.is_null()).add(Column::ParkedAt.is_null());
    let removed = Entity::delete_many().filter(of_kinds(of, kinds)).filter(unstarted).exec(txn).await?;
    let is_started = Entity::find().filter(of_kinds(of, kinds)).one(txn).await?.is_some();
    Ok(removed.rows_affected > 0 && !is_started)
}

fn of_kinds(of: RegistrationId, kinds: &[EffectKind]) -> Condition {
    let names = kinds.iter().map(|kind| kind.as_str());
    Condition::all().add(Column::RegistrationId.eq(of.0)).add(Column::Effect.is_in(names))
}

impl Store {
    /// Whether effects of these kinds wait, and none of them was started.
    pub(crate) async fn is_unstarted(&self, of: RegistrationId, kinds: &[EffectKind]) -> Result<bool, StoreError> {
        let rows = Entity::find().filter(of_kinds(of, kinds)).all(self.reader()).await?;
        let is_started = |row: &Model| row.attempts > 0 || row.last_error.is_some() || row.parked_at.is_some();
        Ok(!rows.is_empty() && !rows.iter().any(is_started))
    }
}
