//! The bot in the moderators' room: session, cards, votes and commands.
#![recursion_limit = "256"]

mod active_room;
mod card;
mod commands;
mod effects;
mod error;
mod finding;
mod matrix;
mod reminders;
mod request_line;
mod room;
mod session;
mod sync;
mod verification;
mod voting;

use std::{sync::Arc, time::Duration};

use matrix_sdk::sync::SyncResponse;
use registration_core::{Registrations, domain::RoomEffect, finding::Part, worker};
use tokio_util::sync::CancellationToken;

use active_room::ActiveRoom;
use effects::RoomPerformer;
use error::SetUpError;
use matrix::sync_settings::settings;
pub use room::check::{RoomReport, check};
pub use room::members::{RoomMember, members};
use room::privacy::{self, Privacy};
use room::{appearance, first_day, roster};
use session::{highest_numbers::HighestNumbers, lease::Lease};
use voting::rules_since;

/// Exported for `properties/`.
#[cfg(feature = "fuzzing")]
pub mod fuzzing {
    pub use crate::{
        commands::parse::{BotName, Command, Target, addressed, command, parse, reply},
        matrix::pills::text_with_mentions,
    };
}

const FIRST_BACKOFF: Duration = Duration::from_secs(1);
const LAST_BACKOFF: Duration = Duration::from_secs(30);
/// How often the bot tries to start while someone has to fix something first.
const RETRY_INTERVAL: Duration = Duration::from_secs(10);

/// Runs the bot until told to stop, while this process holds the bot lease. Errors are logged and tried again: the web
/// form works without the bot, and the outbox keeps what has to be posted.
///
/// # Errors
/// None at the moment. All services have this signature.
pub async fn run(registrations: Registrations, stop: CancellationToken) -> anyhow::Result<()> {
    registrations.operations().note_starting();
    while let Some(mut lease) = Lease::acquire(&registrations, &stop).await {
        registrations.operations().note_starting();
        tokio::select! {
            () = work(&registrations, &stop) => {
                lease.release().await;
                break;
            }
            // Unfinished work is dropped. The next holder of the lease does it.
            // Whether another process is the bot now shows when the lease is looked at again.
            () = lease.hold() => registrations.operations().note_starting(),
        }
    }
    Ok(())
}

/// Works in the moderators' room until told to stop. Starts again in the upgraded room or with a new session.
async fn work(registrations: &Registrations, stop: &CancellationToken) {
    while let Some((active, first)) = Box::pin(set_up(registrations, stop)).await {
        let encrypted = active.room.encryption_state().is_encrypted();
        tracing::info!(room = active.id(), encrypted, "the bot is at work");
        let active = Arc::new(active);
        let stop_room = stop.child_token();
        let syncing = async {
            let ended = sync::run(&active, first, &stop_room).await;
            stop_room.cancel();
            ended
        };
        let performing = perform_while_private(&active, &stop_room);
        let reminding = reminders::run(&active, &stop_room);
        let (ended, (), (), ()) = tokio::join!(syncing, performing, reminding, roster::run(&active, &stop_room));
        match ended {
            sync::Ended::Stopped => break,
            sync::Ended::Upgraded => tracing::info!("the moderators' room was upgraded; the bot moves to the new room"),
            sync::Ended::Left => tracing::warn!("the bot is no longer in the moderators' room; it tries to join again"),
            sync::Ended::LoggedOut => tracing::warn!("Synapse no longer knows the bot's session; it logs in anew"),
        }
    }
}

/// Performs the effects of the room lane. They wait while anyone can join or read the room.
async fn perform_while_private(active: &Arc<ActiveRoom>, stop: &CancellationToken) {
    let performer = Arc::new(RoomPerformer(Arc::clone(active)));
    while !stop.is_cancelled() {
        tokio::select! {
            () = stop.cancelled() => return,
            () = active.privacy.wait_until(true) => {}
        }
        let stop_worker = stop.child_token();
        let exposed = async {
            active.privacy.wait_until(false).await;
            stop_worker.cancel();
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = worker::run::<RoomEffect>(active.registrations.clone(), performer.clone(), stop_worker.clone()) => {}
            () = exposed => {}
        }
    }
}

/// Tries until the bot has a session and is in its room; `None` when told to stop.
async fn set_up(registrations: &Registrations, stop: &CancellationToken) -> Option<(ActiveRoom, Option<SyncResponse>)> {
    let mut backoff = FIRST_BACKOFF;
    loop {
        let tried = tokio::select! {
            () = stop.cancelled() => return None,
            tried = try_set_up(registrations) => tried,
        };
        let error = match tried {
            Ok(done) => return Some(done),
            Err(error) => error,
        };
        let wait = if error.is_transient() { backoff } else { RETRY_INTERVAL };
        note_failure(registrations, &error).await;
        backoff = (backoff * 2).min(LAST_BACKOFF);
        tokio::select! {
            () = stop.cancelled() => return None,
            () = tokio::time::sleep(wait) => {}
        }
    }
}

/// Passes on why the bot cannot start: to `/readyz`, to the log, and to operators if somebody has to fix it.
async fn note_failure(registrations: &Registrations, error: &SetUpError) {
    let finding = error.finding(registrations);
    registrations.operations().note_failing(&finding);
    tracing::debug!(error = error as &dyn std::error::Error, "the bot cannot start yet; trying again");
    if error.is_transient() {
        return;
    }
    if let Err(error) = registrations.operations().report_broken_room(&finding).await {
        registrations.note_down(Part::Database, &error.finding());
    }
}

/// Sets up the room. Also returns the first sync if the session is an earlier one: in a new session, the first sync brings
/// old events that must not be answered.
async fn try_set_up(registrations: &Registrations) -> Result<(ActiveRoom, Option<SyncResponse>), SetUpError> {
    if let Some(wrong) = registrations.operations().wrong_domain().await? {
        return Err(SetUpError::WrongDomain(wrong));
    }
    let (client, is_restored) = session::open(registrations).await?;
    let first = client.sync_once(settings(Duration::ZERO)).await?;
    // Before the first command: it may name a number that was given out before the database was restored.
    let numbers = HighestNumbers::load(&client, registrations).await?;
    let room = room::open(&client, registrations).await?;
    let seen = privacy::inspect(registrations, room.room_id().as_str(), room.own_user_id().as_str()).await?;
    privacy::note(registrations, room.room_id().as_str(), &seen).await?;
    registrations.moderation().bring_cards_to(room.room_id().as_str()).await?;
    if let Err(error) = appearance::ensure(&room, registrations).await {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "cannot set the name or the picture of the bot or its room; trying again at the next start"
        );
    }
    if let Err(error) = first_day::explain(&room, registrations).await {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "cannot post the explanation; trying again at the next start"
        );
    }
    let since = rules_since::load(registrations).await?;
    let active = ActiveRoom::new(room, registrations.clone(), Privacy::new(&seen.issues), numbers, since);
    Ok((active, is_restored.then_some(first)))
}
