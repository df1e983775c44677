//! Processes events in order: retries, and what must not happen twice after a crash.

use std::time::Duration;

use matrix_sdk::{Room, deserialized_responses::TimelineEvent};
use registration_core::Registrations;

use super::{
    dispatch::handle,
    position::{self, SyncPosition},
    state::{Ended, SyncState, failed, log_error},
    undecryptable,
};
use crate::{
    active_room::ActiveRoom,
    commands::command_result,
    error::{BotError, is_forbidden},
    matrix::{
        message::{Edit, Message},
        reaction::Reaction,
    },
    room::privacy::Privacy,
    session::highest_numbers::HighestNumbers,
    voting::rules_since,
};

/// The delay before failed work is tried again.
pub(super) const RETRY_DELAY: Duration = Duration::from_secs(3);
/// How often an event is tried that fails although Synapse answers. Then it is skipped.
const MAX_TRIES: u32 = 5;

/// Processes events in order. If one fails that may work later, the following ones wait for it.
pub(super) async fn process(
    active: &ActiveRoom,
    state: &mut SyncState,
    events: &[TimelineEvent],
    position: &mut SyncPosition,
) -> Option<Ended> {
    let registrations = &active.registrations;
    let mut ended = None;
    for event in events {
        let Some(id) = event.event_id().map(|id| id.to_string()).filter(|id| position.is_new(id)) else { continue };
        match handle(active, state, event).await {
            Ok(outcome) => ended = ended.or(outcome),
            Err(error) => {
                log_error(&error);
                if should_retry(state, &id, &error) {
                    state.due.catch_up = true;
                    break;
                }
            }
        }
        position.mark_processed(id.clone());
        if may_have_stored_a_result(active, event.raw().json().get()) {
            // The position is saved at once, so that a crash does not repeat what the event caused.
            failed(position.save(registrations).await);
            failed(command_result::forget(registrations.bot_store(), &id).await);
        }
    }
    if !events.is_empty() {
        failed(position.save(registrations).await);
    }
    ended
}

fn may_have_stored_a_result(active: &ActiveRoom, json: &str) -> bool {
    Message::read(json).is_some()
        || Edit::read(json).is_some()
        || Reaction::read(json).is_some_and(|reaction| reaction.sender != active.room.own_user_id())
}

/// Whether to try an event again: always while Synapse cannot be reached, otherwise a few times.
fn should_retry(state: &mut SyncState, event: &str, error: &BotError) -> bool {
    if let BotError::Matrix(error) = error {
        if is_forbidden(error) {
            return false;
        }
        if matches!(**error, matrix_sdk::Error::Http(_)) && error.client_api_error_kind().is_none() {
            return true;
        }
    }
    let tries = match state.last_failed.take() {
        Some((failed, tries)) if failed == event => tries + 1,
        _ => 1,
    };
    state.last_failed = Some((event.to_owned(), tries));
    tries < MAX_TRIES
}

/// Tries again to decrypt messages whose keys were missing.
pub(super) async fn retry_undecryptable(active: &ActiveRoom, state: &mut SyncState) {
    if state.undecryptable.is_empty() {
        return;
    }
    let (decrypted, given_up) = state.undecryptable.retry(&active.room).await;
    for event in decrypted {
        let Some(id) = event.event_id() else { continue };
        match handle(active, state, &event).await {
            Ok(_) => {
                failed(command_result::forget(active.registrations.bot_store(), id.as_str()).await);
            }
            Err(error) => {
                log_error(&error);
                if should_retry(state, id.as_str(), &error) {
                    state.undecryptable.add(&event);
                }
            }
        }
    }
    for event in given_up {
        failed(undecryptable::report(&active.room, &active.registrations, &event).await);
    }
}

/// Processes the remaining events of a room before the bot leaves it for the upgraded one.
pub(crate) async fn process_remaining(room: &Room, registrations: &Registrations) -> Result<(), BotError> {
    if position::last_event(registrations, room.room_id()).await?.is_none() {
        return Ok(());
    }
    let (privacy, numbers) = (Privacy::default(), HighestNumbers::default());
    let since = rules_since::load(registrations).await?;
    let active = ActiveRoom::new(room.clone(), registrations.clone(), privacy, numbers, since);
    let mut state = SyncState::new();
    let mut position = SyncPosition::open(room, registrations).await?;
    while state.due.catch_up {
        state.due.catch_up = false;
        let missed = position.fetch_missed(room).await?;
        process(&active, &mut state, &missed, &mut position).await;
        if state.due.catch_up {
            tokio::time::sleep(RETRY_DELAY).await;
        }
    }
    retry_undecryptable(&active, &mut state).await;
    Ok(())
}
