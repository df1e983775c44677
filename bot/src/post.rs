//! What is posted in the room: cards, their edits, and answers. Each carries a transaction ID of
//! its own, so that a repeat after a crash posts nothing twice.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use matrix_sdk::{
    Client, Room,
    ruma::{
        OwnedTransactionId, RoomId,
        api::{client::message::send_message_event::v3::Request as SendMessage, error::ErrorKind},
        events::MessageLikeEventType,
        serde::Raw,
    },
};
use registration_core::{
    Registrations,
    domain::{Effect, Event, Registration, State},
    fault_injection,
    registrations::Marks,
    store::Card,
    worker::{EffectError, Perform, Task},
};
use serde_json::{Value, json};

use crate::{
    ballots::Ballots,
    card::{self, Desk, voters_line},
    decisions,
    error::{is_forbidden, retry_after, to_effect},
    moderators,
    privacy::is_exposed,
    reasons, seeds, thread, twice,
    words::Words,
};

/// How long one message waits for Synapse's rate limit: a card and its reactions have to be done
/// within the time that an effect may take.
const PATIENCE: Duration = Duration::from_secs(7);

/// How long an effect waits that finds the room public.
const WAIT: Duration = Duration::from_secs(10);

/// Performs the effects of the room's lane.
pub struct RoomPerformer {
    /// For everything that is written down.
    pub registrations: Registrations,
    /// Where new cards go.
    pub room: Room,
    /// Which votes are shown.
    pub ballots: Arc<Ballots>,
}

#[async_trait]
impl Perform for RoomPerformer {
    async fn perform(&self, task: &Task, on: &Registration) -> Result<Option<Event>, EffectError> {
        if !self.ballots.privacy.holds(&self.room) {
            let cause = "anybody can join or read the moderators' room".to_owned();
            return Err(EffectError::Retry { cause, after: Some(WAIT) });
        }
        match task.effect {
            Effect::PostCard => self.post_card(task, on).await?,
            Effect::UpdateCard => self.update_card(task, on).await?,
            Effect::Welcome => self.welcome(task, on).await?,
            Effect::LogDecision => self.log_decision(task, on).await?,
            Effect::ReportTrouble => self.report_trouble(task, on).await?,
            Effect::ShowAccountQuestions => self.show_account_questions(task).await?,
            other => return Err(EffectError::Park { cause: format!("{other} is no effect of the room") }),
        }
        Ok(None)
    }
}

impl RoomPerformer {
    async fn post_card(&self, task: &Task, on: &Registration) -> Result<(), EffectError> {
        let here = self.room.room_id().as_str();
        let event = match self.registrations.store().card_of(on.id).await? {
            Some(card) if card.room == here => card.event,
            _ => self.post_new_card(task, on).await?,
        };
        let reactions = &self.registrations.config().moderation.reactions;
        for (keys, name) in [(&reactions.approve, "yes"), (&reactions.deny, "no")] {
            let Some(key) = keys.first() else { continue };
            // For moderators to tap on.
            let txn = format!("{}-{name}", task.key);
            mark(&self.room, &event, key, &txn).await.map_err(|error| to_effect(&error))?;
        }
        let card = Card { registration: on.id, room: here.to_owned(), event };
        if !task.is_repeat && !self.ballots.may_have_missed(&card) {
            return Ok(());
        }
        decisions::catch_up(&self.room, &self.registrations, &self.ballots, &card)
            .await
            .map_err(|error| EffectError::Retry { cause: error.to_string(), after: None })
    }

    async fn post_new_card(&self, task: &Task, on: &Registration) -> Result<String, EffectError> {
        let posted = if task.is_repeat { twice::find(&self.room, &task.key).await } else { Ok(None) };
        let event = match posted.map_err(|error| to_effect(&error))? {
            Some(event) => event,
            None => self.send_card(task, on).await?,
        };
        let room = self.room.room_id().to_string();
        self.registrations.store().save_card(&Card { registration: on.id, room, event: event.clone() }).await?;
        tracing::info!(registration = %on.id, event, "a card is posted");
        Ok(event)
    }

    async fn send_card(&self, task: &Task, on: &Registration) -> Result<String, EffectError> {
        // Whoever has joined a moment ago needs the key, and whoever has left must not have the next one.
        if !moderators::are_as_known(&self.room).await.map_err(|error| to_effect(&error))? {
            self.room.mark_members_missing();
        }
        let marks = self.registrations.numbers().max(Marks { requests: on.id.0, rules: 0 });
        self.ballots.numbers.note(&self.room.client(), marks).await.map_err(|error| to_effect(&error))?;
        let content = twice::marked(message(&self.words(on, self.room.room_id()).await?), &task.key);
        let txn = format!("{}-card", task.key);
        send(&self.room, "m.room.message", content, &txn).await.map_err(|error| to_effect(&error))
    }

    async fn update_card(&self, task: &Task, on: &Registration) -> Result<(), EffectError> {
        let Some(card) = self.registrations.store().card_of(on.id).await? else { return Ok(()) };
        let Some(room) = room_of(&self.room.client(), &card) else {
            tracing::warn!(registration = %on.id, "a card is in a room that the bot is no longer in");
            return Ok(());
        };
        if is_exposed(&room) {
            tracing::warn!(registration = %on.id, "a card is in a room that was made public, and stays as it is");
            return Ok(());
        }
        let line = card::in_a_line(on, &Desk::of(self.registrations.config()));
        let content = edit(&card.event, &line, &self.words(on, room.room_id()).await?);
        match send(&room, "m.room.message", content, &format!("{}-edit", task.key)).await {
            Err(error) if room.room_id() != self.room.room_id() && is_forbidden(&error) => {
                tracing::warn!(registration = %on.id, "a card is in a room that was closed, and stays as it is");
                return Ok(());
            }
            sent => sent.map_err(|error| to_effect(&error))?,
        };
        tracing::info!(registration = %on.id, state = %on.state, "a card is updated");
        self.close(&room, &card, on).await
    }

