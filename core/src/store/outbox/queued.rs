//! The outbox as operators see and change it: what waits, what is parked, and why.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use super::super::{
    Store, StoreError,
    entities::outbox::{Column, Entity, Model},
    to_instant,
};
use crate::domain::{Effect, EffectKind, Lane, RegistrationId};

/// An effect in the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queued {
    /// Its row.
    pub id: i64,
    /// Its registration.
    pub registration: RegistrationId,
    /// Its name in the database; another version may have written one that this one does not know.
    pub name: String,
    /// Its payload, if this version can read it.
    pub effect: Option<Effect>,
    /// Attempts so far.
    pub attempts: i64,
    /// When it is performed.
    pub progress: Progress,
    /// Why the last attempt failed.
    pub cause: Option<String>,
}

/// When an effect is performed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Not before this time.
    Due(Timestamp),
    /// A worker is performing it, and has it until then.
    Leased(Timestamp),
    /// Only after `retry`; parked at this time.
    Parked(Timestamp),
}

/// Which effects are to be tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// All that have failed.
    All,
    /// Those of a registration that have failed.
    Of(RegistrationId),
    /// The one with this row.
    One(i64),
}

impl Retry {
    fn condition(self) -> Condition {
        match self {
            // Names all lanes, so that an index finds the rows.
            Self::All => Condition::all().add(Column::Lane.is_in(Lane::ALL.map(Lane::as_str))),
            Self::Of(of) => Condition::all().add(Column::RegistrationId.eq(of.0)),
            Self::One(id) => Condition::all().add(Column::Id.eq(id)),
        }
    }
}

/// Makes parked effects due, and those that failed and wait for their next attempt. Effects that a worker is performing
/// are left alone. Returns the effects.
pub(crate) async fn retry_now(
    txn: &impl ConnectionTrait,
    which: Retry,
    now: Timestamp,
) -> Result<Vec<Queued>, StoreError> {
    let at = now.as_millisecond();
    let parked = match which {
        Retry::All => Condition::all(),
        _ => which.condition(),
    };
    let mut waiting =
        which.condition().add(Column::ParkedAt.is_null()).add(Column::DueAt.gt(at)).add(Column::LeasedUntil.lte(at));
    if !matches!(which, Retry::One(_)) {
        waiting = waiting.add(Column::LastError.is_not_null());
    }
    let mut rows = vec![];
    for which in [parked.add(Column::ParkedAt.is_not_null()), waiting] {
        let update = Entity::update_many()
            .col_expr(Column::ParkedAt, Expr::value(None::<i64>))
            .col_expr(Column::Attempts, Expr::value(0_i64))
            .col_expr(Column::DueAt, Expr::value(at))
            .col_expr(Column::CreatedAt, Expr::value(at))
            .filter(which);
        rows.extend(update.exec_with_returning(txn).await?);
    }
    rows.into_iter().map(|row| Queued::read(row, at)).collect()
}

/// Removes an effect, unless a worker is performing it; `false` means that it is not there or being performed.
pub(crate) async fn drop_queued(txn: &impl ConnectionTrait, id: i64, now: Timestamp) -> Result<bool, StoreError> {
    let idle = Column::LeasedUntil.lte(now.as_millisecond());
    Ok(Entity::delete_many().filter(Column::Id.eq(id)).filter(idle).exec(txn).await?.rows_affected == 1)
}

impl Store {
    /// Every effect in the outbox, by registration and in order.
    pub async fn queued(&self, now: Timestamp, limit: u64) -> Result<Vec<Queued>, StoreError> {
        let all = Entity::find().order_by_asc(Column::Id).limit(limit).all(self.reader()).await?;
        all.into_iter().map(|row| Queued::read(row, now.as_millisecond())).collect()
    }

    /// The effect with this row.
    pub async fn queued_effect(&self, id: i64, now: Timestamp) -> Result<Option<Queued>, StoreError> {
        let row = Entity::find_by_id(id).one(self.reader()).await?;
        row.map(|row| Queued::read(row, now.as_millisecond())).transpose()
    }
}

impl Queued {
    /// Which effect it is, if this version knows it.
    #[must_use]
    pub fn kind(&self) -> Option<EffectKind> {
        self.name.parse().ok()
    }

    fn read(row: Model, now: i64) -> Result<Self, StoreError> {
        let corrupt = |column| StoreError::Corrupt { table: "outbox", id: row.id, column };
        let progress = match row.parked_at {
            Some(at) => Progress::Parked(to_instant(at).ok_or(corrupt("parked_at"))?),
            None if row.leased_until > now => {
                Progress::Leased(to_instant(row.leased_until).ok_or(corrupt("leased_until"))?)
            }
            None => Progress::Due(to_instant(row.due_at).ok_or(corrupt("due_at"))?),
        };
        Ok(Self {
            id: row.id,
            registration: RegistrationId(row.registration_id),
            effect: serde_json::from_str(&row.payload).ok(),
            attempts: row.attempts,
            progress,
            cause: row.last_error,
            name: row.effect,
        })
    }
}
