//! Posts the answer to a command.

use serde_json::Value;

use super::{response::Response, undo_mark};
use crate::{
    active_room::ActiveRoom,
    error::BotError,
    matrix::{bot_reactions, send::send},
    voting::count::undo_key,
};

/// Posts an answer. If it announces decisions, adds the reaction that undoes them.
pub(super) async fn post(active: &ActiveRoom, content: Value, response: &Response, txn: &str) -> Result<(), BotError> {
    if response.undoable.is_empty() {
        send(&active.room, "m.room.message", content, txn).await?;
        return Ok(());
    }
    let event = send(&active.room, "m.room.message", undo_mark::mark(content, &response.undoable), txn).await?;
    Ok(bot_reactions::set(&active.room, &event, &[undo_key(&active.rules().reactions)]).await?)
}
