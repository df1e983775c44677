//! Memory of the service with the bot and its encrypted room, against the Django app's workers, and processor time at
//! rest.

use std::time::Duration;

use anyhow::{Context, ensure};
use rusqlite::{Connection, OpenFlags};
use serde_json::json;

use crate::{
    samples::Samples,
    servers::Servers,
    services::{self, Plan, Service},
    sign_up,
    stub::Stub,
    table::Line,
};

/// Measures after the start, after sign-ups, and at rest.
pub async fn measure(servers: &Servers, stub: &Stub) -> anyhow::Result<Vec<Line>> {
    let synapse = servers.synapse.as_ref().context("a Synapse is missing")?;
    let moderator = synapse.moderator.as_ref().map(|(id, _)| id.clone()).unwrap_or_default();
    let config = json!({"bot": {"username": "memory-bot", "moderators": [moderator]}});
    let plan = Plan { folder: servers.fresh_folder("memory-ours")?, synapse, config, only: None };
    let ours = services::start_ours(servers, stub, &plan)?;
    let django = services::django(servers, stub, "memory-django")?;
    let rest = Duration::from_secs(if servers.quick { 10 } else { 60 });
    wait_until(&ours, "the bot has its room", "SELECT count(*) > 0 FROM settings WHERE key LIKE '%room%'").await?;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let begin = (ours.child.memory(), django.child.memory());
    let before = (ours.child.cpu(), django.child.cpu());
    tokio::time::sleep(rest).await;
    let idle = (ours.child.cpu() - before.0, django.child.cpu() - before.1);
    let (count, theirs) = if servers.quick { (100, 20) } else { (1000, 200) };
    sign_up::sign_ups(&ours, &stub.mailbox, count, 8).await?;
    wait_until(&ours, "all cards are in the room", "SELECT count(*) = 0 FROM outbox").await?;
    sign_up::sign_ups(&django, &stub.mailbox, theirs, 8).await?;
    let end = (ours.child.memory(), django.child.memory());
    let line = |figure: String, unit, (we, app): (f64, f64), target| {
        let one = |sample: f64| -> Samples { [sample].into_iter().collect() };
        Line { figure, unit, ours: one(we), other: Some(("the Django app", one(app))), target, row: "memory" }
    };
    Ok(vec![
        line("memory after the start, with bot and room".to_owned(), "MB", begin, "≤ 0.5"),
        line(format!("memory after {count} sign-ups with cards in the encrypted room"), "MB", end, "≤ 0.5"),
        line(format!("processor time of {} s at rest", rest.as_secs()), "s", idle, "near 0"),
    ])
}

/// Waits until a query of the service's database returns true.
async fn wait_until(ours: &Service, what: &str, sql: &str) -> anyhow::Result<()> {
    for _ in 0..600 {
        let file = ours.folder.join("db.sqlite3");
        let database = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        if database.query_row(sql, [], |row| row.get(0)).with_context(|| what.to_owned())? {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    ensure!(false, "{what}: not within ten minutes");
    Ok(())
}
