//! Parked effects: out of attempts, or hopeless until somebody fixes the cause.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use super::super::{
    Store, StoreError,
    entities::outbox::{Column, Entity, Model},
    to_instant,
};
use crate::domain::{Effect, RegistrationId};

/// A parked effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parked {
    /// Its row.
    pub id: i64,
    /// Its registration.
    pub registration: RegistrationId,
    /// What could not be done.
    pub effect: Effect,
    /// Why.
    pub cause: String,
    /// When it was parked.
    pub since: Timestamp,
}

/// Makes parked effects due again, of one registration or of all, and returns them.
pub(crate) async fn unpark(
    txn: &impl ConnectionTrait,
    of: Option<RegistrationId>,
    now: Timestamp,
) -> Result<Vec<Parked>, StoreError> {
    let mut which = Condition::all().add(Column::ParkedAt.is_not_null());
    if let Some(of) = of {
        which = which.add(Column::RegistrationId.eq(of.0));
    }
    let rows = Entity::find().filter(which.clone()).order_by_asc(Column::ParkedAt).all(txn).await?;
    Entity::update_many()
        .col_expr(Column::ParkedAt, Expr::value(None::<i64>))
        .col_expr(Column::Attempts, Expr::value(0_i64))
        .col_expr(Column::DueAt, Expr::value(now.as_millisecond()))
        .col_expr(Column::CreatedAt, Expr::value(now.as_millisecond()))
        .filter(which)
        .exec(txn)
        .await?;
    rows.into_iter().map(Parked::try_from).collect()
}

impl Store {
    /// Parked effects, oldest first.
    pub async fn parked(&self, limit: u64) -> Result<Vec<Parked>, StoreError> {
        let query = Entity::find().filter(Column::ParkedAt.is_not_null()).order_by_asc(Column::ParkedAt).limit(limit);
        query.all(self.reader()).await?.into_iter().map(Parked::try_from).collect()
    }

    /// The parked effect with this row, if it is still parked.
    pub async fn parked_effect(&self, id: i64) -> Result<Option<Parked>, StoreError> {
        let query = Entity::find_by_id(id).filter(Column::ParkedAt.is_not_null());
        query.one(self.reader()).await?.map(Parked::try_from).transpose()
    }
}

impl TryFrom<Model> for Parked {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let corrupt = |column| StoreError::Corrupt { table: "outbox", id: row.id, column };
        Ok(Self {
            id: row.id,
            registration: RegistrationId(row.registration_id),
            effect: serde_json::from_str(&row.payload).map_err(|_| corrupt("payload"))?,
            cause: row.last_error.unwrap_or_default(),
            since: row.parked_at.and_then(to_instant).ok_or(corrupt("parked_at"))?,
        })
    }
}
