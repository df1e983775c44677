//! How the service is doing: for the room, for a supervisor, for a monitoring system.

use std::{
    future::Future,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::availability::Closed;
use crate::{
    domain::Lane,
    mail::MailError,
    registrations::Registrations,
    store::{QueueSummary, StoreError},
    synapse::SynapseError,
    text,
};

/// What this process knows of itself.
#[derive(Debug, Default)]
pub(crate) struct Health {
    bot: Mutex<Bot>,
    looks: Mutex<Looks>,
}

/// Anybody can ask how things stand, so all who ask at the same time share one look.
#[derive(Debug, Default)]
struct Looks {
    /// How things stood, and when.
    last: Option<(Duration, Status)>,
    /// Brings what the look that is under way finds.
    coming: Option<watch::Receiver<Option<Status>>>,
}

/// What the bot of this process does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bot {
    /// It does not run here.
    #[default]
    Away,
    /// It has not heard from the room yet: it is starting, or cannot start.
    Starting,
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
/// For each part: somebody waits for the answer.
const LOOK_TIMEOUT: Duration = Duration::from_secs(3);
/// Logging in to a mail server may take a little longer.
const MAIL_TIMEOUT: Duration = Duration::from_secs(5);

impl Registrations {
    /// How the service is doing, or was doing a moment ago. The answer takes three seconds at the most.
    pub async fn status(&self) -> Status {
        let mut coming = match self.look() {
            Ok(status) => return status,
            Err(coming) => coming,
        };
        // Where the look itself has failed, there is nobody left to wait for.
        let found = coming.wait_for(Option::is_some).await.ok().and_then(|found| found.clone());
        match found {
            Some(status) => status,
            None => Box::pin(self.check_health()).await,
        }
    }

    /// How the service was doing at the last look, and how long ago that was. Waits for nothing; begins a new look
    /// if the last one is old.
    #[must_use]
    pub fn last_status(&self) -> Option<(Duration, Status)> {
        let _ = self.look();
        let bot = self.bot();
        let now = self.clock().uptime();
        self.looks().last.clone().map(|(at, status)| (now.saturating_sub(at), Status { bot, ..status }))
    }

    /// A fresh status; else what brings one.
    fn look(&self) -> Result<Status, watch::Receiver<Option<Status>>> {
        let mut looks = self.looks();
        if let Some((at, status)) = &looks.last
            && self.clock().uptime().saturating_sub(*at) < STATUS_IS_FRESH
        {
            return Ok(Status { bot: self.bot(), ..status.clone() });
        }
        if let Some(coming) = looks.coming.as_ref().filter(|coming| coming.has_changed().is_ok()) {
            return Err(coming.clone());
        }
        let (found, coming) = watch::channel(None);
        looks.coming = Some(coming.clone());
        let registrations = self.clone();
        tokio::spawn(async move {
            let status = Box::pin(registrations.check_health()).await;
            let mut looks = registrations.looks();
            looks.last = Some((registrations.clock().uptime(), status.clone()));
            looks.coming = None;
            found.send_replace(Some(status));
        });
        Err(coming)
    }

    fn looks(&self) -> MutexGuard<'_, Looks> {
        self.0.health.looks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn bot(&self) -> Bot {
        *self.0.health.bot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn check_health(&self) -> Status {
        let work = tokio::time::timeout(LOOK_TIMEOUT, self.work());
        let (database, synapse, work) = tokio::join!(self.ask_database(), self.ask_synapse(), work);
        Status {
            version: env!("CARGO_PKG_VERSION"),
            started_at: self.0.started_at,
            work: work.ok().and_then(Result::ok),
            database,
            synapse,
            bot: self.bot(),
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
        in_time(MAIL_TIMEOUT, check).await
    }

    /// The bot of this process begins to start, and is not at work yet.
    pub fn note_starting(&self) {
        self.note(Bot::Starting);
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
        *self.0.health.bot.lock().unwrap_or_else(PoisonError::into_inner) = bot;
    }

    /// A database that can be read may still be unable to take a write, on a full disk.
    async fn ask_database(&self) -> Answer {
        let now = self.clock().now();
        let probe = async { self.store().probe(now).await.map(|()| String::new()).map_err(|error| error.to_string()) };
        in_time(LOOK_TIMEOUT, probe).await
    }

    /// Synapse tells its version to anybody, so it is asked about our token, too.
    async fn ask_synapse(&self) -> Answer {
        let asked = async {
            if self.closed().is_some() {
                self.look_whether_closed().await; // it may have been mended since
            }
            let (version, is_admin) = tokio::try_join!(self.synapse().version(), self.synapse().is_admin())?;
            Ok::<_, SynapseError>(match self.closed() {
                Some(closed @ (Closed::Delegated | Closed::NoPasswords)) => Err(closed.to_string()),
                _ if is_admin => Ok(version),
                _ => Err(text!(in self.config().room_language(), "room-status-no-admin")),
            })
        };
        in_time(LOOK_TIMEOUT, async { asked.await.unwrap_or_else(|error| Err(error.to_string())) }).await
    }

    async fn work(&self) -> Result<Work, StoreError> {
        let store = self.store();
        let (pending, oldest) = store.waiting().await?;
        let mut queues = vec![];
        for lane in [Lane::Mail, Lane::Homeserver, Lane::Room] {
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

    /// Whether the bot, if it runs here, has heard from the room lately, or leaves that to another process.
    #[must_use]
    pub fn is_in_sync(&self, now: Timestamp) -> bool {
        match self.bot {
            Bot::Heard(at) => now.duration_since(at) < SYNC_IS_FRESH,
            Bot::Starting => false,
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

async fn in_time(limit: Duration, answer: impl Future<Output = Result<String, String>>) -> Answer {
    match tokio::time::timeout(limit, answer).await {
        Ok(Ok(more)) => Answer::Well(more),
        Ok(Err(cause)) => Answer::Ill(cause),
        Err(_) => Answer::Ill("no answer in time".into()),
    }
}
