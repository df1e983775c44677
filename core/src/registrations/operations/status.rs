//! The status of the service: its dependencies, its queues and its bot.

use std::{collections::BTreeMap, time::Duration};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use crate::{
    domain::Lane,
    finding::{Code, Finding, Part},
    lock::Lock,
    store::QueueSummary,
};

/// A sync request ends after half a minute. If the last one is older than this, something is wrong.
const SYNC_IS_FRESH: SignedDuration = SignedDuration::from_secs(150);

/// The health of this process as last seen.
#[derive(Debug, Default)]
pub(crate) struct Health {
    pub bot: Lock<Bot>,
    pub checks: Lock<Checks>,
    /// The parts that do not work at the moment, and since when by the uptime of this process.
    pub outages: Lock<BTreeMap<Part, Duration>>,
    /// The number of members of the moderators' room who can decide, if the bot runs in this process.
    pub deciders: Lock<Option<u64>>,
    /// The last result of asking the mail server.
    pub mail: Lock<Option<bool>>,
}

/// Anybody can ask for the status, so all who ask at the same time share one check.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    /// The last result, and when it was found.
    pub last: Option<(Duration, Status)>,
    /// Receives the result of the check in progress.
    pub running: Option<watch::Receiver<Option<Status>>>,
}

/// What the bot of this process is doing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Bot {
    /// It does not run in this process.
    #[default]
    Away,
    /// It has not synced yet.
    Starting,
    /// It cannot start, and why.
    Failing(Finding),
    /// Another process is the bot; this one takes over when that stops.
    Waits,
    /// It synced at this time, and goes on.
    Heard(Timestamp),
}

/// The result of checking one dependency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It works; with details, if there are any.
    Well(String),
    /// It does not work, and why.
    Ill(Finding),
}

/// The status of the service. Contains no personal data.
#[derive(Clone, Debug)]
pub struct Status {
    /// Our version.
    pub version: &'static str,
    /// When this process started.
    pub started_at: Timestamp,
    /// The database.
    pub database: Answer,
    /// Synapse, with its version.
    pub synapse: Answer,
    /// Pending work, if the database could be read.
    pub work: Option<Work>,
    /// The bot of this process.
    pub bot: Bot,
}

/// Pending work.
#[derive(Clone, Debug)]
pub struct Work {
    /// Requests that wait for a decision.
    pub pending: u64,
    /// Since when the oldest of them waits.
    pub oldest: Option<Timestamp>,
    /// The queue of each lane.
    pub queues: Vec<(Lane, QueueSummary)>,
    /// Whether new requests are paused.
    pub is_paused: bool,
}

impl Status {
    /// Whether requests can be accepted and decided.
    #[must_use]
    pub fn is_ready(&self, now: Timestamp) -> bool {
        self.database.is_well() && self.synapse.is_well() && self.is_in_sync(now)
    }

    /// Whether the bot of this process synced recently, or another process is the bot.
    #[must_use]
    pub fn is_in_sync(&self, now: Timestamp) -> bool {
        match self.bot {
            Bot::Heard(at) => now.duration_since(at) < SYNC_IS_FRESH,
            Bot::Starting | Bot::Failing(_) => false,
            Bot::Away | Bot::Waits => true,
        }
    }
}

impl Status {
    /// That the bot of this process synced before, and no longer does.
    pub(super) fn out_of_sync(&self, now: Timestamp) -> Option<Finding> {
        let Bot::Heard(at) = self.bot else { return None };
        let minutes = now.duration_since(at).as_mins();
        let cause = format!("the bot has heard nothing from Synapse for {minutes} minutes");
        (!self.is_in_sync(now)).then(|| Finding::new(Part::Bot, Code::BotOutOfSync, cause))
    }
}

impl Work {
    /// The number of parked effects.
    #[must_use]
    pub fn parked(&self) -> u64 {
        self.queues.iter().map(|(_, queue)| queue.parked).sum()
    }
}

impl Answer {
    /// Whether it works.
    #[must_use]
    pub const fn is_well(&self) -> bool {
        matches!(self, Self::Well(_))
    }
}
