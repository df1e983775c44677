//! Counters for `/metrics`: how often something has happened since this process started.

use std::collections::BTreeMap;

use crate::lock::Lock;

/// What is counted. Labels must not contain personal data, and have few values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counter {
    /// Steps of requests; label: the outcome, such as `submitted`.
    Requests,
    /// Decisions; labels: the verdict and who decided.
    Decisions,
    /// Mails that the mail server has accepted.
    MailsSent,
    /// Attempts to send a mail that failed.
    MailsFailed,
    /// Requests that a rate limit has refused; label: the limit.
    RateLimits,
    /// HTTP responses; labels: method, route and status.
    HttpResponses,
}

/// Counted values, by what is counted and its labels.
pub type Counts = BTreeMap<(Counter, Vec<String>), u64>;

/// Counters that are shared by all parts of the process.
#[derive(Debug, Default)]
pub struct Counters(Lock<Counts>);

impl Counters {
    /// Adds one.
    pub fn add(&self, counter: Counter, labels: &[&str]) {
        let labels = labels.iter().map(|label| (*label).to_owned()).collect();
        *self.0.lock().entry((counter, labels)).or_default() += 1;
    }

    /// All values.
    #[must_use]
    pub fn values(&self) -> Counts {
        self.0.lock().clone()
    }
}
