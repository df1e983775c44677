//! The sync loop. Every event of the moderators' room is processed once, in order.

mod dispatch;
pub(crate) mod position;
mod process;
pub(crate) mod reactions;
mod state;
mod undecryptable;

use std::{mem, time::Duration};

use matrix_sdk::{deserialized_responses::TimelineEvent, sync::SyncResponse};
use tokio_util::sync::CancellationToken;

use crate::{
    active_room::ActiveRoom,
    commands,
    error::{SetUpError, is_logged_out},
    matrix::{message::Message, sync_settings::settings},
    room::privacy,
    verification, voting,
};
use position::SyncPosition;
pub(crate) use process::process_remaining;
use process::{RETRY_DELAY, process, retry_undecryptable};
pub(crate) use state::Ended;
use state::{Due, SyncState, failed, log_error};

/// How long a sync waits for events.
const SYNC_TIMEOUT: Duration = Duration::from_secs(30);
/// Pause after several syncs that brought only the bot's own events, so that a burst of cards comes back in few syncs.
const ECHO_PAUSE: Duration = Duration::from_millis(100);
/// Syncs with only the bot's own events before the first pause. A decision causes a few, and a moderator may already be
/// reacting to the next card.
const MAX_ECHOES: u32 = 4;
const FIRST_BACKOFF: Duration = Duration::from_secs(1);
const LAST_BACKOFF: Duration = Duration::from_secs(30);

/// Syncs and processes events until told to stop. `first` is the sync at startup: its events in other rooms are handled
/// here, and those in the moderators' room are found by catching up.
pub(crate) async fn run(active: &ActiveRoom, first: Option<SyncResponse>, stop: &CancellationToken) -> Ended {
    let mut state = SyncState::new();
    if let Some(first) = first {
        handle_other_rooms(active, &first).await;
    }
    let (mut position, mut backoff, mut echoes) = (None, FIRST_BACKOFF, 0);
    // The first sync does not wait: until its answer, the bot is not ready.
    let mut is_first = true;
    loop {
        if let Some(ended) = run_due(active, &mut state, &mut position).await {
            return ended;
        }
        let timeout = match state.due.is_any() || !state.undecryptable.is_empty() {
            _ if mem::take(&mut is_first) => Duration::ZERO,
            true => RETRY_DELAY,
            false => SYNC_TIMEOUT,
        };
        let synced = tokio::select! {
            () = stop.cancelled() => return Ended::Stopped,
            synced = sync(active, timeout) => synced,
        };
        match synced {
            Ok(response) => {
                backoff = FIRST_BACKOFF;
                active.registrations.operations().note_sync();
                if let Some(ended) = handle_sync(active, &mut state, &response, position.as_mut()).await {
                    return ended;
                }
                echoes = if is_echo(active, &response) { echoes + 1 } else { 0 };
                if echoes > MAX_ECHOES {
                    tokio::time::sleep(ECHO_PAUSE).await;
                }
            }
            Err(error) if is_logged_out(&error) => return Ended::LoggedOut,
            Err(error) => {
                let finding = SetUpError::from(error).finding(&active.registrations);
                active.registrations.note_bot_down(&finding);
                tokio::select! {
                    () = stop.cancelled() => return Ended::Stopped,
                    () = tokio::time::sleep(backoff) => {}
                }
                backoff = (backoff * 2).min(LAST_BACKOFF);
            }
        }
    }
}

async fn sync(active: &ActiveRoom, timeout: Duration) -> matrix_sdk::Result<SyncResponse> {
    active.room.client().sync_once(settings(timeout)).await
}

/// Does the work that is due. What fails stays due.
async fn run_due(active: &ActiveRoom, state: &mut SyncState, position: &mut Option<SyncPosition>) -> Option<Ended> {
    if position.is_none() {
        match SyncPosition::open(&active.room, &active.registrations).await {
            Ok(opened) => *position = Some(opened),
            Err(error) => log_error(&error),
        }
    }
    if state.due.catch_up
        && let Some(position) = position
    {
        match position.fetch_missed(&active.room).await {
            Ok(missed) => {
                state.due.catch_up = false;
                if let Some(ended) = process(active, state, &missed, position).await {
                    return Some(ended);
                }
            }
            Err(error) => log_error(&error),
        }
    }
    // Events come before the current votes and cards, so that moderators get an answer to each reaction.
    if !state.due.catch_up {
        if state.due.count_votes {
            state.due.count_votes = failed(voting::announce::recount(active).await);
        }
        if state.due.check_cards {
            state.due.check_cards = failed(dispatch::replace_deleted_cards(active).await);
        }
    }
    if state.due.check_settings {
        let ActiveRoom { room, registrations, privacy, .. } = active;
        state.due.check_settings = failed(privacy::report_issues(room, registrations, privacy).await);
    }
    retry_undecryptable(active, state).await;
    None
}

async fn handle_sync(
    active: &ActiveRoom,
    state: &mut SyncState,
    response: &SyncResponse,
    position: Option<&mut SyncPosition>,
) -> Option<Ended> {
    handle_other_rooms(active, response).await;
    if response.rooms.left.contains_key(active.room.room_id()) {
        return Some(Ended::Left);
    }
    let update = response.rooms.joined.get(active.room.room_id())?;
    if update.timeline.limited {
        state.due = Due::ALL;
    }
    // While events are missing before these, catching up will find these too.
    let position = position.filter(|_| !state.due.catch_up)?;
    process(active, state, &update.timeline.events, position).await
}

/// Whether the sync brought nothing but the bot's own events.
fn is_echo(active: &ActiveRoom, response: &SyncResponse) -> bool {
    let Some(update) = response.rooms.joined.get(active.room.room_id()) else { return false };
    let mut senders = update.timeline.events.iter().map(TimelineEvent::sender);
    response.rooms.joined.len() == 1 && senders.all(|sender| sender.as_deref() == Some(active.room.own_user_id()))
}

async fn handle_other_rooms(active: &ActiveRoom, response: &SyncResponse) {
    for (id, update) in response.rooms.joined.iter().filter(|(id, _)| *id != active.room.room_id()) {
        let Some(room) = active.room.client().get_room(id) else { continue };
        for event in &update.timeline.events {
            let json = event.raw().json().get();
            if let Some(message) = Message::read(json) {
                failed(commands::handle_elsewhere(&room, &active.registrations, &message).await);
            } else {
                failed(verification::answer(&room, &active.registrations, json).await);
            }
        }
    }
}
