//! The moderators' room: session, cards, reactions, commands.
#![recursion_limit = "256"]

mod account_questions;
mod ballots;
pub mod card;
pub mod check;
pub mod command;
pub mod commands;
pub mod decisions;
mod edits;
pub mod error;
pub mod fill;
mod hearing;
mod lease;
pub mod message;
pub mod moderators;
mod outcome;
mod own;
pub mod post;
mod public_log;
pub mod questions;
pub mod reasons;
mod recovery;
pub mod reminders;
pub mod room;
pub mod safety;
pub mod seeds;
pub mod session;
pub mod sync;
pub mod tally;
pub mod thread;
pub mod timeline;
mod trouble;
mod twice;
mod unread;
mod upgrade;
mod welcome;
pub mod words;

use std::{sync::Arc, time::Duration};

use matrix_sdk::{Room, sync::SyncResponse};
use registration_core::{Registrations, domain::Lane, worker};
use tokio_util::sync::CancellationToken;

use ballots::Ballots;
pub use check::{Door, LogRoom, RoomReport, RoomState, check};
use error::SetUpError;
use lease::Lease;
use post::RoomPerformer;
pub use safety::Concern;

const FIRST_BACKOFF: Duration = Duration::from_secs(1);
const LAST_BACKOFF: Duration = Duration::from_secs(30);
/// When somebody has to mend something first.
const SLOW: Duration = Duration::from_mins(1);

/// Everything that the bot needs at work.
struct Post {
    room: Room,
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
    registrations.note_starting();
    while let Some(mut lease) = Lease::take(&registrations, &stop).await {
        registrations.note_starting();
        tokio::select! {
            () = work(&registrations, &stop) => {
                lease.give_back().await;
                break;
            }
            // Whatever is in hand is dropped, and taken up by whoever is the bot next.
            () = lease.keep() => registrations.note_waiting(),
        }
    }
    Ok(())
}

/// Works as the bot until told to stop.
async fn work(registrations: &Registrations, stop: &CancellationToken) {
    while let Some(post) = set_up(registrations, stop).await {
        tracing::info!(room = %post.room.room_id(), encrypted = post.room.encryption_state().is_encrypted(), "the bot is at work");
        let shift = stop.child_token();
        let ballots = Arc::new(Ballots::default());
        let performer = RoomPerformer {
            registrations: registrations.clone(),
            room: post.room.clone(),
            ballots: Arc::clone(&ballots),
        };
        let worker = worker::run(registrations.clone(), vec![(Lane::Room, Arc::new(performer))], shift.clone());
        let listening = async {
            let desk = sync::Listener::new(&post.room, registrations, &ballots);
            let ended = desk.listen(post.first, &shift).await;
            shift.cancel();
            ended
        };
        let reminding = reminders::run(&post.room, registrations, &shift);
        let (ended, (), ()) = tokio::join!(listening, worker, reminding);
        match ended {
            sync::Ended::Stopped => break,
            sync::Ended::Moved => tracing::info!("the moderators' room was upgraded; the bot goes to the new one"),
            sync::Ended::Out => tracing::warn!("the bot is no longer in the moderators' room; it tries to come back"),
            sync::Ended::LoggedOut => tracing::warn!("Synapse no longer knows the bot's session; it logs in anew"),
        }
    }
}

/// Tries until the bot has its session and its room; `None` when told to stop.
async fn set_up(registrations: &Registrations, stop: &CancellationToken) -> Option<Post> {
    let mut backoff = FIRST_BACKOFF;
    loop {
        let tried = tokio::select! {
            () = stop.cancelled() => return None,
            tried = try_set_up(registrations) => tried,
        };
        let error = match tried {
            Ok(post) => return Some(post),
            Err(error) => error,
        };
        let wait = if error.is_passing() {
            tracing::warn!(error = &error as &dyn std::error::Error, wait = ?backoff, "the bot cannot start yet");
            backoff
        } else {
            tracing::error!(error = &error as &dyn std::error::Error, wait = ?SLOW, "the bot cannot start until this is mended");
            SLOW
        };
        backoff = (backoff * 2).min(LAST_BACKOFF);
        tokio::select! {
            () = stop.cancelled() => return None,
            () = tokio::time::sleep(wait) => {}
        }
    }
}

async fn try_set_up(registrations: &Registrations) -> Result<Post, SetUpError> {
    let (client, goes_on) = session::open(registrations).await?;
    let first = client.sync_once(sync::settings(Duration::ZERO)).await?;
    let room = room::open(&client, registrations).await?;
    registrations.bring_cards_to(room.room_id().as_str()).await?;
    Ok(Post { room, first: goes_on.then_some(first) })
}
