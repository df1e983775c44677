//! What a running service reads again when it is told to.

use crate::{config::Config, mail::MailError, registrations::context::Operations, synapse::ClientError};

/// Why the trusted certificates were not read again.
#[derive(Debug, thiserror::Error)]
pub enum ReloadError {
    /// Those for Synapse.
    #[error(transparent)]
    Synapse(#[from] ClientError),
    /// Those for the mail server.
    #[error(transparent)]
    Mail(#[from] MailError),
}

impl Operations {
    /// Reads the certificates that are trusted again: those of the system, or of `verify_cert`.
    pub fn reload_certificates(&self) -> Result<(), ReloadError> {
        let config = self.config();
        self.synapse().reload_certificates(&config.synapse.verify_cert)?;
        self.mailer().reload_certificates(&config.email)?;
        Ok(())
    }

    /// Replaces the messages with those of `newer`, the config as it is now. Returns the languages that need a restart.
    #[must_use]
    pub fn reload_messages(&self, newer: &Config) -> Vec<&'static str> {
        self.config().languages.take_messages(&newer.languages)
    }
}
