//! A thousand sign-ups, 64 at once, several times: lost or duplicated requests, durations, memory.

use std::time::Duration;

use anyhow::{Context, ensure};
use rusqlite::{Connection, OpenFlags};
use serde_json::json;

use crate::{
    samples::Samples,
    servers::Servers,
    services::{self, Service},
    sign_up,
    stub::{self, Mailbox, Stub},
    table::Line,
};

const AT_ONCE: usize = 64;

/// Runs waves of sign-ups.
pub async fn measure(servers: &Servers, _: &Stub) -> anyhow::Result<Vec<Line>> {
    // Its own mail server, so that all its mails belong to this benchmark.
    let stub = stub::start().await?;
    let ours = services::ours(servers, &stub, "load", json!({}))?;
    let (wave, waves) = (if servers.quick { 200 } else { 1000 }, servers.rounds(4, 2));
    let start = ours.child.resident();
    let [mut rate, mut half, mut slowest] = [Samples::default(), Samples::default(), Samples::default()];
    let [mut wrong, mut memory] = [Samples::default(), Samples::default()];
    for number in 1..=waves {
        let outcome = sign_up::sign_ups(&ours, &stub.mailbox, wave, AT_ONCE).await?;
        rate.push(outcome.per_second);
        half.push(outcome.durations.median() * 1000.0);
        slowest.push(outcome.durations.at(0.99) * 1000.0);
        wrong.push(lost_or_duplicated(&ours, &stub.mailbox, wave * number).await?);
        memory.push(ours.child.resident());
    }
    println!("  resident memory after each wave: {memory:?} MB");
    let figure = |name: &str| format!("{wave} sign-ups, {AT_ONCE} at once: {name}");
    let alone = |name, unit, ours, target| Line { figure: figure(name), unit, ours, other: None, target, row: "load" };
    let starts: Samples = memory.iter().map(|_| start).collect();
    let firsts: Samples = memory.iter().map(|_| memory.first()).collect();
    let against = |name, other, target| Line {
        figure: figure("resident memory"),
        unit: "MB",
        ours: memory.clone(),
        other: Some((name, other)),
        target,
        row: "load",
    };
    Ok(vec![
        alone("rate", "/s", rate, "–"),
        alone("median duration", "ms", half, "–"),
        alone("99th percentile", "ms", slowest, "–"),
        alone("lost or duplicated", "", wrong, "0"),
        against("after the start", starts, "–"),
        against("after the first wave", firsts, "flat"),
    ])
}

/// How many requests, cards and mails are missing or extra.
async fn lost_or_duplicated(ours: &Service, mailbox: &Mailbox, expected: usize) -> anyhow::Result<f64> {
    // The last mail has arrived; the service records that right after.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let file = ours.folder.join("db.sqlite3");
    let database = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let expected = i64::try_from(expected)?;
    let mut wrong = 0;
    for (what, sql) in [
        ("requests", "SELECT count(*) FROM registrations"),
        ("that wait for a decision", "SELECT count(*) FROM registrations WHERE state = 'awaiting_review'"),
        ("names", "SELECT count(DISTINCT localpart) FROM registrations"),
        ("with an account of ours", "SELECT count(*) FROM registrations WHERE account = 'ours'"),
        // The bot does not run here, so its effects wait.
        ("cards to post", "SELECT count(*) FROM outbox WHERE effect = 'post_card'"),
        ("effects in all", "SELECT count(*) FROM outbox"),
    ] {
        let found: i64 = database.query_row(sql, [], |row| row.get(0)).context(what)?;
        if found != expected {
            println!("  {what}: {found} instead of {expected}");
            wrong += (found - expected).abs();
        }
    }
    let operators = ours.operator_address();
    // The mail with the link, and the receipt.
    let unlike = mailbox.unlike(2, &operators);
    ensure!(unlike.len() < 1000, "no applicant got two mails");
    for (address, count) in &unlike {
        println!("  {address} got {count} mails");
    }
    let people = i64::try_from(mailbox.addresses())? - 1;
    let told = i64::try_from(mailbox.count(&operators))?;
    wrong += i64::try_from(unlike.len())? + (people - expected).abs() + (told - expected).abs();
    #[expect(clippy::cast_precision_loss, reason = "a small count")]
    Ok(wrong as f64)
}
