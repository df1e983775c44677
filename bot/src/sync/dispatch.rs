//! What the bot does about each thing that it hears.

use matrix_sdk::{Room, deserialized_responses::TimelineEvent};
use registration_core::{Registrations, store::Card};
use serde_json::Value;

use super::{
    listener::{Ended, Listener, SOON, complain, failed},
    position::{self, Timeline},
    reactions, undecryptable,
};
use crate::{
    card::lookup,
    commands::{self, once},
    error::{CountError, is_forbidden},
    matrix::{message::Message, reaction::Reaction},
    room::security,
    voting::{count::takes_several, deny_reasons, vote_display::Ballots},
};

/// How often one thing is tried that fails although Synapse answers, before the rest goes on without it.
const TRIES: u32 = 5;

impl Listener<'_> {
    /// Acts on events in their order. Where one fails that may work later, the rest waits for it.
    pub(crate) async fn take_in(&mut self, events: &[TimelineEvent], timeline: &mut Timeline) -> Option<Ended> {
        let mut ended = None;
        for event in events {
            let Some(id) = event.event_id().map(|id| id.to_string()).filter(|id| timeline.is_new(id)) else { continue };
            match self.act_on(event).await {
                Ok(what) => ended = ended.or(what),
                Err(error) => {
                    complain(&error);
                    if self.may_work_later(&id, &error) {
                        self.due.catch_up = true;
                        break;
                    }
                }
            }
            timeline.heard(id.clone());
            if self.may_have_led_to_something(event.raw().json().get()) {
                // What is done must not be done again after a crash.
                failed(timeline.write_down(self.registrations).await);
                failed(once::told(self.registrations.store(), &id).await);
            }
        }
        if !events.is_empty() {
            failed(timeline.write_down(self.registrations).await);
        }
        ended
    }

    fn may_have_led_to_something(&self, json: &str) -> bool {
        Message::read(json).is_some()
            || Reaction::read(json).is_some_and(|reaction| reaction.sender != self.room.own_user_id())
    }

    /// Whether to come back to an event: as long as Synapse cannot be reached, else a few times.
    fn may_work_later(&mut self, event: &str, error: &CountError) -> bool {
        if matches!(error, CountError::Matrix(error) if is_forbidden(error)) {
            return false;
        }
        if matches!(error, CountError::Matrix(error) if matches!(**error, matrix_sdk::Error::Http(_)) && error.client_api_error_kind().is_none())
        {
            return true;
        }
        let tries = match self.stumbled.take() {
            Some((over, tries)) if over == event => tries + 1,
            _ => 1,
        };
        self.stumbled = Some((event.to_owned(), tries));
        tries < TRIES
    }

    async fn act_on(&mut self, event: &TimelineEvent) -> Result<Option<Ended>, CountError> {
        if event.kind.is_utd() {
            self.unread.keep(event);
            return Ok(None);
        }
        let json = event.raw().json().get();
        if let Some(reaction) = Reaction::read(json) {
            reactions::react(self.room, self.registrations, self.ballots, &reaction).await?;
        } else if let Some(message) = Message::read(json) {
            commands::hear(self.room, self.registrations, self.ballots, &message).await?;
        } else {
            return self.notice(&serde_json::from_str(json).unwrap_or_default()).await;
        }
        Ok(None)
    }

    /// Acts on what nobody says: members, powers, settings, and things taken back.
    async fn notice(&mut self, event: &Value) -> Result<Option<Ended>, CountError> {
        let kind = event["type"].as_str().unwrap_or_default();
        self.due.look |= security::matters(kind);
        self.due.count |= takes_several(&self.registrations.config().moderation) && may_void_votes(kind);
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
    async fn replace(&self, card: &Card) -> Result<(), CountError> {
        self.registrations.replace_card(card).await?;
        Ok(deny_reasons::forget(self.registrations, card).await?)
    }

    /// Has new cards posted for those that were taken away while nobody listened.
    pub(crate) async fn replace_lost_cards(&self) -> Result<(), CountError> {
        for card in self.registrations.store().open_cards(self.room.room_id().as_str()).await? {
            if lookup::is_gone(self.room, &card).await? {
                self.replace(&card).await?;
            }
        }
        Ok(())
    }

    pub(crate) async fn try_unread(&mut self) {
        if self.unread.is_empty() {
            return;
        }
        let (readable, hopeless) = self.unread.try_again(self.room).await;
        for event in readable {
            let Some(id) = event.event_id() else { continue };
            match self.act_on(&event).await {
                Ok(_) => {
                    failed(once::told(self.registrations.store(), id.as_str()).await);
                }
                Err(error) => {
                    complain(&error);
                    if self.may_work_later(id.as_str(), &error) {
                        self.unread.keep(&event);
                    }
                }
            }
        }
        for event in hopeless {
            failed(undecryptable::explain(self.room, self.registrations, &event).await);
        }
    }
}

/// Acts on what was said in a room since we last listened there, before we leave it for another.
pub(crate) async fn hear_out(room: &Room, registrations: &Registrations) -> Result<(), CountError> {
    if position::last_in(registrations, room.room_id()).await?.is_none() {
        return Ok(());
    }
    let ballots = Ballots::default();
    let mut listener = Listener::new(room, registrations, &ballots);
    let mut timeline = Timeline::open(room, registrations).await?;
    while listener.due.catch_up {
        listener.due.catch_up = false;
        let missed = timeline.missed(room).await?;
        listener.take_in(&missed, &mut timeline).await;
        if listener.due.catch_up {
            tokio::time::sleep(SOON).await;
        }
    }
    listener.try_unread().await;
    Ok(())
}

/// Whether votes may be gone with it: a reaction that is taken back, a member who leaves, other powers.
fn may_void_votes(kind: &str) -> bool {
    ["m.room.redaction", "m.room.member", "m.room.power_levels"].contains(&kind)
}
