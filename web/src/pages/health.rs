//! What a supervisor and a proxy ask.

use axum::{extract::State, http::StatusCode};
use registration_core::registrations::{Answer, Bot};

use crate::app::App;

/// `/healthz`: the process answers.
pub async fn alive() -> &'static str {
    "ok"
}

/// `/readyz`: the database takes a write, Synapse answers, and the bot, if it runs here, hears the room or
/// waits for its turn. Causes are for the log: anybody can ask.
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
