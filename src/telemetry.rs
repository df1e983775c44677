//! Logs: one line for each thing that happened, for a person or as JSON.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, fmt};

use crate::cli::LogFormat;

/// Starts logging to standard error. `RUST_LOG` overrides what is shown.
pub fn start(format: LogFormat, debug: bool) {
    let level = if debug { "debug" } else { "info" };
    let default = format!(
        "warn,synapse_registration={level},registration_core={level},registration_web={level},registration_bot={level},\
         matrix_sdk=error,matrix_sdk::http_client=off,matrix_sdk_crypto=error,matrix_sdk_crypto::backups=error,matrix_sdk_base=error"
    );
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    let is_terminal = std::io::stderr().is_terminal();
    let lines = fmt().with_env_filter(filter).with_ansi(is_terminal).with_writer(std::io::stderr);
    match format {
        LogFormat::Human => lines.init(),
        LogFormat::Json => lines.json().init(),
    }
}
