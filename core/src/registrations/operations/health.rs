//! Health checks: for the room, for a supervisor and for monitoring.

use std::time::Duration;

use tokio::sync::watch;

use super::{
    closed::Closed,
    status::{Answer, Bot, Status, Work},
};
use crate::{
    domain::Lane, mail::MailError, registrations::context::Operations, store::StoreError, synapse::SynapseError, text,
};

/// A result is used again for this long.
const STATUS_IS_FRESH: Duration = Duration::from_secs(2);
/// The time limit of each check: somebody waits for the result.
const LOOK_TIMEOUT: Duration = Duration::from_secs(3);
/// Logging in to a mail server may take longer.
const MAIL_TIMEOUT: Duration = Duration::from_secs(5);

impl Operations {
    /// The status, at most two seconds old. Takes at most three seconds.
    pub async fn status(&self) -> Status {
        let mut running = match self.last_or_running() {
            Ok(status) => return status,
            Err(running) => running,
        };
        // If the check in progress failed, this one is on its own.
        let found = running.wait_for(Option::is_some).await.ok().and_then(|found| found.clone());
        match found {
            Some(status) => status,
            None => Box::pin(self.check_health()).await,
        }
    }

    /// The last status and its age. Does not wait; starts a new check if the last one is old.
    #[must_use]
    pub fn last_status(&self) -> Option<(Duration, Status)> {
        let _ = self.last_or_running();
        let bot = self.bot();
        let now = self.clock().uptime();
        self.0.health.checks.lock().last.clone().map(|(at, status)| (now.saturating_sub(at), Status { bot, ..status }))
    }

    /// A fresh status, or else the check in progress.
    fn last_or_running(&self) -> Result<Status, watch::Receiver<Option<Status>>> {
        let mut checks = self.0.health.checks.lock();
        if let Some((at, status)) = &checks.last
            && self.clock().uptime().saturating_sub(*at) < STATUS_IS_FRESH
        {
            return Ok(Status { bot: self.bot(), ..status.clone() });
        }
        if let Some(running) = checks.running.as_ref().filter(|running| running.has_changed().is_ok()) {
            return Err(running.clone());
        }
        let (found, running) = watch::channel(None);
        checks.running = Some(running.clone());
        let registrations = self.clone();
        tokio::spawn(async move {
            let status = Box::pin(registrations.check_health()).await;
            let mut checks = registrations.0.health.checks.lock();
            checks.last = Some((registrations.clock().uptime(), status.clone()));
            checks.running = None;
            found.send_replace(Some(status));
        });
        Err(running)
    }

    fn bot(&self) -> Bot {
        *self.0.health.bot.lock()
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

    /// Whether the mail server responds, accepts our login and would accept a mail to each operator. Sends nothing.
    pub async fn ask_mail(&self) -> Answer {
        let operators = &self.config().admin.email.0;
        let check = async {
            let answers = self.mailer().check(operators).await.map_err(|error| error.to_string())?;
            let failed = operators.iter().zip(answers).filter_map(|(operator, answer)| {
                // A temporary failure is not a problem: the worker tries again.
                let error = answer.err().filter(|error| !matches!(error, MailError::Later { .. }))?;
                Some(format!("{}: {error}", operator.email))
            });
            let failed: Vec<String> = failed.collect();
            if failed.is_empty() { Ok(String::new()) } else { Err(failed.join("; ")) }
        };
        in_time(MAIL_TIMEOUT, check).await
    }

    /// The bot of this process is starting.
    pub fn note_starting(&self) {
        self.note(Bot::Starting);
    }

    /// The bot synced just now.
    pub fn note_sync(&self) {
        self.note(Bot::Heard(self.clock().now()));
    }

    /// Another process is the bot.
    pub fn note_waiting(&self) {
        self.note(Bot::Waits);
    }

    fn note(&self, bot: Bot) {
        *self.0.health.bot.lock() = bot;
    }

    /// Writes, because a database on a full disk can still be read.
    async fn ask_database(&self) -> Answer {
        let now = self.clock().now();
        let probe = async { self.store().probe(now).await.map(|()| String::new()).map_err(|error| error.to_string()) };
        in_time(LOOK_TIMEOUT, probe).await
    }

    /// Checks our token as well: Synapse tells its version to anybody.
    async fn ask_synapse(&self) -> Answer {
        let asked = async {
            if self.closed().is_some() {
                self.look_whether_closed().await; // it may have been fixed since
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
        for lane in Lane::ALL {
            queues.push((lane, store.queue(lane).await?));
        }
        Ok(Work { pending, oldest, queues })
    }
}

async fn in_time(limit: Duration, answer: impl Future<Output = Result<String, String>>) -> Answer {
    match tokio::time::timeout(limit, answer).await {
        Ok(Ok(more)) => Answer::Well(more),
        Ok(Err(cause)) => Answer::Ill(cause),
        Err(_) => Answer::Ill("no answer in time".into()),
    }
}
