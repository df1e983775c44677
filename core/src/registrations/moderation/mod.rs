//! What moderators do: vote, decide, undo, reopen, block, pause; and what they are shown to judge a request.

mod cards;
mod decide;
mod pause;
mod reminders;
mod reopen;
mod rules;
mod search;
mod signals;
mod undo;
mod votes;

pub use decide::DecideError;
pub use reminders::{Digest, Reminder};
pub use reopen::ReopenError;
pub use rules::NewRuleError;
pub use signals::Signals;
pub use undo::UndoError;
