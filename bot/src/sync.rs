//! The sync loop: what happens in the room is heard here.

use std::time::Duration;

use matrix_sdk::{
    Client, Room,
    config::SyncSettings,
    ruma::api::client::filter::{Filter, FilterDefinition},
    sync::SyncResponse,
};
use registration_core::Registrations;
use tokio_util::sync::CancellationToken;

use crate::{
    ballots::Ballots,
    commands,
    decisions::{self, CountError, Reaction},
    error::{cause, is_logged_out},
    message::Message,
    tally::takes_several,
};

const POLL: Duration = Duration::from_secs(30);
const FIRST_BACKOFF: Duration = Duration::from_secs(1);
const LAST_BACKOFF: Duration = Duration::from_secs(30);

/// Why the loop ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// We were told to stop.
    Stopped,
    /// Synapse no longer knows the session.
    LoggedOut,
}

/// How we sync: enough of the timeline to see most bursts whole; what is left out is reconciled.
#[must_use]
pub fn settings(timeout: Duration) -> SyncSettings {
    let mut filter = FilterDefinition::default();
    filter.presence = Filter::ignore_all();
    filter.room.timeline.limit = Some(100_u32.into());
    SyncSettings::new().timeout(timeout).filter(filter.into())
}

/// Syncs and listens until told to stop. `first` is what has happened since an earlier run; votes
/// that nobody heard are counted in any case.
pub async fn listen(
    client: &Client,
    room: &Room,
    registrations: &Registrations,
    ballots: &Ballots,
    first: Option<SyncResponse>,
    stop: &CancellationToken,
) -> Ended {
    let mut due = true;
    if let Some(first) = first {
        hear(room, registrations, ballots, &first, &mut due).await;
    }
    let mut backoff = FIRST_BACKOFF;
    loop {
        if due {
            due = false;
            let counted = decisions::reconcile(room, registrations, ballots).await;
            note(counted, &mut due);
        }
        // A failed count is tried again soon.
        let timeout = if due { Duration::from_secs(5) } else { POLL };
        let synced = tokio::select! {
            () = stop.cancelled() => return Ended::Stopped,
            synced = client.sync_once(settings(timeout)) => synced,
        };
        match synced {
            Ok(response) => {
                backoff = FIRST_BACKOFF;
                registrations.note_sync();
                hear(room, registrations, ballots, &response, &mut due).await;
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

/// Acts on what a sync brought.
async fn hear(room: &Room, registrations: &Registrations, ballots: &Ballots, response: &SyncResponse, due: &mut bool) {
    for (id, update) in response.rooms.joined.iter().filter(|(id, _)| *id != room.room_id()) {
        let Some(elsewhere) = room.client().get_room(id) else { continue };
        for message in update.timeline.events.iter().filter_map(|event| Message::read(event.raw().json().get())) {
            note(commands::hear_elsewhere(&elsewhere, registrations, &message).await, &mut false);
        }
    }
    let Some(update) = response.rooms.joined.get(room.room_id()) else { return };
    *due |= update.timeline.limited;
    for event in &update.timeline.events {
        let json = event.raw().json().get();
        if let Some(reaction) = Reaction::read(json) {
            note(decisions::react(room, registrations, ballots, &reaction).await, due);
        } else if let Some(message) = Message::read(json) {
            // An answer that cannot be sent is asked for again by a person, not by us.
            note(commands::hear(room, registrations, ballots, &message).await, &mut false);
        } else {
            *due |= takes_several(&registrations.config().moderation) && may_void_votes(json);
        }
    }
}

/// Whether votes may be gone with it: a reaction that is taken back, a member who leaves, other powers.
fn may_void_votes(json: &str) -> bool {
    let event: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
    let kinds = ["m.room.redaction", "m.room.member", "m.room.power_levels"];
    event["type"].as_str().is_some_and(|kind| kinds.contains(&kind))
}

fn note(done: Result<(), CountError>, due: &mut bool) {
    if let Err(error) = done {
        tracing::warn!(error = &error as &dyn std::error::Error, "cannot act on what was said in the room");
        *due = true;
    }
}
