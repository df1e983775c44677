//! Health checks for supervisors and proxies.

use axum::{extract::State, http::StatusCode};
use registration_core::registrations::{Answer, Bot};

use crate::app::App;

/// `/healthz`: the process is alive.
pub async fn alive() -> &'static str {
    "ok"
}

/// `/readyz`: the database accepts writes, Synapse answers, and the bot, if it runs here, is in sync or waits for its
/// lease. The endpoint is public, so causes are only logged.
pub async fn ready(State(app): State<App>) -> (StatusCode, String) {
    let status = app.registrations.operations().status().await;
    let now = app.registrations.clock().now();
    let mut lines = vec![line("database", &status.database), line("synapse", &status.synapse)];
    match status.bot {
        Bot::Away => {}
        Bot::Starting => lines.push("bot down".to_owned()),
        Bot::Waits => lines.push("bot waits".to_owned()),
        Bot::Heard(_) => lines.push(format!("sync {}", if status.is_in_sync(now) { "ok" } else { "stale" })),
    }
    let code = if status.is_ready(now) { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, lines.join("\n") + "\n")
}

fn line(part: &str, answer: &Answer) -> String {
    match answer {
        Answer::Well(_) => format!("{part} ok"),
        Answer::Ill(cause) => {
            tracing::warn!(part, cause, "not ready");
            format!("{part} down")
        }
    }
}
