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
pub use decision::Order;
pub use error::CommandError;
pub use list_filter::Shelf;
pub use mention::{Bot, addressed};
pub use name::Name;
pub use read::{command, parse};
pub use reply::{reason, reply};
pub use rules::{BlockOrder, Remind};
pub use target::Target;

#[cfg(test)]
mod tests;
