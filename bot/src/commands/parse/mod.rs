//! Text to command: a pure function. Commands are whole words, and leftovers are errors.

mod args;
mod bounds;
mod command;
mod decision;
mod error;
mod list_filter;
mod mention;
mod name;
mod read;
mod reply;
mod rules;
mod target;

pub use command::Command;
pub use decision::DecisionArgs;
pub use error::CommandError;
pub use list_filter::ListFilter;
pub use mention::{BotName, addressed};
pub use name::CommandName;
pub use read::{command, parse};
pub use reply::{reason, reply};
pub use rules::{BlockArgs, ReminderSetting};
pub use target::Target;

#[cfg(test)]
mod tests;
