//! What applicants do: request an account, verify the address, submit the details, set a password later.

mod answer;
mod background;
pub(in crate::registrations) mod delivery;
mod honeypot;
mod language;
mod links;
mod proof_of_work;
mod rate_limits;
mod set_password;
mod start;
pub(in crate::registrations) mod submission;
mod submit;
mod verify;

pub use answer::{AnswerQuestionError, QuestionLink};
pub use delivery::DeliveryAttempt;
pub use links::{LinkStatus, ResendError};
pub use proof_of_work::ProofError;
pub(in crate::registrations) use rate_limits::ONCE_A_DAY;
pub use rate_limits::{RateLimited, Scope};
pub use set_password::PasswordLinkError;
pub use start::{Start, StartError, Started, UsernameStatus};
pub use submission::{Details, Pending, SubmitError};
pub use verify::VerifyError;
