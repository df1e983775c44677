//! What the bot does about each thing that it hears.

use matrix_sdk::deserialized_responses::TimelineEvent;
use serde_json::Value;

use crate::{
    commands,
    decisions::{self, CountError, Reaction},
    edits,
    message::Message,
    safety,
    sync::{Ended, Listener, complain, failed},
    tally::takes_several,
    timeline::Timeline,
    unread,
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
            timeline.heard(id);
            if Message::read(event.raw().json().get()).is_some() {
                // A command that is done must not be done again after a crash.
                failed(timeline.write_down(self.registrations).await);
            }
        }
        if !events.is_empty() {
            failed(timeline.write_down(self.registrations).await);
        }
        ended
    }

    /// Whether to come back to an event: as long as Synapse cannot be reached, else a few times.
    fn may_work_later(&mut self, event: &str, error: &CountError) -> bool {
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
            decisions::react(self.room, self.registrations, self.ballots, &reaction).await?;
        } else if let Some(message) = Message::read(json) {
            commands::hear(self.room, self.registrations, &message).await?;
        } else {
            return self.notice(&serde_json::from_str(json).unwrap_or_default()).await;
        }
        Ok(None)
    }

    /// Acts on what nobody says: members, powers, settings, and things taken back.
    async fn notice(&mut self, event: &Value) -> Result<Option<Ended>, CountError> {
        let kind = event["type"].as_str().unwrap_or_default();
        self.due.look |= safety::matters(kind);
        self.due.count |= takes_several(&self.registrations.config().moderation) && may_void_votes(kind);
        if kind == "m.room.tombstone" && event["state_key"] == "" {
            return Ok(Some(Ended::Moved));
        }
        if kind == "m.room.redaction"
            && let Some(gone) = event["redacts"].as_str().or_else(|| event["content"]["redacts"].as_str())
            && let Some(card) = self.registrations.store().card_by_event(self.room.room_id().as_str(), gone).await?
        {
            self.registrations.replace_card(&card).await?;
        }
        Ok(None)
    }

    /// Has new cards posted for those that were taken away while nobody listened.
    pub(crate) async fn replace_lost_cards(&self) -> Result<(), CountError> {
        for card in self.registrations.store().open_cards(self.room.room_id().as_str()).await? {
            if edits::is_gone(self.room, &card).await? {
                self.registrations.replace_card(&card).await?;
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
            failed(self.act_on(&event).await.map(drop));
        }
        for event in hopeless {
            failed(unread::explain(self.room, self.registrations, &event).await);
        }
    }
}

/// Whether votes may be gone with it: a reaction that is taken back, a member who leaves, other powers.
fn may_void_votes(kind: &str) -> bool {
    ["m.room.redaction", "m.room.member", "m.room.power_levels"].contains(&kind)
}
