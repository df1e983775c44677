//! Finding requests and parked effects.

use std::ops::Range;

use jiff::Timestamp;

use crate::{
    domain::{Localpart, Registration, RegistrationId, State},
    registrations::context::Moderation,
    store::{Asked, First, Parked, StoreError},
};

impl Moderation {
    /// A page of the requests in `states`, by number, and their total, which is counted up to
    /// [`COUNTED`](crate::store::COUNTED) + 1.
    pub async fn page(
        &self,
        states: &[State],
        first: First,
        offset: u64,
        limit: u64,
    ) -> Result<(Vec<Registration>, u64), StoreError> {
        self.store().page(states, first, offset, limit).await
    }

    /// The newest requests that contain `text`, whatever its case.
    pub async fn search(&self, text: &str, limit: u64) -> Result<Vec<Registration>, StoreError> {
        self.store().search(text, limit).await
    }

    /// The requests submitted in this time, newest first.
    pub async fn asked_within(&self, time: Range<Timestamp>, limit: u64) -> Result<Vec<Asked>, StoreError> {
        self.store().asked_within(time, limit).await
    }

    /// The live request that holds this username.
    pub async fn holder_of_name(&self, name: &Localpart) -> Result<Option<RegistrationId>, StoreError> {
        self.store().holder_of_name(name).await
    }

    /// The newest request with this username, in one state or in any.
    pub async fn newest_of_name(
        &self,
        name: &Localpart,
        state: Option<State>,
    ) -> Result<Option<RegistrationId>, StoreError> {
        self.store().newest_of_name(name, state).await
    }

    /// Parked effects, oldest first.
    pub async fn parked(&self, limit: u64) -> Result<Vec<Parked>, StoreError> {
        self.store().parked(limit).await
    }

    /// The parked effect with this row, if it is still parked.
    pub async fn parked_effect(&self, id: i64) -> Result<Option<Parked>, StoreError> {
        self.store().parked_effect(id).await
    }
}
