//! The moderators' room: session, cards, reactions, commands.
#![recursion_limit = "256"]

mod card;
mod commands;
mod effects;
mod error;
mod matrix;
mod reminders;
mod room;
mod session;
mod sync;
mod voting;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use matrix_sdk::{Room, sync::SyncResponse};
use registration_core::{Registrations, domain::RoomEffect, worker};
use tokio_util::sync::CancellationToken;

use effects::RoomPerformer;
use error::SetUpError;
use matrix::sync_settings::settings;
use room::privacy::{self, Privacy};
pub use room::{
    check::{JoinState, LogRoom, RoomReport, RoomState, check},
    security::RoomIssue,
};
use session::{highest_numbers::HighestNumbers, lease::Lease};
use voting::vote_display::VoteDisplay;

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
/// How often we look whether somebody has mended what has to be mended first, and how often the log says so.
const RETRY_INTERVAL: Duration = Duration::from_secs(10);
const LOG_INTERVAL: Duration = Duration::from_mins(1);

/// Everything that the bot needs at work.
struct ActiveRoom {
    room: Room,
    /// Whether the room is private.
    privacy: Privacy,
    numbers: HighestNumbers,
    /// What has happened since an earlier run. The first sync of a new session brings old things,
    /// to which there is nothing to say.
    first: Option<SyncResponse>,
}

/// Sits in the moderators' room until told to stop, if no other process does. Whatever goes wrong is logged and tried again:
/// the web form goes on without the bot, and the outbox keeps what is to be posted.
///
/// # Errors
/// None so far; the signature is that of every service.
pub async fn run(registrations: Registrations, stop: CancellationToken) -> anyhow::Result<()> {
    registrations.operations().note_starting();
    while let Some(mut lease) = Lease::acquire(&registrations, &stop).await {
        registrations.operations().note_starting();
        tokio::select! {
            () = work(&registrations, &stop) => {
                lease.release().await;
                break;
            }
            // Whatever is in hand is dropped, and taken up by whoever is the bot next.
            () = lease.hold() => registrations.operations().note_waiting(),
        }
    }
    Ok(())
}

/// Works as the bot until told to stop.
async fn work(registrations: &Registrations, stop: &CancellationToken) {
    while let Some(active) = set_up(registrations, stop).await {
        tracing::info!(room = %active.room.room_id(), encrypted = active.room.encryption_state().is_encrypted(), "the bot is at work");
        let stop_room = stop.child_token();
        let vote_display = Arc::new(VoteDisplay::new(active.privacy, active.numbers));
        let performer = RoomPerformer {
            registrations: registrations.clone(),
            room: active.room.clone(),
            vote_display: Arc::clone(&vote_display),
        };
        let posting = work_while_private(registrations, Arc::new(performer), &vote_display.privacy, &stop_room);
        let listening = async {
            let desk = sync::Listener::new(&active.room, registrations, &vote_display);
            let ended = desk.listen(active.first, &stop_room).await;
            stop_room.cancel();
            ended
        };
        let reminding = reminders::run(&active.room, registrations, &vote_display.privacy, &stop_room);
        let (ended, (), ()) = tokio::join!(listening, posting, reminding);
        match ended {
            sync::Ended::Stopped => break,
            sync::Ended::Moved => tracing::info!("the moderators' room was upgraded; the bot goes to the new one"),
            sync::Ended::Out => tracing::warn!("the bot is no longer in the moderators' room; it tries to come back"),
            sync::Ended::LoggedOut => tracing::warn!("Synapse no longer knows the bot's session; it logs in anew"),
        }
    }
}

/// Performs the effects of the room's lane, except while anybody can join or read the room: then they wait.
async fn work_while_private(
    registrations: &Registrations,
    performer: Arc<RoomPerformer>,
    privacy: &Privacy,
    stop: &CancellationToken,
) {
    while !stop.is_cancelled() {
        tokio::select! {
            () = stop.cancelled() => return,
            () = privacy.wait_until(true) => {}
        }
        let turn = stop.child_token();
        let exposed = async {
            privacy.wait_until(false).await;
            turn.cancel();
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = worker::run::<RoomEffect>(registrations.clone(), performer.clone(), turn.clone()) => {}
            () = exposed => {}
        }
    }
}

/// Tries until the bot has its session and its room; `None` when told to stop.
async fn set_up(registrations: &Registrations, stop: &CancellationToken) -> Option<ActiveRoom> {
    let mut backoff = FIRST_BACKOFF;
    let mut said: Option<(String, Instant)> = None;
    loop {
        let tried = tokio::select! {
            () = stop.cancelled() => return None,
            tried = try_set_up(registrations) => tried,
        };
        let error = match tried {
            Ok(post) => return Some(post),
            Err(error) => error,
        };
        let wait = if error.is_transient() {
            tracing::warn!(error = &error as &dyn std::error::Error, wait = ?backoff, "the bot cannot start yet");
            backoff
        } else {
            let words = error.to_string();
            if said.as_ref().is_none_or(|(before, at)| *before != words || at.elapsed() >= LOG_INTERVAL) {
                tracing::error!(error = &error as &dyn std::error::Error, "the bot cannot start until this is mended");
                said = Some((words, Instant::now()));
            }
            RETRY_INTERVAL
        };
        backoff = (backoff * 2).min(LAST_BACKOFF);
        tokio::select! {
            () = stop.cancelled() => return None,
            () = tokio::time::sleep(wait) => {}
        }
    }
}

async fn try_set_up(registrations: &Registrations) -> Result<ActiveRoom, SetUpError> {
    let (client, goes_on) = session::open(registrations).await?;
    let first = client.sync_once(settings(Duration::ZERO)).await?;
    // Before any command is heard: it may name a request by a number that was given out before a restore.
    let numbers = HighestNumbers::load(&client, registrations).await?;
    let room = room::open(&client, registrations).await?;
    let found = privacy::find_issues(registrations, room.room_id().as_str(), room.own_user_id().as_str()).await?;
    registrations.moderation().bring_cards_to(room.room_id().as_str()).await?;
    Ok(ActiveRoom { room, privacy: Privacy::new(&found), numbers, first: goes_on.then_some(first) })
}
