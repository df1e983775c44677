//! What it costs to have had a million registrations: the same work on databases of three sizes, on
//! `SQLite` and on `PostgreSQL`.

mod fill;
mod room;

use std::{
    path::PathBuf,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use serde_json::{Value, json};

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

/// A database of some size, and where the service on it is.
struct Town {
    folder: PathBuf,
    config: Value,
    /// How many registrations it begins with.
    size: usize,
}

/// Both databases, one after the other.
pub async fn measure(world: &World, stub: &Stub) -> anyhow::Result<Vec<Line>> {
    let mut lines = vec![];
    for database in [Database::Sqlite, Database::Postgres] {
        let sizes: &[usize] = if world.quick { &[1_000, 100_000] } else { &[1_000, 100_000, 1_000_000] };
        let towns = sizes.iter().map(|size| town(world, stub, database, *size)).collect::<anyhow::Result<Vec<_>>>()?;
        // First the room: whoever signs up later has no card in it.
        let in_the_room = room::measure(world, stub, &towns).await?;
        let elsewhere = work(world, stub, &towns).await?;
        for (work, speeds) in elsewhere.into_iter().chain(in_the_room) {
            lines.extend(compare(database, &towns, &work, &speeds));
        }
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
    let town = Town { folder, config, size };
    // The first start makes the schema.
    drop(town.opens(world, stub)?);
    database.fill(world, &town.folder, url.as_deref(), size)?;
    println!("  {size} registrations on {}: filled in {:.0} s", database.name(), began.elapsed().as_secs_f64());
    Ok(town)
}

impl Town {
    /// Starts the service, with the stub and without the room.
    fn opens(&self, world: &World, stub: &Stub) -> anyhow::Result<Service> {
        let (folder, config) = (self.folder.clone(), self.config.clone());
        services::start_ours(
            world,
            stub,
            &Plan { folder, synapse: &stub.homeserver(), config, only: Some("web,worker") },
        )
    }

    /// The number of somebody in the middle of the table who has an account: those that end in 1 have one.
    fn someone(&self) -> String {
        (self.size / 20 * 10 + 1).to_string()
    }
}

/// What is done without the room, and how fast in each town.
async fn work(world: &World, stub: &Stub, towns: &[Town]) -> anyhow::Result<Vec<(String, Vec<Samples>)>> {
    let services = towns.iter().map(|town| town.opens(world, stub)).collect::<anyhow::Result<Vec<_>>>()?;
    let mut speeds = WORK.map(|_| vec![Samples::default(); towns.len()]);
    for _ in 0..world.rounds(5, 2) {
        for (place, (service, town)) in services.iter().zip(towns).enumerate() {
            for (speeds, speed) in speeds.iter_mut().zip(round(world, stub, service, town).await?) {
                speeds[place].push(speed);
            }
        }
    }
    Ok(WORK.map(str::to_owned).into_iter().zip(speeds).collect())
}

/// How fast each of [`WORK`] was.
async fn round(world: &World, stub: &Stub, service: &Service, town: &Town) -> anyhow::Result<[f64; WORK.len()]> {
    let someone = town.someone();
    let command = |arguments: &[&str]| command(world, service, arguments);
    Ok([
        journey::sign_ups(service, &stub.mailbox, 80, 8).await?.per_second,
        taken_names(service, &format!("person{someone}")).await?,
        command(&["requests", "list"])?,
        command(&["requests", "list", "--all"])?,
        command(&["requests", "show", &someone])?,
        command(&["cleanup"])?,
    ])
}

/// Forms a second that ask for a name which somebody has.
async fn taken_names(service: &Service, name: &str) -> anyhow::Result<f64> {
    let http = browser::connections()?;
    let (began, mut count) = (Instant::now(), 0_u32);
    while began.elapsed() < Duration::from_secs(1) {
        let mut browser = Browser::new(&http, &service.base, format!("10.255.{}.1", count % 256));
        let refused = browser.fills_in("/register", &[("username", name)]).await;
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
fn compare(database: Database, towns: &[Town], work: &str, speeds: &[Samples]) -> Vec<Line> {
    let line = |(town, speed): (&Town, &Samples)| Line {
        figure: format!("{work}, {} registrations on {}", town.size, database.name()),
        unit: "/s",
        ours: speed.clone(),
        other: Some(("1,000 registrations", speeds[0].clone())),
        aim: "≥ 0.85",
        row: "growth",
    };
    towns.iter().zip(speeds).skip(1).map(line).collect()
}
