//! Questions to the moderators: what touches several requests is done when one of them says yes.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use matrix_sdk::{Room, ruma::EventId};
use registration_core::{Registrations, domain::Verdict, text};
use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::{
    commands::{
        Answer,
        many::{self, Action},
    },
    decisions::{CountError, Reaction},
    message::Message,
    moderators::is_moderator,
    post::{answer, reply, send},
    seeds,
    words::Block,
};

/// Marks a question, so that one of an earlier run is told from other talk.
const MARK: &str = "org.synapse-registration.question";
/// Then it is no longer clear that the answer is to what the room looks like now.
const OPEN: SignedDuration = SignedDuration::from_mins(10);

/// What was asked, and not answered yet, by the event that asks. A restart forgets it: whoever
/// answers then is told so, and nothing is done.
#[derive(Debug, Default)]
pub struct Questions(Mutex<HashMap<String, (Action, Timestamp)>>);

/// Asks whether what `message` wants is meant so.
pub async fn ask(
    room: &Room,
    registrations: &Registrations,
    questions: &Questions,
    message: &Message,
    said: &Answer,
    action: Action,
) -> Result<(), CountError> {
    let reactions = &registrations.config().moderation.reactions;
    let keys: Vec<&str> =
        [&reactions.approve, &reactions.deny].into_iter().filter_map(|keys| keys.first()).map(String::as_str).collect();
    let mut said = said.clone();
    let (yes, no) = (keys.first().copied().unwrap_or_default(), keys.last().copied().unwrap_or_default());
    said.blocks.push(Block::Line(text!("room-ask-how", yes = yes, no = no)));
    let mut content = answer(&message.event, message.sender.as_str(), &said.words());
    content[MARK] = json!(true);
    let event = send(room, "m.room.message", content, &format!("{}-answer", message.event)).await?;
    questions.remember(event.clone(), action, registrations.clock().now()).await;
    Ok(seeds::put(room, &event, &keys).await?)
}

/// Takes a reaction as an answer, if it is a moderator's to a question.
pub async fn answered(
    room: &Room,
    registrations: &Registrations,
    questions: &Questions,
    reaction: &Reaction,
    verdict: Verdict,
) -> Result<(), CountError> {
    let (config, who) = (registrations.config(), reaction.sender.as_str());
    if !is_moderator(room, &reaction.sender, &config.moderation).await? {
        return Ok(());
    }
    let said = match questions.take(&reaction.to, registrations.clock().now()).await {
        Some(action) if verdict == Verdict::Approve => {
            tracing::info!(by = who, "a moderator has said yes to a question");
            many::carry_out(registrations, action, who).await?
        }
        Some(_) => Answer::said(vec![text!("room-ask-no")]),
        None if is_question(room, &reaction.to).await? => Answer::said(vec![text!("room-ask-closed")]),
        None => return Ok(()),
    };
    let txn = format!("{}-answered", reaction.event);
    reply(room, &reaction.to, who, &said.words(), &txn).await?;
    Ok(seeds::remove(room, &reaction.to).await?)
}

/// Whether the event is a question of ours.
async fn is_question(room: &Room, event: &str) -> Result<bool, CountError> {
    let Ok(id) = EventId::parse(event) else { return Ok(false) };
    let event = room.event(&id, None).await?;
    let event: Value = serde_json::from_str(event.raw().json().get()).unwrap_or_default();
    Ok(event["sender"] == room.own_user_id().as_str() && event["content"][MARK] == true)
}

impl Questions {
    async fn remember(&self, event: String, action: Action, now: Timestamp) {
        let mut open = self.0.lock().await;
        open.retain(|_, (_, asked)| now.duration_since(*asked) < OPEN);
        open.insert(event, (action, now));
    }

    /// What was asked there, if it can still be answered; nobody else can answer it then.
    async fn take(&self, event: &str, now: Timestamp) -> Option<Action> {
        let (action, asked) = self.0.lock().await.remove(event)?;
        (now.duration_since(asked) < OPEN).then_some(action)
    }
}

#[cfg(test)]
mod tests {
    use registration_core::domain::RegistrationId;

    use super::*;
    use crate::commands::many::Decisions;

    #[tokio::test]
    async fn a_question_is_answered_once_and_in_time() {
        let at = |minute: i64| Timestamp::from_second(60 * minute).unwrap();
        let action = Action::Decide(Decisions {
            verdict: Verdict::Deny,
            ids: vec![RegistrationId(1), RegistrationId(2)],
            message: None,
            quiet: false,
        });
        let questions = Questions::default();
        questions.remember("$a".into(), action.clone(), at(0)).await;
        questions.remember("$b".into(), action.clone(), at(5)).await;
        assert_eq!(questions.take("$other", at(5)).await, None);
        assert_eq!(questions.take("$b", at(14)).await, Some(action));
        assert_eq!(questions.take("$b", at(14)).await, None, "answered");
        assert_eq!(questions.take("$a", at(10)).await, None, "too late");
    }
}
