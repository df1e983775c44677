//! `status`: what the room's `status` says, and whether the service runs.

use std::process::ExitCode;

use registration_core::{
    Registrations,
    finding::Finding,
    registrations::{Answer, Overview, Running, Work},
};
use serde_json::{Value, json};

use crate::{
    output::outln,
    table::{self, plain, when},
};

/// Prints the status; the exit code says whether the service runs and everything that it depends on works.
pub async fn run(registrations: Registrations, json: bool) -> anyhow::Result<ExitCode> {
    let operations = registrations.operations();
    let (overview, running) = tokio::join!(operations.overview(), operations.ask_running());
    if json {
        table::json(facts(&overview, &running))?;
    } else {
        print(&overview, &running, &registrations.config().listen.to_string());
    }
    let Overview { status, mail, .. } = &overview;
    let is_well = [&status.database, &status.synapse, mail].into_iter().all(Answer::is_well)
        && matches!(running, Running::Answers { is_ready: true, .. });
    Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print(overview: &Overview, running: &Running, listen: &str) {
    let line = |mark: &str, part: &str, words: &str| outln!("{mark:<6}{part:<10}{}", plain(words));
    match running {
        Running::Answers { is_ready: true, lines } => line("ok", "service", &format!("is ready: {}", lines.join(", "))),
        Running::Answers { lines, .. } => line("FAIL", "service", &format!("is not ready: {}", lines.join(", "))),
        Running::Nothing => {
            line("FAIL", "service", &format!("nothing listens on {listen}: the web server does not run"));
        }
        Running::Unclear(cause) => line("FAIL", "service", cause),
    }
    let Overview { status, mail, pause, accounts } = overview;
    for (part, answer) in [("database", &status.database), ("synapse", &status.synapse), ("mail", mail)] {
        match answer {
            Answer::Well(more) => line("ok", part, if more.is_empty() { "answers" } else { more }),
            Answer::Ill(Finding { code, cause, remedy, .. }) => {
                line("FAIL", part, &format!("{cause} [{}] {remedy}", code.as_str()));
            }
        }
    }
    if let Some(pause) = pause {
        let reason = pause.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
        let words = format!(
            "new requests are paused by {} since {}{reason}; `resume` accepts them",
            pause.by,
            when(pause.since)
        );
        line("note", "form", &words);
    }
    match accounts {
        0 => {}
        1 => line("note", "accounts", "one account needs a decision: see `accounts list`"),
        count => line("note", "accounts", &format!("{count} accounts need a decision: see `accounts list`")),
    }
    if let Some(work) = &status.work {
        print_work(work, line);
    }
}

fn print_work(work: &Work, line: impl Fn(&str, &str, &str)) {
    let oldest = work.oldest.map_or_else(String::new, |at| format!("; the oldest since {}", when(at)));
    line("", "requests", &format!("{} pending{oldest}", work.pending));
    for (lane, queue) in &work.queues {
        let mark = if queue.parked > 0 { "note" } else { "" };
        line(mark, "outbox", &format!("{lane}: {} waiting, {} parked", queue.waiting, queue.parked));
    }
    if work.parked() > 0 {
        line("note", "outbox", "parked effects wait for you: see `outbox list`");
    }
}

fn facts(overview: &Overview, running: &Running) -> Value {
    let Overview { status, mail, pause, accounts } = overview;
    let answer = |answer: &Answer| match answer {
        Answer::Well(more) => json!({ "ok": true, "detail": more }),
        Answer::Ill(Finding { code, cause, remedy, .. }) => {
            json!({ "ok": false, "code": code.as_str(), "detail": cause, "remedy": remedy })
        }
    };
    let service = match running {
        Running::Answers { is_ready, lines } => json!({ "running": true, "ready": is_ready, "parts": lines }),
        Running::Nothing => json!({ "running": false, "ready": false }),
        Running::Unclear(cause) => json!({ "running": null, "ready": false, "detail": cause }),
    };
    let queues = status
        .work
        .iter()
        .flat_map(|work| &work.queues)
        .map(|(lane, queue)| (lane.to_string(), json!({ "waiting": queue.waiting, "parked": queue.parked })));
    json!({
        "version": status.version,
        "service": service,
        "database": answer(&status.database),
        "synapse": answer(&status.synapse),
        "mail": answer(mail),
        "paused": pause.as_ref().map(|pause| json!({ "by": pause.by, "since": pause.since, "reason": pause.reason })),
        "accounts_to_decide": accounts,
        "pending": status.work.as_ref().map(|work| work.pending),
        "oldest_pending": status.work.as_ref().and_then(|work| work.oldest),
        "outbox": queues.collect::<serde_json::Map<_, _>>(),
    })
}
