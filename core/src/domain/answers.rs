//! The answers of step 3, which the moderators read.

use super::{QuestionAnswer, Reason};

/// The answers to the questions of step 3. Code that reads, stores or shows them destructures this struct without
/// `..`, so that a new answer does not compile until each of these places handles it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// Why the applicant wants an account.
    pub reason: Option<Reason>,
    /// The answers to the operator's own questions, in their order.
    pub own: Vec<QuestionAnswer>,
}
