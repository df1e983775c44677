//! The table `accounts`: one row per account that we created or may have created, and every write to it.

mod decisions;
mod find;
#[cfg(any(test, feature = "testing"))]
mod fixtures;
mod forgotten;
mod intents;
mod lease;
mod row;
mod writes;

pub(crate) use decisions::{adopt, clear_question, clear_questions_of, end};
pub(crate) use find::newest_of;
pub(crate) use intents::Intent;
pub(crate) use writes::record_removed;
