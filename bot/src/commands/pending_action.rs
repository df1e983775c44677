//! Actions on several requests. They wait until a moderator confirms them, and are stored meanwhile.

use registration_core::domain::{NewRule, RegistrationId, Verdict};
use serde::{Deserialize, Serialize};

/// An action that waits for a confirmation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PendingAction {
    /// The same decision on several requests.
    Decide(BulkDecision),
    /// Turning a decision around.
    Revoke(PendingRevocation),
    /// A block, and denials of the pending requests that match it.
    Block(NewRule, Vec<RegistrationId>),
    /// Another moderator, or one less.
    Moderator(ModeratorChange),
}

impl PendingAction {
    /// How many moderators have to confirm the action.
    pub(crate) const fn needed(&self) -> usize {
        match self {
            Self::Moderator(change) => change.needed,
            Self::Decide(_) | Self::Revoke(_) | Self::Block(..) => 1,
        }
    }
}

/// Another moderator, or one less.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ModeratorChange {
    /// The user ID.
    pub(crate) user: String,
    /// Whether the person becomes a moderator.
    pub(crate) add: bool,
    /// How many moderators have to agree.
    pub(crate) needed: usize,
}

/// Turning a decision around that has taken effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PendingRevocation {
    /// The request.
    pub(crate) id: RegistrationId,
    /// The message to the applicant.
    pub(crate) message: Option<String>,
    /// Do not mail the applicant.
    pub(crate) quiet: bool,
}

/// The same decision on several requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BulkDecision {
    /// Approve or deny.
    pub(crate) verdict: Verdict,
    /// The requests.
    pub(crate) ids: Vec<RegistrationId>,
    /// The message to the applicants.
    pub(crate) message: Option<String>,
    /// Do not mail the applicants.
    pub(crate) quiet: bool,
}
