//! What applicants do: ask for an account, prove the address, give the details, set a password later.

mod honeypot;
mod links;
mod proof_of_work;
mod rate_limits;
mod set_password;
mod start;
mod submit;
mod verify;

pub(in crate::registrations) use honeypot::Pace;
pub use links::{LinkLook, ResendError};
pub use proof_of_work::Unproven;
pub(in crate::registrations) use rate_limits::ONCE_A_DAY;
pub use set_password::PasswordLinkError;
pub use start::{MailTry, NameAnswer, Start, StartError, Started};
pub use submit::{Details, SubmitError};
pub use verify::VerifyError;
