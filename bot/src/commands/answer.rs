//! Posts the answer to a command.

use serde_json::Value;

use super::{response::Response, shown_mark, undo_mark};
use crate::{
    active_room::ActiveRoom,
    error::BotError,
    matrix::{bot_reactions, send::send},
    voting::count::undo_key,
};

/// Posts an answer. If it announces decisions, adds the reaction that undoes them; if it shows a pending request, those
/// that decide.
pub(super) async fn post(active: &ActiveRoom, content: Value, response: &Response, txn: &str) -> Result<(), BotError> {
    let reactions = &active.rules().reactions;
    let (content, keys) = match &response.shown {
        Some(shown) if shown.is_pending => {
            let keys = [&reactions.approve, &reactions.deny].into_iter().filter_map(|keys| keys.first());
            (shown_mark::mark(content, shown), keys.map(String::as_str).collect())
        }
        Some(shown) => (shown_mark::mark(content, shown), vec![]),
        None if response.undoable.is_empty() => (content, vec![]),
        None => (undo_mark::mark(content, &response.undoable), vec![undo_key(reactions)]),
    };
    let event = send(&active.room, "m.room.message", content, txn).await?;
    if !keys.is_empty() {
        bot_reactions::set(&active.room, &event, &keys).await?;
    }
    Ok(())
}
