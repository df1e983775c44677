//! Health checks for supervisors and proxies.

use axum::{extract::State, http::StatusCode};
use registration_core::{
    finding::Code,
    registrations::{Answer, Bot},
};

use crate::app::App;

/// `/healthz`: the process is alive.
pub async fn alive() -> &'static str {
    "ok"
}

/// `/readyz`: the database accepts writes, Synapse answers, and the bot, if it runs here, is in sync or waits for its
/// lease. The endpoint is public, so it shows codes; the log has the causes with names and addresses.
pub async fn ready(State(app): State<App>) -> (StatusCode, String) {
    let status = app.registrations.operations().status().await;
    let now = app.registrations.clock().now();
    let mut lines = vec![line("database", &status.database), line("synapse", &status.synapse)];
    match &status.bot {
        Bot::Away => {}
        Bot::Starting => lines.push("bot down: it is starting".to_owned()),
        Bot::Failing(finding) => lines.push(down("bot", finding.code)),
        Bot::Waits => lines.push("bot waits".to_owned()),
        Bot::Heard(_) if status.is_in_sync(now) => lines.push("sync ok".to_owned()),
        Bot::Heard(_) => lines.push(format!("sync stale: {}", Code::BotOutOfSync.as_str())),
    }
    let code = if status.is_ready(now) { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, lines.join("\n") + "\n")
}

fn line(part: &str, answer: &Answer) -> String {
    match answer {
        Answer::Well(_) => format!("{part} ok"),
        Answer::Ill(finding) => down(part, finding.code),
    }
}

fn down(part: &str, code: Code) -> String {
    format!("{part} down: {}: {}", code.as_str(), code.title())
}
