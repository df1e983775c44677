//! What is checked at the end of a test, and what the log must not contain.

use std::sync::{Mutex, PoisonError};

use super::options::TestOptions;
use crate::applicant::PASSWORD;

/// The checks of one test.
#[derive(Debug, Default)]
pub(super) struct Checks {
    pub(super) leaves_effects: bool,
    pub(super) has_bot: bool,
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

    pub(super) fn names(&self) -> Vec<String> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Fails if a log contains personal data or a secret.
pub(super) fn assert_no_secrets(log: &str) {
    // The name of a route is allowed, a token is not.
    let links = ["/verify", "/status", "/password", "/answer", "/verify-email", "/set-password"];
    let log = links.iter().fold(log.to_owned(), |log, link| log.replace(&format!("{link}/{{token}}"), ""));
    let links = links.map(|link| format!("{link}/"));
    for secret in [PASSWORD, "my friends here", "@example.test"].into_iter().chain(links.iter().map(String::as_str)) {
        assert!(!log.contains(secret), "the log contains {secret:?}");
    }
    assert!(!log.contains("panicked"), "{log}");
}
