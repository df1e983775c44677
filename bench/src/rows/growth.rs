//! What it costs to have had a million registrations: the same work on databases of three sizes, on
//! `SQLite` and on `PostgreSQL`.

mod fill;

use std::{
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use serde_json::json;

use crate::{
    browser::{self, Browser},
    journey,
    samples::Samples,
    services::{self, Plan, Service},
    stub::Stub,
    table::Line,
    world::World,
};
use fill::Database;

/// What is done, and how much of it a second.
const WORK: [&str; 6] = [
    "whole sign-ups",
    "a name that is taken",
    "`requests list`",
    "`requests list --all`",
    "`requests show`",
    "`cleanup`",
];

/// A service on a database of some size.
struct Town {
    service: Service,
    /// How many registrations it began with.
    size: usize,
    speeds: [Samples; WORK.len()],
}

/// Both databases, one after the other.
pub async fn measure(world: &World, stub: &Stub) -> anyhow::Result<Vec<Line>> {
    let mut lines = vec![];
    for database in [Database::Sqlite, Database::Postgres] {
        let mut towns = vec![];
        let sizes: &[usize] = if world.quick { &[1_000, 100_000] } else { &[1_000, 100_000, 1_000_000] };
        for size in sizes {
            towns.push(town(world, stub, database, *size)?);
        }
        for _ in 0..world.rounds(5, 2) {
            for town in &mut towns {
                round(world, stub, town).await?;
            }
        }
        lines.extend(compare(database, &towns));
    }
    Ok(lines)
}

fn town(world: &World, stub: &Stub, database: Database, size: usize) -> anyhow::Result<Town> {
    let name = format!("growth-{database:?}-{size}").to_lowercase();
    let folder = world.fresh_folder(&name)?;
    let began = Instant::now();
    let url = database.make(world, &name.replace('-', "_"))?;
    let config = match &url {
        Some(url) => json!({"database": {"url": url}}),
        None => json!({}),
    };
    let synapse = stub.homeserver();
    let plan = Plan { folder, synapse: &synapse, config, only: Some("web,worker") };
    // The first start makes the schema.
    drop(services::start_ours(world, stub, &plan)?);
    database.fill(world, &plan.folder, url.as_deref(), size)?;
    println!("  {size} registrations on {}: filled in {:.0} s", database.name(), began.elapsed().as_secs_f64());
    let service = services::start_ours(world, stub, &plan)?;
    Ok(Town { service, size, speeds: Default::default() })
}

async fn round(world: &World, stub: &Stub, town: &mut Town) -> anyhow::Result<()> {
    let Town { service, size, speeds } = town;
    speeds[0].push(journey::sign_ups(service, &stub.mailbox, 80, 8).await?.per_second);
    speeds[1].push(taken_names(service, *size).await?);
    let someone = (*size / 2).to_string();
    let commands: [&[&str]; 4] =
        [&["requests", "list"], &["requests", "list", "--all"], &["requests", "show", &someone], &["cleanup"]];
    for (index, arguments) in commands.into_iter().enumerate() {
        speeds[index + 2].push(command(world, service, arguments)?);
    }
    Ok(())
}

/// Forms a second that ask for a name which somebody has.
async fn taken_names(service: &Service, size: usize) -> anyhow::Result<f64> {
    let http = browser::connections()?;
    let (began, mut count) = (Instant::now(), 0_u32);
    while began.elapsed() < Duration::from_secs(1) {
        let mut browser = Browser::new(&http, &service.base, format!("10.255.{}.1", count % 256));
        // In the middle of the table: those that end in 1 are active.
        let name = format!("person{}", size / 20 * 10 + 1);
        let refused = browser.fills_in("/register", &[("username", &name)]).await;
        let said = refused.err().context("a name was given away twice")?;
        ensure!(format!("{said:#}").contains("422"), "{said:#}");
        count += 1;
    }
    Ok(f64::from(count) / began.elapsed().as_secs_f64())
}

/// How often a command of the terminal could run in a second: the best of five, as the rest is the
/// noise of a busy machine.
fn command(world: &World, service: &Service, arguments: &[&str]) -> anyhow::Result<f64> {
    let mut best = 0.0_f64;
    for _ in 0..5 {
        let began = Instant::now();
        let mut command = Command::new(&world.service);
        command.arg("--config").arg(service.folder.join("config.yaml")).args(arguments);
        let output = command.output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{arguments:?}: {said}");
        best = best.max(1.0 / began.elapsed().as_secs_f64());
    }
    Ok(best)
}

/// Each size by the smallest.
fn compare(database: Database, towns: &[Town]) -> Vec<Line> {
    let mut lines = vec![];
    let Some((smallest, larger)) = towns.split_first() else { return lines };
    for (index, work) in WORK.iter().enumerate() {
        for town in larger {
            lines.push(Line {
                figure: format!("{work}, {} registrations on {}", town.size, database.name()),
                unit: "/s",
                ours: town.speeds[index].clone(),
                other: Some(("1,000 registrations", smallest.speeds[index].clone())),
                aim: "≥ 0.85",
                row: "growth",
            });
        }
    }
    lines
}
