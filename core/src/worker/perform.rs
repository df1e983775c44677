//! The trait of whatever performs the effects of a lane.

use async_trait::async_trait;

use crate::{
    domain::{Event, LaneEffect, Registration},
    registrations::EffectError,
    store::Task,
};

/// Performs the effects of one lane.
#[async_trait]
pub trait Perform<E: LaneEffect>: Send + Sync {
    /// Carries out `effect` of `task`, at least once, and returns the event that it led to.
    async fn perform(&self, task: &Task, effect: &E, on: &Registration) -> Result<Option<Event>, EffectError>;
}
