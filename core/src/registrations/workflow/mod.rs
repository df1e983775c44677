//! Transitions of a registration, the effects that they queue, and the uniqueness that the database enforces.

mod enqueue;
pub(in crate::registrations) mod notify;
mod outbox;
pub(crate) mod retry;
mod transition;
pub(crate) mod uniqueness;

pub use retry::EffectError;
pub use transition::ApplyError;
pub(crate) use transition::Transition;
