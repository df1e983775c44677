//! The checks when a service is dropped: see the guide in `harness.rs`.

use std::{
    fs,
    time::{Duration, Instant},
};

use super::{TestService, checks::assert_no_secrets};

/// How long to wait for the outbox to be empty; reached only by failures and on a very busy machine.
const TIMEOUT: Duration = Duration::from_mins(2);
const PAUSE: Duration = Duration::from_millis(250);

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
