//! The audit trail: one row for everything that happened to a registration, never changed.

use std::net::IpAddr;

use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QueryTrait,
    sea_query::{Expr, InsertStatement, Query, SimpleExpr},
};

use super::{Store, StoreError, entities::event, to_instant};
use crate::domain::{Actor, Origin, RegistrationId};

/// Something that happened to a registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// What: an event or an effect of the workflow, or one of the words of the use cases.
    pub kind: String,
    /// Who did it, and from where.
    pub origin: Origin,
    /// More about it.
    pub detail: Option<String>,
}

/// Writes that `kind` happened. `detail` holds no secret.
pub(crate) async fn record(
    txn: &impl ConnectionTrait,
    id: RegistrationId,
    at: Timestamp,
    kind: &str,
    origin: &Origin,
    detail: Option<&str>,
) -> Result<(), StoreError> {
    txn.execute(&entry(id, at, kind, origin, detail)).await?;
    Ok(())
}

/// The statement that writes down one thing that happened.
pub(super) fn entry(
    id: RegistrationId,
    at: Timestamp,
    kind: &str,
    origin: &Origin,
    detail: Option<&str>,
) -> InsertStatement {
    let row = event::ActiveModel {
        registration_id: Set(id.0),
        at: Set(at.as_millisecond()),
        kind: Set(kind.to_owned()),
        actor: Set(origin.actor.to_string()),
        address: Set(origin.address.map(|address| address.to_string())),
        detail: Set(detail.map(str::to_owned)),
        ..Default::default()
    };
    event::Entity::insert(row).into_query()
}

/// The statement that does it if `condition` holds.
pub(super) fn entry_if(
    condition: SimpleExpr,
    id: RegistrationId,
    at: Timestamp,
    kind: &str,
    origin: &Origin,
    detail: Option<&str>,
) -> Result<InsertStatement, DbErr> {
    use event::Column as Is;
    let row = Query::select()
        .expr(Expr::value(id.0))
        .expr(Expr::value(at.as_millisecond()))
        .expr(Expr::value(kind))
        .expr(Expr::value(origin.actor.to_string()))
        .expr(Expr::value(origin.address.map(|address| address.to_string())))
        .expr(Expr::value(detail.map(str::to_owned)))
        .and_where(condition)
        .to_owned();
    Query::insert()
        .into_table(event::Entity)
        .columns([Is::RegistrationId, Is::At, Is::Kind, Is::Actor, Is::Address, Is::Detail])
        .select_from(row)
        .map(|insert| insert.to_owned())
        .map_err(|error| DbErr::Custom(error.to_string()))
}

impl Store {
    /// Everything that happened to a registration, in its order.
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
            kind: row.kind,
            origin: Origin { actor: row.actor.parse::<Actor>().map_err(|_| corrupt("actor"))?, address },
            detail: row.detail,
        })
    }
}
