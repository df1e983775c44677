//! SIGHUP: reads again what can change while the service runs.

use std::path::PathBuf;

use registration_core::{Config, Registrations};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::telemetry::LogLevel;

/// What a reload needs.
pub struct Reload {
    config: PathBuf,
    log_level: LogLevel,
    hangup: Signal,
}

impl Reload {
    /// From now on SIGHUP does not end the process.
    pub fn new(config: PathBuf, log_level: LogLevel) -> anyhow::Result<Self> {
        Ok(Self { config, log_level, hangup: signal(SignalKind::hangup())? })
    }

    /// Reloads at each SIGHUP, until told to stop.
    pub async fn at_hangup(mut self, registrations: Registrations, stop: CancellationToken) -> anyhow::Result<()> {
        loop {
            tokio::select! {
                () = stop.cancelled() => return Ok(()),
                _ = self.hangup.recv() => self.reload(&registrations),
            }
        }
    }

    /// A mistake in the config file must not stop a running service, so it is only logged.
    fn reload(&self, registrations: &Registrations) {
        let newer = match Config::load(&self.config) {
            Ok(newer) => newer,
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                return tracing::error!(error, "SIGHUP: the config file is not valid, so nothing was reloaded");
            }
        };
        for warning in &newer.warnings {
            tracing::warn!("config: {warning}");
        }
        let log_level = self.log_level.set(newer.debug);
        let operations = registrations.operations();
        let need_restart = operations.reload_messages(&newer);
        if !need_restart.is_empty() {
            tracing::warn!(languages = need_restart.join(", "), "the messages of these languages need a restart");
        }
        if let Err(error) = operations.reload_certificates() {
            let error = &error as &dyn std::error::Error;
            tracing::error!(error, "SIGHUP: the trusted certificates cannot be read; the former ones stay");
        }
        tracing::info!(
            log_level,
            "SIGHUP: reloaded the log level, the messages, and the certificates trusted for Synapse's admin API and the \
             mail server. Everything else in the config file, and the bot's own connection, needs a restart"
        );
    }
}
