//! What must hold when a test is done with a town: see the guide in `town.rs`.

use std::{
    fs,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::{PASSWORD, Town, Wishes};

/// How long effects may take that nothing stands in the way of.
/// Only a failure waits so long, and a busy machine now and then.
const PATIENCE: Duration = Duration::from_mins(2);
const PAUSE: Duration = Duration::from_millis(250);

/// What is looked at in the end.
#[derive(Debug, Default)]
pub(super) struct Checks {
    leaves_effects: bool,
    has_bot: bool,
    /// The applicants of this test.
    names: Mutex<Vec<String>>,
    /// How long the log was before it.
    pub(super) log_before: usize,
}

impl Checks {
    pub(super) fn of(wishes: &Wishes) -> Self {
        let has_bot = wishes.only.is_empty() || wishes.only.contains("bot");
        Self { leaves_effects: wishes.leaves_effects, has_bot, ..Self::default() }
    }

    /// Here comes an applicant.
    pub(super) fn know(&self, name: &str) {
        self.names.lock().unwrap_or_else(PoisonError::into_inner).push(name.to_owned());
    }

    fn names(&self) -> Vec<String> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Town {
    fn drop(&mut self) {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let log = log.get(self.checks.log_before..).unwrap_or(&log);
        if std::thread::panicking() {
            eprintln!("--- the service's log ---\n{log}");
            return;
        }
        holds_no_secret(log);
        for name in self.checks.names() {
            assert!(!log.contains(&name), "the log holds the name of an applicant, {name}:\n{log}");
        }
        let is_about_nobody = self.service.is_none() && self.checks.names().is_empty();
        if !self.checks.leaves_effects && !is_about_nobody {
            self.performs_everything();
        }
    }
}

impl Town {
    /// Waits until the outbox is empty.
    fn performs_everything(&self) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = self.asks_database(&self.effects());
            if left.is_empty() {
                return;
            }
            assert!(Instant::now() <= deadline, "effects are left in the outbox: {left:?}\n{}", self.log());
            std::thread::sleep(PAUSE);
        }
    }

    /// The query for the effects that the service still has to perform.
    fn effects(&self) -> String {
        let mut query = "SELECT effect || ' of ' || localpart || ', ' || attempts || ' attempts, ' \
             || CASE WHEN parked_at IS NULL THEN 'due' ELSE 'parked' END || ': ' || COALESCE(last_error, '') \
             FROM outbox JOIN registrations ON registrations.id = registration_id WHERE 1 = 1"
            .to_owned();
        if !self.checks.has_bot {
            query.push_str(" AND lane <> 'room'");
        }
        if self.service.is_none() {
            // Names that tests choose hold no quotes.
            let names: Vec<_> = self.checks.names().iter().map(|name| format!("'{name}'")).collect();
            query = format!("{query} AND localpart IN ({})", names.join(", "));
        }
        query
    }
}

/// Fails when a log holds what nobody may read there.
pub(super) fn holds_no_secret(log: &str) {
    // The route's name may be there, a token may not.
    let links = ["/verify", "/status", "/password", "/verify-email", "/set-password"];
    let log = links.iter().fold(log.to_owned(), |log, link| log.replace(&format!("{link}/{{token}}"), ""));
    let links = links.map(|link| format!("{link}/"));
    for secret in [PASSWORD, "my friends here", "@example.test"].into_iter().chain(links.iter().map(String::as_str)) {
        assert!(!log.contains(secret), "the log holds {secret:?}");
    }
    assert!(!log.contains("panicked"), "{log}");
}
