//! Posts an applicant's answer in the thread under the card, or that there is none.

use registration_core::{
    domain::{Actor, InquiryId, Registration},
    text,
    worker::Task,
};
use serde_json::json;

use crate::{
    active_room::ActiveRoom,
    card::question_blocks,
    error::BotError,
    matrix::{
        format::{Block, FormattedText},
        send::{room_of_card, send, thread_notice},
    },
    room::privacy::is_exposed,
};

/// Posts the question with its answer, and mentions the moderator who asked.
pub(super) async fn post(
    active: &ActiveRoom,
    task: &Task,
    question: InquiryId,
    on: &Registration,
) -> Result<(), BotError> {
    let registrations = &active.registrations;
    let question = registrations.moderation().question(question).await?;
    let (Some(question), Some(card)) = (question, registrations.bot_store().card_of(on.id).await?) else {
        return Ok(());
    };
    let Some(room) = room_of_card(&active.room.client(), &card).filter(|room| !is_exposed(room)) else { return Ok(()) };
    let language = registrations.config().room_language();
    let (id, mxid) = (on.id.to_string(), on.localpart.on(&registrations.config().synapse.domain));
    let mut blocks = vec![Block::Title(text!(in language, "room-card-title", id = id, mxid = mxid))];
    blocks.extend(question_blocks(language, &question));
    let mut content = thread_notice(&card.event, &FormattedText::from_blocks(&blocks));
    if let Actor::Moderator(by) = &question.by {
        content["m.mentions"] = json!({ "user_ids": [by.0] });
    }
    send(&room, "m.room.message", content, &format!("{}-answer", task.key)).await?;
    tracing::info!(registration = %on.id, "answer shown in the room");
    Ok(())
}
