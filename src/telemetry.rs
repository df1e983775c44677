//! Sets up logging, as text or as JSON, and reports fatal errors in the same format.

mod json;

use std::{error::Error, io::IsTerminal};

use registration_core::{
    config::ConfigError,
    finding::{Code, Finding},
    store::StoreError,
};
use tracing_subscriber::{
    Layer,
    filter::{FilterExt, Targets},
    fmt,
    layer::SubscriberExt,
    reload,
    util::SubscriberInitExt,
};

use crate::{cli::LogFormat, output::complain};

/// The most that libraries may log, whatever `RUST_LOG` says. At lower levels they log mails, requests with their
/// headers, and rows with their values. What the TLS verifier logs is in our own errors.
const LIBRARIES: &str = "warn,matrix_sdk=error,matrix_sdk::http_client=off,matrix_sdk_crypto=error,\
     matrix_sdk_crypto::backups=error,matrix_sdk_base=error,rustls_platform_verifier=off";

/// Our own crates, which log no secrets and no personal data at any level.
const OURS: [&str; 5] =
    ["synapse_registration", "registration_core", "registration_web", "registration_bot", "registration_migration"];

/// Changes the level of the log while the program runs.
pub struct LogLevel(Box<dyn Fn(Targets) -> bool + Send + Sync>);

impl LogLevel {
    /// Sets the level as `debug` in the config file says, and names it. `RUST_LOG` takes precedence.
    pub fn set(&self, debug: bool) -> &'static str {
        match requested() {
            Some(_) => "RUST_LOG",
            None if (self.0)(filter(level(debug))) => level(debug),
            None => "unchanged",
        }
    }
}

/// Starts logging to standard error. `RUST_LOG` filters it, as in `registration_web=debug,warn`.
pub fn start(format: LogFormat, debug: bool) -> LogLevel {
    let (targets, handle) = reload::Layer::new(requested().unwrap_or_else(|| filter(level(debug))));
    let targets = targets.and(filter("trace"));
    let is_terminal = std::io::stderr().is_terminal();
    let lines = fmt::layer().with_ansi(is_terminal).with_writer(std::io::stderr);
    let lines = match format {
        LogFormat::Human => lines.boxed(),
        LogFormat::Json => lines.json().event_format(json::WithSources::default()).boxed(),
    };
    // A fatal error may come before or after the log is set up.
    let _ = tracing_subscriber::registry().with(lines.with_filter(targets)).try_init();
    LogLevel(Box::new(move |targets| handle.reload(targets).is_ok()))
}

/// Reports the error that ends the process: one line for people, or a line of the JSON log.
pub fn fatal(format: LogFormat, error: &anyhow::Error) {
    match format {
        LogFormat::Human => complain(format_args!("{error:#}")),
        LogFormat::Json => {
            start(format, false);
            let cause: &(dyn Error + 'static) = error.as_ref();
            if let Some(code) = code_of(error) {
                let (code, manual) = (code.as_str(), code.manual());
                tracing::error!(error = cause, code, manual, "synapse-registration has failed");
            } else {
                tracing::error!(error = cause, "synapse-registration has failed");
            }
        }
    }
}

fn code_of(error: &anyhow::Error) -> Option<Code> {
    error.chain().find_map(|cause| {
        let store = || cause.downcast_ref::<StoreError>().map(|error| error.finding().code);
        let finding = || cause.downcast_ref::<Finding>().map(|finding| finding.code);
        let config = || cause.downcast_ref::<ConfigError>().map(|_| Code::ConfigInvalid);
        store().or_else(finding).or_else(config)
    })
}

/// The filter of `RUST_LOG`, if it is valid.
fn requested() -> Option<Targets> {
    std::env::var("RUST_LOG").ok().and_then(|filter| filter.parse().ok())
}

const fn level(debug: bool) -> &'static str {
    if debug { "debug" } else { "info" }
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
