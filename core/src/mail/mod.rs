//! Mail: the letters and the SMTP client.

mod letters;
mod smtp;

pub use letters::Letter;
pub(crate) use letters::{
    already_registered, approved, denied, operator_notice, password_link, receipt, resume_link, room_broken,
    verification,
};
pub use smtp::{MailError, Mailer, Reply};
