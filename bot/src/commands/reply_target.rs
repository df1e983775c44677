//! Which card a reply is about: the one that it answers, whose edit it answers, or in whose thread the bot has said
//! what it answers.

use matrix_sdk::Room;
use registration_core::{
    Registrations,
    store::{Card, StoreError},
};
use serde_json::{Value, json};

use crate::{card::dedup, error::BotError, matrix::own_events, voting::deny_reasons};

/// Marks an answer of the bot, with the card that it is about.
const ABOUT: &str = "org.synapse-registration.card";

/// What a reply is about.
#[derive(Debug)]
pub(crate) enum ReplyTarget {
    /// A card.
    Card(Card),
    /// The question for a reason to deny the request of this card.
    DenyReasons(Card),
    /// A card that counts no more: another has taken its place, or the database is older than it.
    StaleCard,
    /// Something else.
    Other,
}

/// What a reply to `event` is about.
pub(crate) async fn find(room: &Room, registrations: &Registrations, event: &str) -> Result<ReplyTarget, BotError> {
    if let Some(card) = card(room, registrations, event).await? {
        return Ok(ReplyTarget::Card(card));
    }
    let Some(said) = own_events::own_content(room, event).await? else { return Ok(ReplyTarget::Other) };
    if let Some(card) = deny_reasons::offer_card(room, registrations, &said).await? {
        return Ok(ReplyTarget::DenyReasons(card));
    }
    for event in related(&said) {
        if let Some(card) = card(room, registrations, event).await? {
            return Ok(ReplyTarget::Card(card));
        }
    }
    let is_gone = dedup::is_stale_card(room, registrations, event, &said).await?;
    Ok(if is_gone { ReplyTarget::StaleCard } else { ReplyTarget::Other })
}

async fn card(room: &Room, registrations: &Registrations, event: &str) -> Result<Option<Card>, StoreError> {
    registrations.store().card_by_event(room.room_id().as_str(), event).await
}

/// The events that a message of ours may be about.
fn related(said: &Value) -> impl Iterator<Item = &str> {
    let relation = &said["m.relates_to"];
    let is_part = matches!(relation["rel_type"].as_str(), Some("m.replace" | "m.thread"));
    let part_of = relation["event_id"].as_str().filter(|_| is_part);
    [said[ABOUT].as_str(), part_of, relation["m.in_reply_to"]["event_id"].as_str()].into_iter().flatten()
}

/// An answer that is about this card.
pub(crate) fn about(mut content: Value, card: &Card) -> Value {
    content[ABOUT] = json!(card.event);
    content
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_and_what_is_said_in_the_thread_lead_to_the_card() {
        let relates = |relation: Value| json!({ "m.relates_to": relation });
        for (said, events) in [
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
            assert_eq!(related(&said).collect::<Vec<_>>(), events, "{said}");
        }
    }
}
