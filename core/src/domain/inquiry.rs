//! A moderator's question to an applicant.

use jiff::Timestamp;

use super::{Actor, Reason, RegistrationId};

/// The number of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct InquiryId(pub i64);

/// A question to an applicant. `Debug` hides the texts.
#[derive(Clone, PartialEq, Eq)]
pub struct Inquiry {
    /// Its number.
    pub id: InquiryId,
    /// The request that it is about.
    pub registration: RegistrationId,
    /// The question.
    pub text: String,
    /// Who asked. The applicant does not learn it.
    pub by: Actor,
    /// When.
    pub asked_at: Timestamp,
    /// Until when it can be answered.
    pub expires_at: Timestamp,
    /// The answer.
    pub answer: Option<Reason>,
    /// When it was answered, or when the time for that ran out.
    pub closed_at: Option<Timestamp>,
}

impl std::fmt::Debug for Inquiry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Inquiry({})", self.id.0)
    }
}
