//! The sync loop: what happens in the room is heard here, each thing once and in its order.

pub(crate) mod dispatch;
mod listener;
pub(crate) mod position;
pub(crate) mod reactions;
mod undecryptable;

use std::time::Duration;

use matrix_sdk::{deserialized_responses::TimelineEvent, sync::SyncResponse};
use tokio_util::sync::CancellationToken;

use crate::{
    commands,
    error::{cause, is_logged_out},
    matrix::{message::Message, sync_settings::settings},
    room::privacy,
    voting,
};
use listener::{Due, RETRY_DELAY, failed, log_error};
pub(crate) use listener::{Ended, Listener};
use position::SyncPosition;

const POLL: Duration = Duration::from_secs(30);
/// How long we wait after nothing but our own echo, time and again: a burst of cards comes back in few pieces.
const ECHO_PAUSE: Duration = Duration::from_millis(100);
/// What a decision brings back is heard without a wait: somebody may be tapping on the next card.
const MAX_ECHOES: u32 = 4;
const FIRST_BACKOFF: Duration = Duration::from_secs(1);
const LAST_BACKOFF: Duration = Duration::from_secs(30);

impl Listener<'_> {
    /// Syncs and listens until told to stop. `first` is what has happened elsewhere since an earlier
    /// run; what was said in the room itself is found in any case.
    pub async fn listen(mut self, first: Option<SyncResponse>, stop: &CancellationToken) -> Ended {
        if let Some(first) = first {
            self.handle_elsewhere(&first).await;
        }
        let mut position = None;
        let mut backoff = FIRST_BACKOFF;
        let mut echoes = 0;
        loop {
            if let Some(ended) = self.run_pending(&mut position).await {
                return ended;
            }
            let timeout = if self.due.is_any() || !self.undecryptable.is_empty() { RETRY_DELAY } else { POLL };
            let synced = tokio::select! {
                () = stop.cancelled() => return Ended::Stopped,
                synced = self.sync(timeout) => synced,
            };
            match synced {
                Ok(response) => {
                    backoff = FIRST_BACKOFF;
                    self.registrations.operations().note_sync();
                    if let Some(ended) = self.handle_sync(&response, position.as_mut()).await {
                        return ended;
                    }
                    echoes = if self.is_echo(&response) { echoes + 1 } else { 0 };
                    if echoes > MAX_ECHOES {
                        tokio::time::sleep(ECHO_PAUSE).await;
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
    async fn run_pending(&mut self, position: &mut Option<SyncPosition>) -> Option<Ended> {
        if position.is_none() {
            match SyncPosition::open(self.room, self.registrations).await {
                Ok(opened) => *position = Some(opened),
                Err(error) => log_error(&error),
            }
        }
        if self.due.catch_up
            && let Some(position) = position
        {
            match position.fetch_missed(self.room).await {
                Ok(missed) => {
                    self.due.catch_up = false;
                    if let Some(ended) = self.process(&missed, position).await {
                        return Some(ended);
                    }
                }
                Err(error) => log_error(&error),
            }
        }
        // In this order: what was said comes before what is only seen in the end.
        if !self.due.catch_up {
            if self.due.count {
                self.due.count = failed(voting::recount_all(self.room, self.registrations, self.vote_display).await);
            }
            if self.due.cards {
                self.due.cards = failed(self.replace_lost_cards().await);
            }
        }
        if self.due.look {
            self.due.look =
                failed(privacy::report_issues(self.room, self.registrations, &self.vote_display.privacy).await);
        }
        self.retry_undecryptable().await;
        None
    }

    /// Acts on what a sync brought.
    async fn handle_sync(&mut self, response: &SyncResponse, position: Option<&mut SyncPosition>) -> Option<Ended> {
        self.handle_elsewhere(response).await;
        if response.rooms.left.contains_key(self.room.room_id()) {
            return Some(Ended::Out);
        }
        let update = response.rooms.joined.get(self.room.room_id())?;
        if update.timeline.limited {
            self.due = Due { catch_up: true, count: true, cards: true, look: true };
        }
        // With a gap before it, this is found when we catch up.
        let position = position.filter(|_| !self.due.catch_up)?;
        self.process(&update.timeline.events, position).await
    }

    /// Whether nothing came but what we have said ourselves.
    fn is_echo(&self, response: &SyncResponse) -> bool {
        let Some(update) = response.rooms.joined.get(self.room.room_id()) else { return false };
        let mut senders = update.timeline.events.iter().map(TimelineEvent::sender);
        response.rooms.joined.len() == 1 && senders.all(|sender| sender.as_deref() == Some(self.room.own_user_id()))
    }

    async fn handle_elsewhere(&self, response: &SyncResponse) {
        for (id, update) in response.rooms.joined.iter().filter(|(id, _)| *id != self.room.room_id()) {
            let Some(elsewhere) = self.room.client().get_room(id) else { continue };
            for message in update.timeline.events.iter().filter_map(|event| Message::read(event.raw().json().get())) {
                failed(commands::handle_elsewhere(&elsewhere, self.registrations, &message).await);
            }
        }
    }
}
