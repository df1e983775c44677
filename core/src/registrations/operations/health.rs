//! Health checks: for the room, for a supervisor and for monitoring.

use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{
    closed::Closed,
    status::{Answer, Bot, Status, Work},
};
use crate::{
    config::DatabaseConfig,
    domain::Lane,
    finding::{Code, Finding, Part},
    mail::MailError,
    registrations::context::Operations,
    store::StoreError,
    synapse::SynapseError,
};

/// A result is used again for this long.
const STATUS_IS_FRESH: Duration = Duration::from_secs(2);
/// The time limit of each check: somebody waits for the result.
const LOOK_TIMEOUT: Duration = Duration::from_secs(3);
/// Logging in to a mail server may take longer.
const MAIL_TIMEOUT: Duration = Duration::from_secs(5);
/// How often the parts are checked in the background, so that the log tells of outages that nobody asks about.
const WATCH_INTERVAL: Duration = Duration::from_secs(10);
/// How often the mail server is asked in the background: every look is a connection in its log.
const MAIL_INTERVAL: Duration = Duration::from_mins(5);

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

    /// Checks the parts until `stop`: outages and recoveries are logged, and [`Self::last_status`] is never old.
    pub async fn watch(&self, stop: CancellationToken) {
        let mut mail_due = Duration::ZERO;
        while !stop.is_cancelled() {
            let look = async {
                self.status().await;
                if self.clock().uptime() >= mail_due {
                    match self.ask_mail().await {
                        // The server works, and the address of one operator does not.
                        Answer::Ill(finding) if finding.code == Code::MailOperatorRejected => {
                            tracing::warn!(cause = finding.cause, remedy = finding.remedy, "an operator gets no mails");
                            self.note_up(Part::Mail);
                        }
                        answer => self.note_part(Part::Mail, &answer),
                    }
                    mail_due = self.clock().uptime() + MAIL_INTERVAL;
                }
                tokio::time::sleep(WATCH_INTERVAL).await;
            };
            stop.run_until_cancelled(Box::pin(look)).await;
        }
    }

    /// Whether the mail server answered when it was last asked.
    #[must_use]
    pub fn mail_is_up(&self) -> Option<bool> {
        *self.0.health.mail.lock()
    }

    /// The number of members of the moderators' room who can decide, as the bot of this process knows it.
    #[must_use]
    pub fn deciders(&self) -> Option<u64> {
        *self.0.health.deciders.lock()
    }

    /// The bot has counted the members of the moderators' room who can decide.
    pub fn note_deciders(&self, count: usize) {
        *self.0.health.deciders.lock() = Some(count as u64);
    }

    fn bot(&self) -> Bot {
        self.0.health.bot.lock().clone()
    }

    async fn check_health(&self) -> Status {
        let work = tokio::time::timeout(LOOK_TIMEOUT, self.work());
        let (database, synapse, work) = tokio::join!(self.ask_database(), self.ask_synapse(), work);
        self.note_part(Part::Database, &database);
        self.note_part(Part::Synapse, &synapse);
        let status = Status {
            version: env!("CARGO_PKG_VERSION"),
            started_at: self.0.started_at,
            work: work.ok().and_then(Result::ok),
            database,
            synapse,
            bot: self.bot(),
        };
        if let Some(finding) = status.out_of_sync(self.clock().now()) {
            self.note_down(Part::Bot, &finding);
        }
        status
    }

    /// Whether the mail server responds, accepts our login and would accept a mail to each operator. Sends nothing.
    pub async fn ask_mail(&self) -> Answer {
        let operators = &self.config().admin.email.0;
        let check = async {
            let answers = self.mailer().check(operators).await.map_err(|error| error.finding())?;
            let failed = operators.iter().zip(answers).find_map(|(operator, answer)| {
                // A temporary failure is not a problem: the worker tries again.
                let error = answer.err().filter(|error| !matches!(error, MailError::Later { .. }))?;
                let finding = error.finding();
                Some(Finding { cause: format!("{}: {error}", operator.email), ..finding })
            });
            failed.map_or_else(|| Ok(String::new()), Err)
        };
        let answer = in_time(Part::Mail, MAIL_TIMEOUT, check).await;
        let is_down = matches!(&answer, Answer::Ill(finding) if finding.code != Code::MailOperatorRejected);
        *self.0.health.mail.lock() = Some(!is_down);
        answer
    }

    /// The bot of this process is starting.
    pub fn note_starting(&self) {
        self.note(Bot::Starting);
    }

    /// The bot of this process cannot start.
    pub fn note_failing(&self, finding: &Finding) {
        self.note_bot_down(finding);
        self.note(Bot::Failing(finding.clone()));
    }

    /// The bot synced just now.
    pub fn note_sync(&self) {
        self.note_up(Part::Bot);
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
        let probe = async { self.store().probe(now).await.map(|()| String::new()).map_err(|error| error.finding()) };
        let answer = in_time(Part::Database, LOOK_TIMEOUT, probe).await;
        match (&answer, &self.config().database) {
            (Answer::Ill(finding), DatabaseConfig::Sqlite(_)) if finding.code == Code::ConnectionTimeout => {
                let cause = format!("{}: another process has locked the file, or the disk is slow", finding.cause);
                Answer::Ill(Finding::new(Part::Database, Code::DatabaseBusy, cause))
            }
            _ => answer,
        }
    }

    /// Checks our token as well: Synapse tells its version to anybody.
    async fn ask_synapse(&self) -> Answer {
        let asked = async {
            if self.closed().is_some() {
                self.look_whether_closed().await; // it may have been fixed since
            }
            let (version, is_admin) = tokio::try_join!(self.synapse().version(), self.synapse().is_admin())?;
            Ok::<_, SynapseError>(match self.closed() {
                Some(closed @ (Closed::Delegated | Closed::NoPasswords | Closed::WrongDomain { .. })) => {
                    Err(closed.finding())
                }
                _ if is_admin => Ok(version),
                _ => Err(Closed::NoAdmin.finding()),
            })
        };
        let answer = async { asked.await.unwrap_or_else(|error| Err(self.synapse().finding(&error))) };
        in_time(Part::Synapse, LOOK_TIMEOUT, answer).await
    }

    async fn work(&self) -> Result<Work, StoreError> {
        let store = self.store();
        let (pending, oldest) = store.waiting().await?;
        let mut queues = vec![];
        for lane in Lane::ALL {
            queues.push((lane, store.queue(lane).await?));
        }
        let is_paused = self.paused().await?.is_some();
        Ok(Work { pending, oldest, queues, is_paused })
    }
}

async fn in_time(part: Part, limit: Duration, answer: impl Future<Output = Result<String, Finding>>) -> Answer {
    match tokio::time::timeout(limit, answer).await {
        Ok(Ok(more)) => Answer::Well(more),
        Ok(Err(finding)) => Answer::Ill(finding),
        Err(_) => {
            let cause = format!("{part} did not answer within {} seconds", limit.as_secs());
            Answer::Ill(Finding::new(part, Code::ConnectionTimeout, cause))
        }
    }
}
