//! The same work on databases of three sizes, up to a million registrations, on SQLite and on PostgreSQL.

mod dataset;
mod fill;
mod room;

use std::{
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};

use crate::{
    browser::{self, Browser},
    samples::Samples,
    servers::Servers,
    services::Service,
    sign_up,
    stub::Stub,
    table::Line,
};
use dataset::Dataset;
use fill::Database;

/// The operations that are measured.
const WORK: [&str; 6] = [
    "complete sign-ups",
    "a taken username",
    "`requests list`",
    "`requests list --all`",
    "`requests show`",
    "`cleanup`",
];

/// Measures both databases, one after the other.
pub async fn measure(servers: &Servers, stub: &Stub) -> anyhow::Result<Vec<Line>> {
    let mut lines = vec![];
    for database in [Database::Sqlite, Database::Postgres] {
        let sizes: &[usize] = if servers.quick { &[1_000, 100_000] } else { &[1_000, 100_000, 1_000_000] };
        let datasets = sizes
            .iter()
            .map(|size| Dataset::create(servers, stub, database, *size))
            .collect::<anyhow::Result<Vec<_>>>()?;
        // The room first: later sign-ups have no card in it.
        let in_the_room = room::measure(servers, stub, &datasets).await?;
        let elsewhere = work(servers, stub, &datasets).await?;
        for (work, speeds) in elsewhere.into_iter().chain(in_the_room) {
            lines.extend(compare(database, &datasets, &work, &speeds));
        }
    }
    Ok(lines)
}

/// The rate of each operation outside the room, in each dataset.
async fn work(servers: &Servers, stub: &Stub, datasets: &[Dataset]) -> anyhow::Result<Vec<(String, Vec<Samples>)>> {
    let services = datasets.iter().map(|dataset| dataset.opens(servers, stub)).collect::<anyhow::Result<Vec<_>>>()?;
    let mut speeds = WORK.map(|_| vec![Samples::default(); datasets.len()]);
    for _ in 0..servers.rounds(5, 2) {
        for (place, (service, dataset)) in services.iter().zip(datasets).enumerate() {
            for (speeds, speed) in speeds.iter_mut().zip(round(servers, stub, service, dataset).await?) {
                speeds[place].push(speed);
            }
        }
    }
    Ok(WORK.map(str::to_owned).into_iter().zip(speeds).collect())
}

/// The rate of each operation in [`WORK`].
async fn round(
    servers: &Servers,
    stub: &Stub,
    service: &Service,
    dataset: &Dataset,
) -> anyhow::Result<[f64; WORK.len()]> {
    let someone = dataset.someone();
    let command = |arguments: &[&str]| command(servers, service, arguments);
    Ok([
        sign_up::sign_ups(service, &stub.mailbox, 80, 8).await?.per_second,
        taken_names(service, &format!("person{someone}")).await?,
        command(&["requests", "list"])?,
        command(&["requests", "list", "--all"])?,
        command(&["requests", "show", &someone])?,
        command(&["cleanup"])?,
    ])
}

/// Requests for a taken username per second.
async fn taken_names(service: &Service, name: &str) -> anyhow::Result<f64> {
    let http = browser::connections()?;
    let (began, mut count) = (Instant::now(), 0_u32);
    while began.elapsed() < Duration::from_secs(1) {
        let mut browser = Browser::new(&http, &service.base, format!("10.255.{}.1", count % 256));
        let refused = browser.fills_in("/register", &[("username", name)]).await;
        let said = refused.err().context("a taken username was accepted")?;
        ensure!(format!("{said:#}").contains("422"), "{said:#}");
        count += 1;
    }
    Ok(f64::from(count) / began.elapsed().as_secs_f64())
}

/// How often per second a command in the terminal could run. The best of five, to exclude other load.
fn command(servers: &Servers, service: &Service, arguments: &[&str]) -> anyhow::Result<f64> {
    let mut best = 0.0_f64;
    for _ in 0..5 {
        let began = Instant::now();
        let mut command = Command::new(&servers.service);
        command.arg("--config").arg(service.folder.join("config.yaml")).args(arguments);
        let output = command.output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{arguments:?}: {said}");
        best = best.max(1.0 / began.elapsed().as_secs_f64());
    }
    Ok(best)
}

/// Compares each size with the smallest.
fn compare(database: Database, datasets: &[Dataset], work: &str, speeds: &[Samples]) -> Vec<Line> {
    let line = |(dataset, speed): (&Dataset, &Samples)| Line {
        figure: format!("{work}, {} registrations on {}", dataset.size, database.name()),
        unit: "/s",
        ours: speed.clone(),
        other: Some(("1,000 registrations", speeds[0].clone())),
        target: "≥ 0.85",
        row: "growth",
    };
    datasets.iter().zip(speeds).skip(1).map(line).collect()
}
