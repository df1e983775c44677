//! The audit log: one row for everything that happened to a registration. Rows are never changed.

use std::net::IpAddr;

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Store, StoreError, entities::event, to_instant};
use crate::domain::{Actor, AuditKind, Origin, RegistrationId};

/// Something that happened to a registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: AuditKind,
    /// Who did it, and from where.
    pub origin: Origin,
    /// More about it.
    pub detail: Option<String>,
}

/// Appends an entry. `detail` must not contain secrets.
pub(crate) async fn record(
    txn: &impl ConnectionTrait,
    id: RegistrationId,
    at: Timestamp,
    kind: impl Into<AuditKind>,
    origin: &Origin,
    detail: Option<&str>,
) -> Result<(), StoreError> {
    let row = event::ActiveModel {
        registration_id: Set(id.0),
        at: Set(at.as_millisecond()),
        kind: Set(kind.into().as_str().to_owned()),
        actor: Set(origin.actor.to_string()),
        address: Set(origin.address.map(|address| address.to_string())),
        detail: Set(detail.map(str::to_owned)),
        ..Default::default()
    };
    event::Entity::insert(row).exec_without_returning(txn).await?;
    Ok(())
}

/// Whether `kind` was recorded for a registration at or after `since`.
pub(crate) async fn was_recorded(
    txn: &impl ConnectionTrait,
    id: RegistrationId,
    kind: impl Into<AuditKind>,
    since: Timestamp,
) -> Result<bool, StoreError> {
    let found = event::Entity::find()
        .filter(event::Column::RegistrationId.eq(id.0))
        .filter(event::Column::Kind.eq(kind.into().as_str()))
        .filter(event::Column::At.gte(since.as_millisecond()))
        .one(txn)
        .await?;
    Ok(found.is_some())
}

impl Store {
    /// The audit log of a registration, oldest first.
    pub async fn history(&self, of: RegistrationId) -> Result<Vec<Entry>, StoreError> {
        let rows = event::Entity::find()
            .filter(event::Column::RegistrationId.eq(of.0))
            .order_by_asc(event::Column::At)
            .order_by_asc(event::Column::Id)
            .all(self.reader())
            .await?;
        rows.into_iter().map(Entry::try_from).collect()
    }
}

impl TryFrom<event::Model> for Entry {
    type Error = StoreError;

    fn try_from(row: event::Model) -> Result<Self, StoreError> {
        let corrupt = |column| StoreError::Corrupt { table: "events", id: row.id, column };
        let address = row.address.map(|text| text.parse::<IpAddr>()).transpose().map_err(|_| corrupt("address"))?;
        Ok(Self {
            at: to_instant(row.at).ok_or(corrupt("at"))?,
            kind: row.kind.as_str().into(),
            origin: Origin { actor: row.actor.parse::<Actor>().map_err(|_| corrupt("actor"))?, address },
            detail: row.detail,
        })
    }
}
