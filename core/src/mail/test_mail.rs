//! A test mail, sent at once so that the operator reads the mail server's answer. Needs no database.

use lettre::message::Mailbox;

use super::{MailError, Mailer, letters};
use crate::{config::Config, domain::EmailAddress};

/// Sends a test mail, and returns its Message-ID.
pub async fn send_test_mail(config: &Config, to: &EmailAddress) -> Result<String, MailError> {
    let address = to.deliverable().parse().map_err(|_| MailError::Malformed)?;
    let key = format!("{:032x}", rand::random::<u128>());
    let mailer = Mailer::new(&config.email)?;
    mailer.send(&letters::test_mail(config), &[Mailbox::new(None, address)], &key).await?;
    Ok(mailer.message_id(&key))
}
