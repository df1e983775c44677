//! Sets up logging, as text or as JSON.

use std::io::IsTerminal;

use tracing_subscriber::{
    Layer,
    filter::{FilterExt, Targets},
    fmt,
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

use crate::cli::LogFormat;

/// The most that libraries may log, whatever `RUST_LOG` says. At lower levels they log mails, requests with their
/// headers, and rows with their values.
const LIBRARIES: &str = "warn,matrix_sdk=error,matrix_sdk::http_client=off,matrix_sdk_crypto=error,\
     matrix_sdk_crypto::backups=error,matrix_sdk_base=error";

/// Our own crates, which log no secrets and no personal data at any level.
const OURS: [&str; 5] =
    ["synapse_registration", "registration_core", "registration_web", "registration_bot", "registration_migration"];

/// Starts logging to standard error. `RUST_LOG` filters it, as in `registration_web=debug,warn`.
pub fn start(format: LogFormat, debug: bool) {
    let level = if debug { "debug" } else { "info" };
    let requested = std::env::var("RUST_LOG").ok().and_then(|filter| filter.parse().ok());
    let targets = requested.unwrap_or_else(|| filter(level)).and(filter("trace"));
    let is_terminal = std::io::stderr().is_terminal();
    let lines = fmt::layer().with_ansi(is_terminal).with_writer(std::io::stderr);
    let lines = match format {
        LogFormat::Human => lines.boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    tracing_subscriber::registry().with(lines.with_filter(targets)).init();
}

/// Our own crates at `level`, and libraries as far as is safe.
fn filter(level: &str) -> Targets {
    let ours = OURS.map(|target| format!("{target}={level}")).join(",");
    format!("{LIBRARIES},{ours}").parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    #[test]
    fn only_libraries_are_capped() {
        let cap = filter("trace");
        for (target, level, allowed) in [
            ("registration_core::mail", Level::TRACE, true),
            ("synapse_registration", Level::TRACE, true),
            ("lettre::transport::smtp", Level::DEBUG, false),
            ("hyper_util::client", Level::TRACE, false),
            ("h2::codec", Level::DEBUG, false),
            ("reqwest::connect", Level::INFO, false),
            ("sqlx::query", Level::INFO, false),
            ("rustls", Level::WARN, true),
            ("matrix_sdk::client", Level::WARN, false),
            ("matrix_sdk::http_client", Level::ERROR, false),
        ] {
            assert_eq!(cap.would_enable(target, &level), allowed, "{target} {level}");
        }
    }
}
