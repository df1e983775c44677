//! Counters for `/metrics`: how often something has happened since this process started.

use std::collections::HashMap;

use crate::lock::Lock;

/// What is counted. Labels must not contain personal data, and have few values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

/// What is counted, its labels and the count.
pub type Count = (Counter, Vec<String>, u64);

/// Between labels; none contains it.
const SEPARATOR: &str = "\0";

/// Counters that are shared by all parts of the process.
#[derive(Debug, Default)]
pub struct Counters(Lock<HashMap<(Counter, String), u64>>);

impl Counters {
    /// Adds one.
    pub fn add(&self, counter: Counter, labels: &[&str]) {
        let labels = labels.join(SEPARATOR);
        *self.0.lock().entry((counter, labels)).or_default() += 1;
    }

    /// All values.
    #[must_use]
    pub fn values(&self) -> Vec<Count> {
        let split = |labels: &str| match labels {
            "" => vec![],
            labels => labels.split(SEPARATOR).map(str::to_owned).collect(),
        };
        self.0.lock().iter().map(|((counter, labels), count)| (*counter, split(labels), *count)).collect()
    }
}
