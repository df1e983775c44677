//! Edited messages: a corrected command is executed, unless the first version was.

use matrix_sdk::ruma::EventId;
use registration_core::text;

use super::{Addressed, handle_addressed, interpret};
use crate::{
    active_room::ActiveRoom,
    error::BotError,
    matrix::{
        format::FormattedText,
        message::{Edit, Message},
        reaction::reactions,
        send::reply,
    },
    voting::moderators::is_moderator,
};

/// Handles an edit in the moderators' room.
pub(crate) async fn handle(active: &ActiveRoom, edit: Edit) -> Result<(), BotError> {
    if edit.new.sender == active.room.own_user_id() {
        return Ok(());
    }
    let Some(original) = find_original(active, &edit).await? else { return Ok(()) };
    let new = Message { reply_to: original.reply_to.clone(), thread: original.thread.clone(), ..edit.new };
    if new.body == original.body {
        return Ok(());
    }
    if was_executed(active, &original.event).await? {
        return explain(active, &original, &new).await;
    }
    match interpret(active, &new).await? {
        Some(addressed @ Addressed { .. }) => handle_addressed(active, &new, addressed).await,
        None => Ok(()),
    }
}

/// The message that was edited, if its sender edited it.
async fn find_original(active: &ActiveRoom, edit: &Edit) -> Result<Option<Message>, BotError> {
    let Ok(id) = EventId::parse(&edit.original) else { return Ok(None) };
    let event = match active.room.event(&id, None).await {
        Ok(event) => event,
        Err(error) if error.client_api_error_kind().is_some() => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let original = Message::read(event.raw().json().get());
    Ok(original.filter(|original| original.sender == edit.new.sender))
}

/// Whether the bot has executed the command in this message: it has marked it with ✅.
async fn was_executed(active: &ActiveRoom, event: &str) -> Result<bool, BotError> {
    let reactions = reactions(&active.room, event).await?;
    Ok(reactions.iter().any(|one| one.sender == active.room.own_user_id() && one.key == "✅"))
}

/// Says that an edit changes nothing any more.
async fn explain(active: &ActiveRoom, original: &Message, new: &Message) -> Result<(), BotError> {
    if !is_moderator(&active.room, &new.sender, active.rules()).await? {
        return Ok(());
    }
    let config = active.registrations.config();
    let line = text!(in config.room_language(), "room-edit-late", prefix = config.bot.command_prefix.as_str());
    let txn = format!("{}-edited", original.event);
    Ok(reply(&active.room, &original.event, new.sender.as_str(), &FormattedText::from_lines(&[line]), &txn).await?)
}
