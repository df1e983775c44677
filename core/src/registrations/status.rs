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
    mail::MailError,
    store::{QueueSummary, StoreError},
    synapse::SynapseError,
    text,
};

/// What this process knows of itself.
#[derive(Debug, Default)]
pub(super) struct Pulse {
    bot: Mutex<Bot>,
    /// How things stood a moment ago: anybody can ask, and none of them puts Synapse to work.
    last_status: tokio::sync::Mutex<Option<(Duration, Status)>>,
}

/// What the bot of this process does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bot {
    /// It does not run here, or has not heard from the room yet.
    #[default]
    Away,
    /// Another process is the bot, and this one would take over.
    Waits,
    /// It heard from the room at this time, and goes on listening.
    Heard(Timestamp),
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
    /// The bot, as far as this process knows.
    pub bot: Bot,
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
const STATUS_IS_FRESH: Duration = Duration::from_secs(2);
/// Somebody waits for the answer.
const PATIENCE: Duration = Duration::from_secs(5);

impl Registrations {
    /// How the service is doing, or was doing a moment ago.
    pub async fn status(&self) -> Status {
        let mut last = self.0.pulse.last_status.lock().await;
        let now = self.clock().uptime();
        if let Some((at, status)) = &*last
            && now.saturating_sub(*at) < STATUS_IS_FRESH
        {
            return status.clone();
        }
        let status = Box::pin(self.look_around()).await;
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
            bot: *self.0.pulse.bot.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Whether the mail server answers, lets us in and would take a letter to each operator; opens a connection,
    /// and sends nothing.
    pub async fn ask_mail(&self) -> Answer {
        let operators = &self.config().admin.email.0;
        let check = async {
            let answers = self.mailer().check(operators).await.map_err(|error| error.to_string())?;
            let failed = operators.iter().zip(answers).filter_map(|(operator, answer)| {
                // A server that asks to come back later will take it in the end.
                let error = answer.err().filter(|error| !matches!(error, MailError::Later { .. }))?;
                Some(format!("{}: {error}", operator.email))
            });
            let failed: Vec<String> = failed.collect();
            if failed.is_empty() { Ok(String::new()) } else { Err(failed.join("; ")) }
        };
        in_time(check).await
    }

    /// The bot has heard from the room just now.
    pub fn note_sync(&self) {
        self.note(Bot::Heard(self.clock().now()));
    }

    /// Another process is the bot.
    pub fn note_waiting(&self) {
        self.note(Bot::Waits);
    }

    fn note(&self, bot: Bot) {
        *self.0.pulse.bot.lock().unwrap_or_else(PoisonError::into_inner) = bot;
    }

    async fn ask_database(&self) -> Answer {
        in_time(async { self.store().ping().await.map(|()| String::new()).map_err(|error| error.to_string()) }).await
    }

    /// Synapse tells its version to anybody, so it is asked about our token, too.
    async fn ask_synapse(&self) -> Answer {
        let asked = async {
            let (version, is_admin) = tokio::try_join!(self.synapse().version(), self.synapse().is_admin())?;
            Ok::<_, SynapseError>(if is_admin { Ok(version) } else { Err(text!("room-status-no-admin")) })
        };
        in_time(async { asked.await.unwrap_or_else(|error| Err(error.to_string())) }).await
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
        match self.bot {
            Bot::Heard(at) => now.duration_since(at) < SYNC_IS_FRESH,
            Bot::Away | Bot::Waits => true,
        }
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