    /// What is left to do once a decision stands.
    async fn close(&self, room: &Room, card: &Card, on: &Registration) -> Result<(), EffectError> {
        if on.state == State::AwaitingReview {
            return Ok(());
        }
        thread::tell_words(room, &self.registrations, card, on).await?;
        reasons::close(room, &self.registrations, card).await?;
        seeds::remove(room, &card.event).await.map_err(|error| to_effect(&error))
    }

    async fn words(&self, on: &Registration, room: &RoomId) -> Result<Words, EffectError> {
        let signals = self.registrations.signals(on).await?;
        let votes = self.voters(on).await?;
        Ok(card::render(on, &signals, votes, room, &Desk::of(self.registrations.config())))
    }

    /// Who has made the decision, where it took several.
    async fn voters(&self, on: &Registration) -> Result<Option<String>, EffectError> {
        let Some(decision) = &on.decision else { return Ok(None) };
        let history = self.registrations.history(on.id).await?;
        // They are written down together with it; those of a decision that was taken back are older.
        let voters = history.into_iter().filter(|entry| entry.kind == "vote" && entry.at == decision.at);
        Ok(voters_line(&voters.map(|entry| entry.origin.actor).collect::<Vec<_>>()))
    }
}

/// Answers `event`, calling only on `to`.
pub async fn reply(room: &Room, event: &str, to: &str, words: &Words, txn: &str) -> matrix_sdk::Result<()> {
    send(room, "m.room.message", answer(event, to, words), txn).await.map(drop)
}

/// What [`reply`] sends.
pub(crate) fn answer(event: &str, to: &str, words: &Words) -> Value {
    let mut content = message(words);
    content["msgtype"] = json!("m.notice");
    content["m.mentions"] = json!({ "user_ids": [to] });
    content["m.relates_to"] = json!({ "m.in_reply_to": { "event_id": event } });
    content
}

/// Puts a reaction under an event; one that is there already is a success.
pub async fn mark(room: &Room, event: &str, key: &str, txn: &str) -> matrix_sdk::Result<()> {
    let content = json!({ "m.relates_to": { "rel_type": "m.annotation", "event_id": event, "key": key } });
    match send(room, "m.reaction", content, txn).await {
        Err(error) if error.client_api_error_kind() == Some(&ErrorKind::DuplicateAnnotation) => Ok(()),
        sent => sent.map(drop),
    }
}

/// A message that calls on nobody.
pub(crate) fn message(words: &Words) -> Value {
    json!({
        "msgtype": "m.text",
        "body": words.plain,
        "format": "org.matrix.custom.html",
        "formatted_body": words.html,
        "m.mentions": {},
    })
}

/// A new text for a card, and the line that clients show instead which know no edits.
pub(crate) fn edit(event: &str, line: &str, words: &Words) -> Value {
    json!({
        "msgtype": "m.text",
        "body": line,
        "m.mentions": {},
        "m.new_content": message(words),
        "m.relates_to": { "rel_type": "m.replace", "event_id": event },
    })
}

/// Sends what a repeat with the same `txn` does not send again, encrypted where the room is.
pub(crate) async fn send(room: &Room, kind: &str, content: Value, txn: &str) -> matrix_sdk::Result<String> {
    let txn = OwnedTransactionId::from(txn);
    patiently(|| async {
        let sent = room.send_raw(kind, content.clone()).with_transaction_id(&txn).await?;
        Ok(sent.response.event_id.to_string())
    })
    .await
}

/// The same, but never encrypted: for people who have no device yet, which could never read it otherwise.
pub(crate) async fn send_readable(room: &Room, content: &Value, txn: &str) -> matrix_sdk::Result<String> {
    let kind = MessageLikeEventType::RoomMessage;
    let content = Raw::new(content)?.cast_unchecked();
    let request = SendMessage::new_raw(room.room_id().to_owned(), OwnedTransactionId::from(txn), kind, content);
    patiently(|| async { Ok(room.client().send(request.clone()).await?.event_id.to_string()) }).await
}

/// Waits if Synapse's rate limit asks for a short pause, so that messages keep their order.
async fn patiently<F: Future<Output = matrix_sdk::Result<String>>>(send: impl Fn() -> F) -> matrix_sdk::Result<String> {
    let mut patience = PATIENCE;
    loop {
        fault_injection::point("before room");
        let outcome = send().await;
        fault_injection::point("after room");
        let error = match outcome {
            Ok(event) => return Ok(event),
            Err(error) => error,
        };
        let Some((wait, rest)) = retry_after(&error).and_then(|wait| Some((wait, patience.checked_sub(wait)?))) else {
            return Err(error);
        };
        tracing::debug!(?wait, "Synapse limits how fast the bot sends");
        patience = rest;
        tokio::time::sleep(wait).await;
    }
}

pub(crate) fn room_of(client: &Client, card: &Card) -> Option<Room> {
    client.get_room(&RoomId::parse(&card.room).ok()?)
}
