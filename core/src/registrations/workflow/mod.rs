//! Moving a registration: the transition, the effects that it queues, and the uniqueness that the database holds.

mod enqueue;
mod notify;
mod transition;
pub(in crate::registrations) mod uniqueness;

pub(in crate::registrations) use notify::LaneNotifiers;
pub use transition::ApplyError;
pub(in crate::registrations) use transition::{AT_ONCE, Move};
