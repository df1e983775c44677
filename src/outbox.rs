//! `outbox`: lists what the service has yet to do, retries it and drops it.

use anyhow::bail;
use registration_core::{
    Registrations,
    domain::{Actor, Effect, Origin},
    store::{Progress, Queued, Retry},
};
use serde_json::{Value, json};

use crate::{cli::OutboxCommand, output::outln, table};

/// Runs the command, and prints the result.
pub async fn run(registrations: Registrations, command: OutboxCommand) -> anyhow::Result<()> {
    match command {
        OutboxCommand::List { limit, json } => list(&registrations, limit, json).await,
        OutboxCommand::Retry { number, .. } => retry(&registrations, number).await,
        OutboxCommand::Drop { number } => {
            let dropped = registrations.operations().drop_effect(number, &Origin::from(Actor::Operator)).await?;
            outln!("Dropped: {} of request #{}. It will not be performed.", dropped.name, dropped.registration);
            Ok(())
        }
    }
}

async fn list(registrations: &Registrations, limit: u64, json: bool) -> anyhow::Result<()> {
    let queued = registrations.operations().queued(limit).await?;
    if json {
        return table::json(queued.iter().map(facts).collect::<Vec<_>>());
    }
    if queued.is_empty() {
        outln!("The outbox is empty: everything is done.");
        return Ok(());
    }
    let row = |one: &Queued| {
        let what = match one.effect.as_ref().and_then(Effect::detail) {
            Some(detail) => format!("{} ({detail})", one.name),
            None => one.name.clone(),
        };
        let cause = one.cause.clone().unwrap_or_default();
        [one.id.to_string(), format!("#{}", one.registration), what, progress(one), one.attempts.to_string(), cause]
    };
    table::print(["Number", "Request", "Effect", "State", "Attempts", "Cause"], queued.iter().map(row));
    Ok(())
}

async fn retry(registrations: &Registrations, number: Option<i64>) -> anyhow::Result<()> {
    let which = number.map_or(Retry::All, Retry::One);
    let retried = registrations.operations().retry_effects(which, &Origin::from(Actor::Operator)).await?;
    match (number, retried.len()) {
        (None, 0) => outln!("Nothing has failed."),
        (Some(number), 0) => match registrations.operations().queued_effect(number).await? {
            Some(_) => outln!("{number} is due already: the running service performs it."),
            None => bail!("there is no effect {number}: it was performed or dropped"),
        },
        (_, count) => outln!("Retrying {count}. The running service performs them within seconds."),
    }
    Ok(())
}

fn progress(of: &Queued) -> String {
    match of.progress {
        Progress::Parked(since) => format!("parked since {}", table::when(since)),
        Progress::Leased(_) => "in progress".to_owned(),
        Progress::Due(at) if of.cause.is_some() => format!("failed; next attempt {}", table::when(at)),
        Progress::Due(at) => format!("due {}", table::when(at)),
    }
}

fn facts(of: &Queued) -> Value {
    let (state, at) = match of.progress {
        Progress::Parked(at) => ("parked", at),
        Progress::Leased(at) => ("in_progress", at),
        Progress::Due(at) if of.cause.is_some() => ("failed", at),
        Progress::Due(at) => ("due", at),
    };
    json!({
        "number": of.id,
        "request": of.registration.0,
        "effect": of.name,
        "subject": of.effect.as_ref().and_then(Effect::detail),
        "state": state,
        "at": at,
        "attempts": of.attempts,
        "cause": of.cause,
    })
}
