//! A claimed effect.

use std::time::Duration;

use sea_orm::{ColumnTrait, Condition};

use super::super::{
    StoreError,
    entities::outbox::{Column, Model},
};
use crate::domain::{Effect, RegistrationId};

/// An effect that this process has claimed and is to perform.
#[derive(Clone, Debug)]
pub struct Task {
    /// Its row.
    pub id: i64,
    /// Its registration.
    pub registration: RegistrationId,
    /// What is to be done.
    pub effect: Effect,
    /// Random and unique: transaction and message ids are derived from it.
    pub key: String,
    /// The number of attempts, including this one; a `retry` starts over.
    pub attempts: u32,
    /// Whether an earlier attempt was started: the effect may be done although no answer came.
    pub is_repeat: bool,
    lease: i64,
}

impl Task {
    /// Its row, while no other worker has claimed it.
    pub(super) fn is_ours(&self) -> Condition {
        Condition::all().add(Column::Id.eq(self.id)).add(Column::LeasedUntil.eq(self.lease))
    }
}

impl TryFrom<Model> for Task {
    type Error = StoreError;

    /// From a row that was just claimed.
    fn try_from(row: Model) -> Result<Self, StoreError> {
        let corrupt = |column| StoreError::Corrupt { table: "outbox", id: row.id, column };
        Ok(Self {
            id: row.id,
            registration: RegistrationId(row.registration_id),
            effect: serde_json::from_str(&row.payload).map_err(|_| corrupt("payload"))?,
            attempts: u32::try_from(row.attempts).map_err(|_| corrupt("attempts"))?,
            is_repeat: row.attempts > 1 || row.last_error.is_some(),
            key: row.key,
            lease: row.leased_until,
        })
    }
}

/// Milliseconds, as instants are stored.
pub(crate) fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX / 4)
}
