//! Logs: one line for each thing that happened, for a person or as JSON.

use std::io::IsTerminal;

use tracing_subscriber::{Layer, filter::Targets, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::cli::LogFormat;

/// Starts logging to standard error. `RUST_LOG` overrides what is shown, as in `registration_web=debug,warn`.
pub fn start(format: LogFormat, debug: bool) {
    let level = if debug { "debug" } else { "info" };
    let default = format!(
        "warn,synapse_registration={level},registration_core={level},registration_web={level},registration_bot={level},\
         matrix_sdk=error,matrix_sdk::http_client=off,matrix_sdk_crypto=error,matrix_sdk_crypto::backups=error,matrix_sdk_base=error"
    );
    let wished = std::env::var("RUST_LOG").ok().and_then(|wished| wished.parse::<Targets>().ok());
    let targets = wished.or_else(|| default.parse().ok()).unwrap_or_default();
    let is_terminal = std::io::stderr().is_terminal();
    let lines = fmt::layer().with_ansi(is_terminal).with_writer(std::io::stderr);
    let lines = match format {
        LogFormat::Human => lines.boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    tracing_subscriber::registry().with(targets).with(lines).init();
}
