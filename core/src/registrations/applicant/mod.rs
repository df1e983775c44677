//! What applicants do: ask for an account, prove the address, give the details, set a password later.

mod honeypot;
mod language;
mod links;
mod proof_of_work;
mod rate_limits;
mod set_password;
mod start;
mod submit;
mod verify;

pub(in crate::registrations) use honeypot::LastDelivery;
pub use links::{LinkStatus, ResendError};
pub use proof_of_work::ProofError;
pub(in crate::registrations) use rate_limits::ONCE_A_DAY;
pub use set_password::PasswordLinkError;
pub use start::{DeliveryAttempt, Start, StartError, Started, UsernameStatus};
pub use submit::{Details, SubmitError};
pub use verify::VerifyError;
