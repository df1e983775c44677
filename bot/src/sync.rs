//! The sync loop: what happens in the room is heard here, each thing once and in its order.

use std::time::Duration;

use matrix_sdk::{
    Room,
    config::SyncSettings,
    deserialized_responses::TimelineEvent,
    ruma::api::client::filter::{Filter, FilterDefinition},
    sync::SyncResponse,
};
use registration_core::Registrations;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::{
    ballots::Ballots,
    commands,
    decisions::{self, CountError, Reaction},
    edits,
    error::{cause, is_logged_out},
    message::Message,
    safety,
    tally::takes_several,
    timeline::Timeline,
    unread::{self, Unread},
};

const POLL: Duration = Duration::from_secs(30);
/// When something is to be tried again soon.
const SOON: Duration = Duration::from_secs(3);
const FIRST_BACKOFF: Duration = Duration::from_secs(1);
const LAST_BACKOFF: Duration = Duration::from_secs(30);
/// How often one thing is tried that fails although Synapse answers, before the rest goes on without it.
const TRIES: u32 = 5;

/// Why the loop ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// We were told to stop.
    Stopped,
    /// Synapse no longer knows the session.
    LoggedOut,
    /// The room was replaced by another.
    Moved,
    /// We have left the room, or were made to.
    Out,
}

/// How we sync: enough of the timeline to see most bursts whole; what is left out is fetched.
#[must_use]
pub fn settings(timeout: Duration) -> SyncSettings {
    let mut filter = FilterDefinition::default();
    filter.presence = Filter::ignore_all();
    filter.room.timeline.limit = Some(100_u32.into());
    SyncSettings::new().timeout(timeout).filter(filter.into())
}

/// Hears what is said in the room, and acts on it.
pub struct Listener<'a> {
    room: &'a Room,
    registrations: &'a Registrations,
    ballots: &'a Ballots,
    unread: Unread,
    due: Due,
    /// What was stumbled over last, and how often.
    stumbled: Option<(String, u32)>,
}

/// What is to be done before anything new is heard.
#[expect(clippy::struct_excessive_bools, reason = "each is due or not, whatever the others are")]
struct Due {
    /// There may be a gap in what we have heard.
    catch_up: bool,
    /// Votes may have changed.
    count: bool,
    /// Cards may be gone.
    cards: bool,
    /// The room's settings may have changed.
    look: bool,
}

impl Due {
    const fn is_any(&self) -> bool {
        self.catch_up || self.count || self.cards || self.look
    }
}

impl<'a> Listener<'a> {
    /// Somebody who has heard nothing yet.
    #[must_use]
    pub fn new(room: &'a Room, registrations: &'a Registrations, ballots: &'a Ballots) -> Self {
        let due = Due { catch_up: true, count: true, cards: true, look: true };
        Self { room, registrations, ballots, unread: Unread::default(), due, stumbled: None }
    }

    /// Syncs and listens until told to stop. `first` is what has happened elsewhere since an earlier
    /// run; what was said in the room itself is found in any case.
    pub async fn listen(mut self, first: Option<SyncResponse>, stop: &CancellationToken) -> Ended {
        if let Some(first) = first {
            self.hear_elsewhere(&first).await;
        }
        let mut timeline = None;
        let mut backoff = FIRST_BACKOFF;
        loop {
            if let Some(ended) = self.mend(&mut timeline).await {
                return ended;
            }
            let timeout = if self.due.is_any() || !self.unread.is_empty() { SOON } else { POLL };
            let synced = tokio::select! {
                () = stop.cancelled() => return Ended::Stopped,
                synced = self.sync(timeout) => synced,
            };
            match synced {
                Ok(response) => {
                    backoff = FIRST_BACKOFF;
                    self.registrations.note_sync();
                    if let Some(ended) = self.hear(&response, timeline.as_mut()).await {
                        return ended;
                    }
                }
                Err(error) if is_logged_out(&error) => return Ended::LoggedOut,
                Err(error) => {
                    tracing::warn!(cause = cause(&error), wait = ?backoff, "the sync failed");
                    tracing::debug!(error = &error as &dyn std::error::Error, "why the sync failed");
                    tokio::select! {
                        () = stop.cancelled() => return Ended::Stopped,
                        () = tokio::time::sleep(backoff) => {}
                    }
                    backoff = (backoff * 2).min(LAST_BACKOFF);
                }
            }
        }
    }

    async fn sync(&self, timeout: Duration) -> matrix_sdk::Result<SyncResponse> {
        self.room.client().sync_once(settings(timeout)).await
    }

    /// Does what is due. What fails stays due.
    async fn mend(&mut self, timeline: &mut Option<Timeline>) -> Option<Ended> {
        if timeline.is_none() {
            match Timeline::open(self.room, self.registrations).await {
                Ok(opened) => *timeline = Some(opened),
                Err(error) => complain(&error),
            }
        }
        if self.due.catch_up
            && let Some(timeline) = timeline
        {
            match timeline.missed(self.room).await {
                Ok(missed) => {
                    self.due.catch_up = false;
                    if let Some(ended) = self.take_in(&missed, timeline).await {
                        return Some(ended);
                    }
                }
                Err(error) => complain(&error),
            }
        }
        // In this order: what was said comes before what is only seen in the end.
        if !self.due.catch_up {
            if self.due.count {
                self.due.count = failed(decisions::reconcile(self.room, self.registrations, self.ballots).await);
            }
            if self.due.cards {
                self.due.cards = failed(self.replace_lost_cards().await);
            }
        }
        if self.due.look {
            self.due.look = failed(safety::warn(self.room, self.registrations).await);
        }
        self.try_unread().await;
        None
    }

    /// Acts on what a sync brought.
    async fn hear(&mut self, response: &SyncResponse, timeline: Option<&mut Timeline>) -> Option<Ended> {
        self.hear_elsewhere(response).await;
        if response.rooms.left.contains_key(self.room.room_id()) {
            return Some(Ended::Out);
        }
        let update = response.rooms.joined.get(self.room.room_id())?;
        if update.timeline.limited {
            self.due = Due { catch_up: true, count: true, cards: true, look: true };
        }
        // With a gap before it, this is found when we catch up.
        let timeline = timeline.filter(|_| !self.due.catch_up)?;
        self.take_in(&update.timeline.events, timeline).await
    }

    async fn hear_elsewhere(&self, response: &SyncResponse) {
        for (id, update) in response.rooms.joined.iter().filter(|(id, _)| *id != self.room.room_id()) {
            let Some(elsewhere) = self.room.client().get_room(id) else { continue };
            for message in update.timeline.events.iter().filter_map(|event| Message::read(event.raw().json().get())) {
                failed(commands::hear_elsewhere(&elsewhere, self.registrations, &message).await);
            }
        }
    }

    /// Acts on events in their order. Where one fails that may work later, the rest waits for it.
    async fn take_in(&mut self, events: &[TimelineEvent], timeline: &mut Timeline) -> Option<Ended> {
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
    async fn replace_lost_cards(&self) -> Result<(), CountError> {
        for card in self.registrations.store().open_cards(self.room.room_id().as_str()).await? {
            if edits::is_gone(self.room, &card).await? {
                self.registrations.replace_card(&card).await?;
            }
        }
        Ok(())
    }

    async fn try_unread(&mut self) {
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

/// Whether it failed; if so, the log says why.
fn failed<E: std::error::Error + 'static>(done: Result<(), E>) -> bool {
    done.inspect_err(|error| complain(error)).is_err()
}

fn complain(error: &(dyn std::error::Error + 'static)) {
    tracing::warn!(error, "cannot act on what was said in the room");
}
