//! `cargo xtask test`: every test, beside the servers that they need.

mod nextest;
mod report;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};

use crate::fixtures::world;
use crate::run;

use nextest::Run;
use report::Report;

/// What to run.
#[derive(Args)]
pub struct Options {
    /// Everything, builds too, ends after this many minutes
    #[arg(long, default_value_t = 60, value_name = "MINUTES")]
    time_limit: u64,
    /// Which databases the tests use
    #[arg(long, value_enum, default_value_t = Database::Both)]
    database: Database,
    /// For `cargo nextest run`: a filter, `-p PACKAGE`, `--test system`, `-- --nocapture` …
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// What registrations are kept in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Database {
    /// All tests, with a file
    Sqlite,
    /// All tests, with a server
    Postgres,
    /// All tests with a file, and those about the database with a server too
    Both,
    /// All tests with a file, and all tests with a server
    All,
}

impl Database {
    fn runs(self) -> &'static [Run] {
        match self {
            Self::Sqlite => &[Run::Sqlite],
            Self::Postgres => &[Run::Postgres],
            Self::Both => &[Run::Sqlite, Run::PostgresSubset],
            Self::All => &[Run::Sqlite, Run::Postgres],
        }
    }
}

/// Runs the tests, on the second database only if all is well on the first; then tells how long each took.
pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let started = Instant::now();
    let program = nextest::program()?;
    let world = world::start()?;
    let limit = Duration::from_mins(options.time_limit);
    let mut report = Report::default();
    let mut all_pass = true;
    for run in options.database.runs() {
        println!("On {}:", run.name());
        all_pass = run.passes(&program, &world, &options.arguments, limit)?;
        report.add(run.name(), &std::fs::read_to_string(run.results()).unwrap_or_default());
        if !all_pass {
            println!("Failed on {}.", run.name());
            break;
        }
    }
    print!("{}", report.text(started.elapsed()));
    Ok(if all_pass { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Keeps the servers up until Ctrl-C.
pub fn world() -> anyhow::Result<ExitCode> {
    let world = world::start()?;
    println!("Ready. In another terminal:");
    println!("  REGISTRATION_TEST_WORLD={} cargo nextest run", world.file.display());
    while !run::interrupted() {
        std::thread::sleep(run::PAUSE);
    }
    Ok(ExitCode::SUCCESS)
}
