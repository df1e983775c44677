//! The outcome of a decision.

use super::names::names;

/// The outcome of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The account is unlocked.
    Approve,
    /// The account is removed.
    Deny,
}

names!(Verdict { Approve = "approve", Deny = "deny" });
