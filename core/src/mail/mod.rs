//! Mails: the letters, and the SMTP client that sends them.

mod letters;
mod smtp;

pub use letters::Letter;
pub(crate) use letters::{already_known, approved, begun, denied, operators, password_link, receipt, verification};
pub use smtp::{MailError, Mailer, Reply};
