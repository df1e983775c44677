//! Cards: a request as moderators read it, and the messages that show it.

mod body;
mod context;
pub(crate) mod dedup;
mod domain_history;
pub(crate) mod effect_text;
mod handling;
pub(crate) mod lookup;
mod prior;
mod render;
mod signals;
mod state;
pub(crate) mod template;
mod votes;

pub(crate) use context::CardContext;
pub(crate) use handling::{Handling, question_blocks};
pub(crate) use render::{render, render_in_full, struck_out, summary_line};
pub(crate) use signals::{alike_groups, lines as warnings};
pub(crate) use votes::Votes;
