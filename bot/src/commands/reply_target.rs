//! Finds out which card a reply is about: the one that it replies to, directly or through an edit, a message in the thread,
//! or a reply of the bot.

use registration_core::store::{Card, StoreError};
use serde_json::{Value, json};

use crate::{active_room::ActiveRoom, card::dedup, error::BotError, matrix::own_events, voting::deny_reasons};

/// Marks a reply of the bot. Its value is the event ID of the card that the reply is about.
const ABOUT: &str = "org.synapse-registration.card";

/// What a reply is about.
#[derive(Debug)]
pub(super) enum ReplyTarget {
    /// A card.
    Card(Card),
    /// The message that offers deny reasons for this card.
    DenyReasons(Card),
    /// A card that is no longer valid: there is a newer one, or the database was restored from an older backup.
    StaleCard,
    /// Something else.
    Other,
}

/// What a reply to `event` is about.
pub(super) async fn find(active: &ActiveRoom, event: &str) -> Result<ReplyTarget, BotError> {
    if let Some(card) = card(active, event).await? {
        return Ok(ReplyTarget::Card(card));
    }
    let Some(content) = own_events::own_content(&active.room, event).await? else { return Ok(ReplyTarget::Other) };
    if let Some(card) = deny_reasons::offer_card(active, &content).await? {
        return Ok(ReplyTarget::DenyReasons(card));
    }
    for event in related(&content) {
        if let Some(card) = card(active, event).await? {
            return Ok(ReplyTarget::Card(card));
        }
    }
    let is_stale = dedup::is_stale_card(&active.room, &active.registrations, event, &content).await?;
    Ok(if is_stale { ReplyTarget::StaleCard } else { ReplyTarget::Other })
}

async fn card(active: &ActiveRoom, event: &str) -> Result<Option<Card>, StoreError> {
    active.registrations.bot_store().card_by_event(active.id(), event).await
}

/// The events that a message of the bot may be about.
fn related(content: &Value) -> impl Iterator<Item = &str> {
    let relation = &content["m.relates_to"];
    let is_part = matches!(relation["rel_type"].as_str(), Some("m.replace" | "m.thread"));
    let part_of = relation["event_id"].as_str().filter(|_| is_part);
    [content[ABOUT].as_str(), part_of, relation["m.in_reply_to"]["event_id"].as_str()].into_iter().flatten()
}

/// Marks a reply of the bot as being about this card.
pub(super) fn about_card(mut content: Value, card: &str) -> Value {
    content[ABOUT] = json!(card);
    content
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_thread_messages_and_replies_lead_to_the_card() {
        let relates = |relation: Value| json!({ "m.relates_to": relation });
        for (content, events) in [
            (relates(json!({"rel_type": "m.replace", "event_id": "$card"})), vec!["$card"]),
            (
                relates(json!({"rel_type": "m.thread", "event_id": "$card", "m.in_reply_to": {"event_id": "$b"}})),
                vec!["$card", "$b"],
            ),
            (relates(json!({"m.in_reply_to": {"event_id": "$card"}})), vec!["$card"]),
            (relates(json!({"rel_type": "m.annotation", "event_id": "$card"})), vec![]),
            (
                json!({"org.synapse-registration.card": "$card", "m.relates_to": {"m.in_reply_to": {"event_id": "$b"}}}),
                vec!["$card", "$b"],
            ),
            (json!({}), vec![]),
        ] {
            assert_eq!(related(&content).collect::<Vec<_>>(), events, "{content}");
        }
    }
}
