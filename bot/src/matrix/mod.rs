//! Matrix plumbing: sends, reads and formats messages, and asks for members and relations.

pub(crate) mod bot_reactions;
mod direction;
pub(crate) mod format;
pub(crate) mod links;
pub(crate) mod members;
pub(crate) mod message;
pub(crate) mod own_events;
pub(crate) mod pills;
pub(crate) mod reaction;
pub(crate) mod relations;
pub(crate) mod send;
pub(crate) mod sync_settings;
