//! A thousand sign-ups, 64 at once, through the whole system, several times over: is anything lost,
//! doubled or slow, and does memory grow?

use std::time::Duration;

use anyhow::{Context, ensure};
use rusqlite::{Connection, OpenFlags};
use serde_json::json;

use crate::{
    journey,
    samples::Samples,
    services::{self, Service},
    stub::{self, Mailbox, Stub},
    table::Line,
    world::World,
};

const AT_ONCE: usize = 64;

/// Three waves of a thousand.
pub async fn measure(world: &World, _: &Stub) -> anyhow::Result<Vec<Line>> {
    // A mail server of its own: every mail in it is one of this run.
    let stub = stub::start().await?;
    let ours = services::ours(world, &stub, "load", json!({}))?;
    let (wave, waves) = (if world.quick { 200 } else { 1000 }, world.rounds(4, 2));
    let start = ours.child.resident();
    let [mut rate, mut half, mut slowest] = [Samples::default(), Samples::default(), Samples::default()];
    let [mut wrong, mut memory] = [Samples::default(), Samples::default()];
    for number in 1..=waves {
        let outcome = journey::sign_ups(&ours, &stub.mailbox, wave, AT_ONCE).await?;
        rate.push(outcome.per_second);
        half.push(outcome.durations.median() * 1000.0);
        slowest.push(outcome.durations.at(0.99) * 1000.0);
        wrong.push(lost_or_doubled(&ours, &stub.mailbox, wave * number).await?);
        memory.push(ours.child.resident());
    }
    println!("  resident memory after each wave: {memory:?} MB");
    let figure = |name: &str| format!("{wave} sign-ups, {AT_ONCE} at once: {name}");
    let alone = |name, unit, ours, aim| Line { figure: figure(name), unit, ours, other: None, aim, row: "load" };
    let starts: Samples = memory.iter().map(|_| start).collect();
    let firsts: Samples = memory.iter().map(|_| memory.first()).collect();
    let against = |name, other, aim| Line {
        figure: figure("resident memory"),
        unit: "MB",
        ours: memory.clone(),
        other: Some((name, other)),
        aim,
        row: "load",
    };
    Ok(vec![
        alone("a second", "/s", rate, "–"),
        alone("half of them took at most", "ms", half, "–"),
        alone("99 of 100 took at most", "ms", slowest, "–"),
        alone("lost or doubled", "", wrong, "0"),
        against("after the start", starts, "–"),
        against("after the first wave", firsts, "flat"),
    ])
}

/// How many requests, cards and mails there are more or fewer than `expected`.
async fn lost_or_doubled(ours: &Service, mailbox: &Mailbox, expected: usize) -> anyhow::Result<f64> {
    // The last mail has come; that it went is written down right after.
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
    // The link and the receipt.
    let unlike = mailbox.unlike(2, &operators);
    ensure!(unlike.len() < 1000, "nobody gets two mails");
    for (address, count) in &unlike {
        println!("  {address} got {count} mails");
    }
    let people = i64::try_from(mailbox.addresses())? - 1;
    let told = i64::try_from(mailbox.count(&operators))?;
    wrong += i64::try_from(unlike.len())? + (people - expected).abs() + (told - expected).abs();
    #[expect(clippy::cast_precision_loss, reason = "a small count")]
    Ok(wrong as f64)
}
