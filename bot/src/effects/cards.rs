//! Posts and updates cards.

use matrix_sdk::{Room, ruma::RoomId};
use registration_core::{
    domain::{Action, Registration, State},
    registrations::Marks,
    store::Card,
    worker::{EffectError, Task},
};

use super::{decision_message, performer::RoomPerformer};
use crate::{
    card::{self, CardContext, dedup, voters_line},
    error::{is_forbidden, to_effect},
    matrix::{
        bot_reactions,
        format::FormattedText,
        members,
        send::{edit_content, react, room_of_card, send, text_message},
    },
    room::privacy::is_exposed,
    sync::reactions,
    voting::deny_reasons,
};

impl RoomPerformer {
    pub(super) async fn post_card(&self, task: &Task, on: &Registration) -> Result<(), EffectError> {
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
            react(&self.room, &event, key, &txn).await.map_err(|error| to_effect(&error))?;
        }
        let card = Card { registration: on.id, room: here.to_owned(), event };
        if !task.is_repeat && !self.vote_display.may_have_missed_reaction(&card) {
            return Ok(());
        }
        reactions::catch_up(&self.room, &self.registrations, &self.vote_display, &card)
            .await
            .map_err(|error| EffectError::Retry { cause: error.to_string(), after: None })
    }

    async fn post_new_card(&self, task: &Task, on: &Registration) -> Result<String, EffectError> {
        let posted = if task.is_repeat { dedup::find_posted(&self.room, &task.key).await } else { Ok(None) };
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
        if !members::are_as_known(&self.room).await.map_err(|error| to_effect(&error))? {
            self.room.mark_members_missing();
        }
        let marks = self.registrations.operations().numbers().max(Marks { requests: on.id.0, rules: 0 });
        self.vote_display.numbers.save(&self.room.client(), marks).await.map_err(|error| to_effect(&error))?;
        let content = dedup::with_key(text_message(&self.words(on, self.room.room_id()).await?), &task.key);
        let txn = format!("{}-card", task.key);
        send(&self.room, "m.room.message", content, &txn).await.map_err(|error| to_effect(&error))
    }

    pub(super) async fn update_card(&self, task: &Task, on: &Registration) -> Result<(), EffectError> {
        let Some(card) = self.registrations.store().card_of(on.id).await? else { return Ok(()) };
        let Some(room) = room_of_card(&self.room.client(), &card) else {
            tracing::warn!(registration = %on.id, "a card is in a room that the bot is no longer in");
            return Ok(());
        };
        if is_exposed(&room) {
            tracing::warn!(registration = %on.id, "a card is in a room that was made public, and stays as it is");
            return Ok(());
        }
        let line = card::summary_line(on, &CardContext::from_config(self.registrations.config()));
        let content = edit_content(&card.event, &line, &self.words(on, room.room_id()).await?);
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
        decision_message::post_decision_message(room, &self.registrations, card, on).await?;
        deny_reasons::close(room, &self.registrations, card).await?;
        bot_reactions::remove(room, &card.event).await.map_err(|error| to_effect(&error))
    }

    async fn words(&self, on: &Registration, room: &RoomId) -> Result<FormattedText, EffectError> {
        let signals = self.registrations.moderation().signals(on).await?;
        let votes = self.voters(on).await?;
        Ok(card::render(on, &signals, votes, room, &CardContext::from_config(self.registrations.config())))
    }

    /// Who has made the decision, where it took several.
    async fn voters(&self, on: &Registration) -> Result<Option<String>, EffectError> {
        let Some(decision) = &on.decision else { return Ok(None) };
        let history = self.registrations.history(on.id).await?;
        // They are written down together with it; those of a decision that was taken back are older.
        let voters = history.into_iter().filter(|entry| entry.kind == Action::Vote.into() && entry.at == decision.at);
        Ok(voters_line(&voters.map(|entry| entry.origin.actor).collect::<Vec<_>>()))
    }
}
