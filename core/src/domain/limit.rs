//! A rate limit.

use jiff::SignedDuration;

/// How many attempts are allowed in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The number of attempts.
    pub count: u32,
    /// The length of the period.
    pub per: SignedDuration,
}
