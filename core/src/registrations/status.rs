//! How the service is doing: for the room, for a supervisor, for a monitoring system.

use std::{
    future::Future,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};

use super::Registrations;
use crate::{
    domain::Lane,
    store::{QueueSummary, StoreError},
};

/// What this process knows of itself.
#[derive(Debug, Default)]
pub(super) struct Pulse {
    /// When the bot last heard from the room; `None` if it does not run in this process.
    last_sync: Mutex<Option<Timestamp>>,
    /// How things stood a moment ago: anybody can ask, and none of them puts Synapse to work.
    last_status: tokio::sync::Mutex<Option<(Timestamp, Status)>>,
}

/// What a part of the surroundings says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It answers, and more about it where there is more to say.
    Well(String),
    /// It does not, and why.
    Ill(String),
}

/// How the service is doing. No personal data is in it.
#[derive(Clone, Debug)]
pub struct Status {
    /// Our version.
    pub version: &'static str,
    /// Since when this process runs.
    pub started_at: Timestamp,
    /// The database.
    pub database: Answer,
    /// Synapse, with its version.
    pub synapse: Answer,
    /// What waits, if the database could say.
    pub work: Option<Work>,
    /// When the bot last heard from the room, if it runs in this process.
    pub last_sync: Option<Timestamp>,
}

/// What waits.
#[derive(Clone, Debug)]
pub struct Work {
    /// Requests that wait for a decision.
    pub pending: u64,
    /// Since when the oldest of them does.
    pub oldest: Option<Timestamp>,
    /// What is queued in each lane.
    pub queues: Vec<(Lane, QueueSummary)>,
}

/// A sync answers after half a minute at the latest; then something is wrong.
const SYNC_IS_FRESH: SignedDuration = SignedDuration::from_secs(150);
/// So old an answer will do.
const STATUS_IS_FRESH: SignedDuration = SignedDuration::from_secs(2);
/// Somebody waits for the answer.
const PATIENCE: Duration = Duration::from_secs(5);

impl Registrations {
    /// How the service is doing, or was doing a moment ago.
    pub async fn status(&self) -> Status {
        let mut last = self.0.pulse.last_status.lock().await;
        let now = self.clock().now();
        if let Some((at, status)) = &*last
            && now.duration_since(*at) < STATUS_IS_FRESH
        {
            return status.clone();
        }
        let status = self.look_around().await;
        *last = Some((now, status.clone()));
        status
    }

    async fn look_around(&self) -> Status {
        let (database, synapse) = tokio::join!(self.ask_database(), self.ask_synapse());
        Status {
            version: env!("CARGO_PKG_VERSION"),
            started_at: self.0.started_at,
            work: self.work().await.ok(),
            database,
            synapse,
            last_sync: *self.0.pulse.last_sync.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Whether the mail server answers and lets us in; opens a connection, and sends nothing.
    pub async fn ask_mail(&self) -> Answer {
        let check = async { self.mailer().check().await.map(|()| String::new()).map_err(|error| error.to_string()) };
        in_time(check).await
    }

    /// The bot has heard from the room just now.
    pub fn note_sync(&self) {
        *self.0.pulse.last_sync.lock().unwrap_or_else(PoisonError::into_inner) = Some(self.clock().now());
    }

    async fn ask_database(&self) -> Answer {
        in_time(async { self.store().ping().await.map(|()| String::new()).map_err(|error| error.to_string()) }).await
    }

    async fn ask_synapse(&self) -> Answer {
        in_time(async { self.synapse().version().await.map_err(|error| error.to_string()) }).await
    }

    async fn work(&self) -> Result<Work, StoreError> {
        let store = self.store();
        let (pending, oldest) = store.waiting().await?;
        let mut queues = vec![];
        for lane in [Lane::Mail, Lane::Synapse, Lane::Room] {
            queues.push((lane, store.queue(lane).await?));
        }
        Ok(Work { pending, oldest, queues })
    }
}

impl Status {
    /// Whether requests can be taken and decided on.
    #[must_use]
    pub fn is_ready(&self, now: Timestamp) -> bool {
        self.database.is_well() && self.synapse.is_well() && self.is_in_sync(now)
    }

    /// Whether the bot, if it runs here, has heard from the room lately.
    #[must_use]
    pub fn is_in_sync(&self, now: Timestamp) -> bool {
        self.last_sync.is_none_or(|at| now.duration_since(at) < SYNC_IS_FRESH)
    }
}

impl Work {
    /// How many effects wait for somebody to mend something.
    #[must_use]
    pub fn parked(&self) -> u64 {
        self.queues.iter().map(|(_, queue)| queue.parked).sum()
    }
}

impl Answer {
    /// It answers.
    #[must_use]
    pub const fn is_well(&self) -> bool {
        matches!(self, Self::Well(_))
    }
}

async fn in_time(answer: impl Future<Output = Result<String, String>>) -> Answer {
    match tokio::time::timeout(PATIENCE, answer).await {
        Ok(Ok(more)) => Answer::Well(more),
        Ok(Err(cause)) => Answer::Ill(cause),
        Err(_) => Answer::Ill("no answer in time".into()),
    }
}
