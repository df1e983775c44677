//! What touches more than one request: it is done when a moderator has said yes to it.

use registration_core::domain::{NewRule, RegistrationId, Verdict};
use serde::{Deserialize, Serialize};

/// What was asked for, and is not done yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PendingAction {
    /// The same decision on several requests.
    Decide(BulkDecision),
    /// A rule, and a no to requests that are under it.
    Block(NewRule, Vec<RegistrationId>),
}

/// The same decision on several requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkDecision {
    /// Yes or no.
    pub verdict: Verdict,
    /// Which requests.
    pub ids: Vec<RegistrationId>,
    /// Words to the applicants.
    pub message: Option<String>,
    /// Without a mail to them.
    pub quiet: bool,
}
