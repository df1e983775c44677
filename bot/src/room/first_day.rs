//! The first day of a moderators' room: a pinned message explains the work, and new moderators learn what is pending.

use matrix_sdk::{
    Room,
    ruma::{EventId, OwnedUserId, events::room::pinned_events::RoomPinnedEventsEventContent},
};
use registration_core::{
    Registrations,
    domain::State,
    store::{First, state::ExplainedRoom},
    text,
};
use serde_json::{Value, json};

use crate::{
    active_room::ActiveRoom,
    error::BotError,
    matrix::{
        format::{Block, FormattedText},
        send::{send, text_message},
    },
    request_line,
    voting::moderators::is_moderator,
};

/// Maximum requests that a new moderator is shown.
const MAX_LISTED: u64 = 20;

/// Posts the explanation once in each room, and pins it if the bot may.
pub(crate) async fn explain(room: &Room, registrations: &Registrations) -> Result<(), BotError> {
    let slot = registrations.bot_store().state::<ExplainedRoom>();
    if slot.get().await?.is_some_and(|explained| explained.0 == room.room_id().as_str()) {
        return Ok(());
    }
    // Rooms share transaction IDs, because the device is the same.
    let txn = format!("explanation-{}", room.room_id());
    let event = send(room, "m.room.message", text_message(&explanation(registrations)), &txn).await?;
    if let Err(error) = pin(room, &event).await {
        tracing::warn!(error = &error as &dyn std::error::Error, "cannot pin the explanation in the moderators' room");
    }
    Ok(slot.set(&ExplainedRoom(room.room_id().to_string())).await?)
}

fn explanation(registrations: &Registrations) -> FormattedText {
    let (config, language) = (registrations.config(), registrations.config().room_language());
    let reactions = &config.moderation.reactions;
    let first = |keys: &[String]| keys.first().cloned().unwrap_or_default();
    let (yes, no) = (first(&reactions.approve), first(&reactions.deny));
    let (server, prefix) = (config.synapse.domain.as_str(), config.bot.command_prefix.as_str());
    FormattedText::from_blocks(&[
        Block::Title(text!(in language, "room-explain-title", server = server)),
        Block::Line(text!(in language, "room-explain-cards")),
        Block::Line(text!(in language, "room-explain-tap", yes = yes, no = no)),
        Block::Line(text!(in language, "room-explain-reply")),
        Block::Line(text!(in language, "room-explain-mail")),
        Block::Line(text!(in language, "room-explain-help", prefix = prefix)),
    ])
}

/// Pins an event in addition to those that are pinned.
async fn pin(room: &Room, event: &str) -> matrix_sdk::Result<()> {
    let Ok(event) = EventId::parse(event) else { return Ok(()) };
    let mut pinned = room.load_pinned_events().await?.unwrap_or_default();
    if !pinned.contains(&event) {
        pinned.push(event);
        room.send_state_event(RoomPinnedEventsEventContent::new(pinned)).await?;
    }
    Ok(())
}

/// The user who has just joined, if this is such an event.
pub(crate) fn newcomer(event: &Value) -> Option<OwnedUserId> {
    let is_join = event["type"] == "m.room.member" && event["content"]["membership"] == "join";
    let was_in = event["unsigned"]["prev_content"]["membership"] == "join";
    (is_join && !was_in).then_some(())?;
    OwnedUserId::try_from(event["state_key"].as_str()?).ok()
}

/// Tells a moderator who has just joined which requests are pending: in an encrypted room, the cards posted before
/// cannot be read.
pub(crate) async fn greet(active: &ActiveRoom, user: OwnedUserId, event: &str) -> Result<(), BotError> {
    let (room, registrations) = (&active.room, &active.registrations);
    let language = registrations.config().room_language();
    let is_us = user == room.own_user_id();
    if is_us || !active.is_private() || !is_moderator(room, &user, active.rules()).await? {
        return Ok(());
    }
    let pending = &[State::AwaitingReview];
    let (found, count) = registrations.moderation().page(pending, First::Oldest, 0, MAX_LISTED).await?;
    if found.is_empty() {
        return Ok(());
    }
    let prefix = registrations.config().bot.command_prefix.as_str();
    let mut blocks = vec![
        Block::Line(text!(in language, "room-newcomer", who = user.as_str(), count = count)),
        Block::Line(text!(in language, "room-newcomer-show", prefix = prefix)),
    ];
    blocks.extend(request_line::blocks(active, &found).await?);
    let mut content = text_message(&FormattedText::from_blocks(&blocks));
    content["m.mentions"] = json!({ "user_ids": [user] });
    send(room, "m.room.message", content, &format!("{event}-newcomer")).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_new_join_makes_a_newcomer() {
        let member = |membership: &str, before: &str| {
            json!({"type": "m.room.member", "state_key": "@a:x", "content": {"membership": membership},
                "unsigned": {"prev_content": {"membership": before}}})
        };
        assert_eq!(newcomer(&member("join", "invite")).map(|user| user.to_string()).as_deref(), Some("@a:x"));
        for other in [member("join", "join"), member("leave", "join"), member("invite", "leave"), json!({})] {
            assert_eq!(newcomer(&other), None, "{other}");
        }
    }
}
