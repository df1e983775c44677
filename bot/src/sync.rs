//! The sync loop: what happens in the room is heard here, each thing once and in its order.

use std::time::Duration;

use matrix_sdk::{
    Room,
    config::SyncSettings,
    deserialized_responses::TimelineEvent,
    ruma::{
        api::client::filter::{Filter, FilterDefinition, RoomEventFilter},
        presence::PresenceState,
    },
    sync::SyncResponse,
};
use registration_core::Registrations;
use tokio_util::sync::CancellationToken;

use crate::{
    ballots::Ballots,
    commands, decisions,
    error::{cause, is_logged_out},
    message::Message,
    safety,
    timeline::Timeline,
    unread::Unread,
};

const POLL: Duration = Duration::from_secs(30);
/// When something is to be tried again soon.
pub(crate) const SOON: Duration = Duration::from_secs(3);
/// How long we wait after nothing but our own echo, time and again: a burst of cards comes back in few pieces.
const BREATH: Duration = Duration::from_millis(100);
/// What a decision brings back is heard without a wait: somebody may be tapping on the next card.
const ECHOES: u32 = 4;
const FIRST_BACKOFF: Duration = Duration::from_secs(1);
const LAST_BACKOFF: Duration = Duration::from_secs(30);

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

/// How we sync: enough of the timeline to see most bursts whole; what is left out is fetched. Nobody needs to see
/// whether the bot is there, and it need not see who reads or types.
#[must_use]
pub fn settings(timeout: Duration) -> SyncSettings {
    let mut filter = FilterDefinition::default();
    filter.presence = Filter::ignore_all();
    filter.room.ephemeral = RoomEventFilter::ignore_all();
    filter.room.timeline.limit = Some(100_u32.into());
    SyncSettings::new().timeout(timeout).filter(filter.into()).set_presence(PresenceState::Offline)
}

/// Hears what is said in the room, and acts on it.
pub struct Listener<'a> {
    pub(crate) room: &'a Room,
    pub(crate) registrations: &'a Registrations,
    pub(crate) ballots: &'a Ballots,
    pub(crate) unread: Unread,
    pub(crate) due: Due,
    /// What was stumbled over last, and how often.
    pub(crate) stumbled: Option<(String, u32)>,
}

/// What is to be done before anything new is heard.
#[expect(clippy::struct_excessive_bools, reason = "each is due or not, whatever the others are")]
pub(crate) struct Due {
    /// There may be a gap in what we have heard.
    pub(crate) catch_up: bool,
    /// Votes may have changed.
    pub(crate) count: bool,
    /// Cards may be gone.
    pub(crate) cards: bool,
    /// The room's settings may have changed.
    pub(crate) look: bool,
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
        let mut echoes = 0;
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
                    echoes = if self.is_echo(&response) { echoes + 1 } else { 0 };
                    if echoes > ECHOES {
                        tokio::time::sleep(BREATH).await;
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
            self.due.look = failed(safety::warn(self.room, self.registrations, &self.ballots.privacy).await);
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

    /// Whether nothing came but what we have said ourselves.
    fn is_echo(&self, response: &SyncResponse) -> bool {
        let Some(update) = response.rooms.joined.get(self.room.room_id()) else { return false };
        let mut senders = update.timeline.events.iter().map(TimelineEvent::sender);
        response.rooms.joined.len() == 1 && senders.all(|sender| sender.as_deref() == Some(self.room.own_user_id()))
    }

    async fn hear_elsewhere(&self, response: &SyncResponse) {
        for (id, update) in response.rooms.joined.iter().filter(|(id, _)| *id != self.room.room_id()) {
            let Some(elsewhere) = self.room.client().get_room(id) else { continue };
            for message in update.timeline.events.iter().filter_map(|event| Message::read(event.raw().json().get())) {
                failed(commands::hear_elsewhere(&elsewhere, self.registrations, &message).await);
            }
        }
    }
}

/// Whether it failed; if so, the log says why.
pub(crate) fn failed<E: std::error::Error + 'static>(done: Result<(), E>) -> bool {
    done.inspect_err(|error| complain(error)).is_err()
}

pub(crate) fn complain(error: &(dyn std::error::Error + 'static)) {
    tracing::warn!(error, "cannot act on what was said in the room");
}
