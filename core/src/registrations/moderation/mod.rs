//! What moderators do: vote, decide, undo, reopen, block, pause; and what they are shown to judge a request.

mod alike;
mod ask;
mod cards;
mod decide;
mod earlier;
mod pause;
mod reminders;
mod reopen;
mod revoke;
mod rules;
mod search;
mod signals;
mod triage;
mod undo;
mod votes;

pub use ask::{AskError, QUESTION_MAX_CHARS};
pub use decide::DecideError;
pub use earlier::earlier_decisions;
pub use reminders::{Digest, Reminder};
pub use reopen::ReopenError;
pub use revoke::RevokeError;
pub use rules::NewRuleError;
pub use signals::Signals;
pub use triage::Noted;
pub use undo::UndoError;
