//! Parses text into commands: pure functions. Commands are whole words, and leftovers are errors.

mod args;
mod command;
mod decision;
mod error;
mod list_filter;
mod mention;
mod month;
mod person;
mod read;
mod reply;
mod rules;
mod table;
mod target;
mod triage;

pub use command::{Command, HelpTopic};
pub use decision::{DecisionArgs, RevokeArgs};
pub use error::CommandError;
pub use list_filter::ListFilter;
pub use mention::{BotName, addressed};
pub use month::Month;
#[cfg(any(test, feature = "fuzzing"))]
pub use read::parse;
pub use read::{after_prefix, command};
pub use reply::{reason, reply};
pub use rules::{BlockArgs, ReminderSetting};
pub use table::{COMMANDS, CommandSpec, find};
pub use target::Target;
pub use triage::HoldArgs;

#[cfg(test)]
mod tests;
