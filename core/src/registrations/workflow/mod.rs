//! Transitions of a registration, the effects that they queue, and the uniqueness that the database enforces.

mod clock_step;
mod enqueue;
mod notify;
mod outbox;
pub(crate) mod retry;
mod transition;
pub(crate) mod uniqueness;

pub(crate) use clock_step::ClockSteps;
pub(crate) use notify::LaneNotifiers;
pub use retry::EffectError;
pub use transition::ApplyError;
pub(crate) use transition::Move;
