//! What the bot does about each thing that it hears.

use matrix_sdk::{Room, deserialized_responses::TimelineEvent};
use registration_core::{Registrations, store::Card};
use serde_json::Value;

use super::{
    listener::{Ended, Listener, RETRY_DELAY, failed, log_error},
    position::{self, SyncPosition},
    reactions, undecryptable,
};
use crate::{
    card::lookup,
    commands::{self, command_result},
    error::{BotError, is_forbidden},
    matrix::{message::Message, reaction::Reaction},
    room::security,
    voting::{count::needs_several_votes, deny_reasons, vote_display::VoteDisplay},
};

/// How often one thing is tried that fails although Synapse answers, before the rest goes on without it.
const TRIES: u32 = 5;

impl Listener<'_> {
    /// Acts on events in their order. Where one fails that may work later, the rest waits for it.
    pub(crate) async fn process(&mut self, events: &[TimelineEvent], position: &mut SyncPosition) -> Option<Ended> {
        let mut ended = None;
        for event in events {
            let Some(id) = event.event_id().map(|id| id.to_string()).filter(|id| position.is_new(id)) else { continue };
            match self.handle(event).await {
                Ok(what) => ended = ended.or(what),
                Err(error) => {
                    log_error(&error);
                    if self.should_retry(&id, &error) {
                        self.due.catch_up = true;
                        break;
                    }
                }
            }
            position.mark_processed(id.clone());
            if self.may_have_stored_a_result(event.raw().json().get()) {
                // What is done must not be done again after a crash.
                failed(position.save(self.registrations).await);
                failed(command_result::forget(self.registrations.store(), &id).await);
            }
        }
        if !events.is_empty() {
            failed(position.save(self.registrations).await);
        }
        ended
    }

    fn may_have_stored_a_result(&self, json: &str) -> bool {
        Message::read(json).is_some()
            || Reaction::read(json).is_some_and(|reaction| reaction.sender != self.room.own_user_id())
    }

    /// Whether to come back to an event: as long as Synapse cannot be reached, else a few times.
    fn should_retry(&mut self, event: &str, error: &BotError) -> bool {
        if matches!(error, BotError::Matrix(error) if is_forbidden(error)) {
            return false;
        }
        if matches!(error, BotError::Matrix(error) if matches!(**error, matrix_sdk::Error::Http(_)) && error.client_api_error_kind().is_none())
        {
            return true;
        }
        let tries = match self.last_failed.take() {
            Some((over, tries)) if over == event => tries + 1,
            _ => 1,
        };
        self.last_failed = Some((event.to_owned(), tries));
        tries < TRIES
    }

    async fn handle(&mut self, event: &TimelineEvent) -> Result<Option<Ended>, BotError> {
        if event.kind.is_utd() {
            self.undecryptable.add(event);
            return Ok(None);
        }
        let json = event.raw().json().get();
        if let Some(reaction) = Reaction::read(json) {
            reactions::react(self.room, self.registrations, self.vote_display, &reaction).await?;
        } else if let Some(message) = Message::read(json) {
            commands::handle(self.room, self.registrations, self.vote_display, &message).await?;
        } else {
            return self.handle_state_event(&serde_json::from_str(json).unwrap_or_default()).await;
        }
        Ok(None)
    }

    /// Acts on what nobody says: members, powers, settings, and things taken back.
    async fn handle_state_event(&mut self, event: &Value) -> Result<Option<Ended>, BotError> {
        let kind = event["type"].as_str().unwrap_or_default();
        self.due.look |= security::is_relevant(kind);
        self.due.count |= needs_several_votes(&self.registrations.config().moderation) && may_void_votes(kind);
        if kind == "m.room.tombstone" && event["state_key"] == "" {
            return Ok(Some(Ended::Moved));
        }
        if kind == "m.room.redaction"
            && let Some(gone) = event["redacts"].as_str().or_else(|| event["content"]["redacts"].as_str())
            && let Some(card) = self.registrations.store().card_by_event(self.room.room_id().as_str(), gone).await?
        {
            self.replace(&card).await?;
        }
        Ok(None)
    }

    /// Has a new card posted, which begins anew.
    async fn replace(&self, card: &Card) -> Result<(), BotError> {
        self.registrations.moderation().replace_card(card).await?;
        Ok(deny_reasons::forget(self.registrations, card).await?)
    }

    /// Has new cards posted for those that were taken away while nobody listened.
    pub(crate) async fn replace_lost_cards(&self) -> Result<(), BotError> {
        for card in self.registrations.store().open_cards(self.room.room_id().as_str()).await? {
            if lookup::is_deleted(self.room, &card).await? {
                self.replace(&card).await?;
            }
        }
        Ok(())
    }

    pub(crate) async fn retry_undecryptable(&mut self) {
        if self.undecryptable.is_empty() {
            return;
        }
        let (readable, hopeless) = self.undecryptable.retry(self.room).await;
        for event in readable {
            let Some(id) = event.event_id() else { continue };
            match self.handle(&event).await {
                Ok(_) => {
                    failed(command_result::forget(self.registrations.store(), id.as_str()).await);
                }
                Err(error) => {
                    log_error(&error);
                    if self.should_retry(id.as_str(), &error) {
                        self.undecryptable.add(&event);
                    }
                }
            }
        }
        for event in hopeless {
            failed(undecryptable::report(self.room, self.registrations, &event).await);
        }
    }
}

/// Acts on what was said in a room since we last listened there, before we leave it for another.
pub(crate) async fn process_remaining(room: &Room, registrations: &Registrations) -> Result<(), BotError> {
    if position::last_event(registrations, room.room_id()).await?.is_none() {
        return Ok(());
    }
    let vote_display = VoteDisplay::default();
    let mut listener = Listener::new(room, registrations, &vote_display);
    let mut position = SyncPosition::open(room, registrations).await?;
    while listener.due.catch_up {
        listener.due.catch_up = false;
        let missed = position.fetch_missed(room).await?;
        listener.process(&missed, &mut position).await;
        if listener.due.catch_up {
            tokio::time::sleep(RETRY_DELAY).await;
        }
    }
    listener.retry_undecryptable().await;
    Ok(())
}

/// Whether votes may be gone with it: a reaction that is taken back, a member who leaves, other powers.
fn may_void_votes(kind: &str) -> bool {
    ["m.room.redaction", "m.room.member", "m.room.power_levels"].contains(&kind)
}
