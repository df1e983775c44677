//! Checks at the end of each test: see the guide in `harness.rs`.

use std::{
    fs,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::{PASSWORD, TestOptions, TestService};

/// How long to wait for the outbox to be empty; reached only by failures and on a very busy machine.
const TIMEOUT: Duration = Duration::from_mins(2);
const PAUSE: Duration = Duration::from_millis(250);

/// The checks of one test.
#[derive(Debug, Default)]
pub(super) struct Checks {
    leaves_effects: bool,
    has_bot: bool,
    /// Usernames of this test's applicants.
    names: Mutex<Vec<String>>,
    /// Length of the log before this test.
    pub(super) log_before: usize,
}

impl Checks {
    pub(super) fn of(options: &TestOptions) -> Self {
        let has_bot = options.only.is_empty() || options.only.contains("bot");
        Self { leaves_effects: options.leaves_effects, has_bot, ..Self::default() }
    }

    /// Remembers an applicant of this test.
    pub(super) fn add_applicant(&self, name: &str) {
        self.names.lock().unwrap_or_else(PoisonError::into_inner).push(name.to_owned());
    }

    fn names(&self) -> Vec<String> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for TestService {
    fn drop(&mut self) {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let log = log.get(self.checks.log_before..).unwrap_or(&log);
        if std::thread::panicking() {
            eprintln!("--- the service's log ---\n{log}");
            return;
        }
        assert_no_secrets(log);
        for name in self.checks.names() {
            assert!(!log.contains(&name), "the log contains an applicant's name, {name}:\n{log}");
        }
        let has_no_applicants = self.process.is_none() && self.checks.names().is_empty();
        if !self.checks.leaves_effects && !has_no_applicants {
            self.wait_for_empty_outbox();
        }
    }
}

impl TestService {
    /// Waits until the outbox is empty.
    fn wait_for_empty_outbox(&self) {
        let deadline = Instant::now() + TIMEOUT;
        loop {
            let left = self.query(&self.remaining_effects());
            if left.is_empty() {
                return;
            }
            assert!(Instant::now() <= deadline, "effects are left in the outbox: {left:?}\n{}", self.log());
            std::thread::sleep(PAUSE);
        }
    }

    /// The query for effects that have not been performed.
    fn remaining_effects(&self) -> String {
        let mut query = "SELECT effect || ' of ' || localpart || ', ' || attempts || ' attempts, ' \
             || CASE WHEN parked_at IS NULL THEN 'due' ELSE 'parked' END || ': ' || COALESCE(last_error, '') \
             FROM outbox JOIN registrations ON registrations.id = registration_id WHERE 1 = 1"
            .to_owned();
        if !self.checks.has_bot {
            query.push_str(" AND lane <> 'room'");
        }
        if self.process.is_none() {
            // Usernames in tests contain no quotes.
            let names: Vec<_> = self.checks.names().iter().map(|name| format!("'{name}'")).collect();
            query = format!("{query} AND localpart IN ({})", names.join(", "));
        }
        query
    }
}

/// Fails if a log contains personal data or a secret.
pub(super) fn assert_no_secrets(log: &str) {
    // The name of a route is allowed, a token is not.
    let links = ["/verify", "/status", "/password", "/verify-email", "/set-password"];
    let log = links.iter().fold(log.to_owned(), |log, link| log.replace(&format!("{link}/{{token}}"), ""));
    let links = links.map(|link| format!("{link}/"));
    for secret in [PASSWORD, "my friends here", "@example.test"].into_iter().chain(links.iter().map(String::as_str)) {
        assert!(!log.contains(secret), "the log contains {secret:?}");
    }
    assert!(!log.contains("panicked"), "{log}");
}
