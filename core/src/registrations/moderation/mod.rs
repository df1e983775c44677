//! What moderators do: decide, reopen, keep people out with rules, pause the form; and what they are shown.

mod cards;
mod decide;
mod pause;
mod reminders;
mod reopen;
mod rules;
mod signals;

pub use decide::DecideError;
pub(in crate::registrations) use pause::CachedPause;
pub use pause::Pause;
pub use reminders::{Digest, Reminder};
pub use reopen::ReopenError;
pub(in crate::registrations) use rules::CachedRules;
pub use rules::NewRuleError;
pub use signals::Signals;
