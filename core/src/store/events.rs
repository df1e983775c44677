//! The audit trail: one row for everything that happened to a registration.

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

use super::{StoreError, entities::event};
use crate::domain::{Actor, RegistrationId};

/// Writes that `kind` happened. `detail` holds no secret.
pub(crate) async fn record(
    txn: &impl ConnectionTrait,
    id: RegistrationId,
    at: Timestamp,
    kind: &str,
    actor: &Actor,
    detail: Option<&str>,
) -> Result<(), StoreError> {
    let row = event::ActiveModel {
        registration_id: Set(id.0),
        at: Set(at.as_millisecond()),
        kind: Set(kind.to_owned()),
        actor: Set(actor.to_string()),
        detail: Set(detail.map(str::to_owned)),
        ..Default::default()
    };
    event::Entity::insert(row).exec_without_returning(txn).await?;
    Ok(())
}
