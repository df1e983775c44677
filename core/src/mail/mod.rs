//! Mail: the letters and the SMTP client.

mod letters;
mod smtp;
mod test_mail;

pub use letters::Letter;
pub(crate) use letters::{
    already_registered, approved, denied, operator_notice, password_link, question, receipt, resume_link, revoked,
    room_broken, verification,
};
pub use smtp::{MailError, Mailer, Reply};
pub use test_mail::send_test_mail;
