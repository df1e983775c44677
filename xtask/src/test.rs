//! `cargo xtask test`: starts the servers that the tests need, and runs all tests.

mod nextest;
mod report;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};

use crate::fixtures::test_servers;
use crate::run;

use nextest::Run;
use report::Report;

/// Options of `cargo xtask test`.
#[derive(Args)]
pub struct Options {
    /// Stops builds and tests after this many minutes
    #[arg(long, default_value_t = 60, value_name = "MINUTES")]
    time_limit: u64,
    /// Which databases the tests use
    #[arg(long, value_enum, default_value_t = Database::Both)]
    database: Database,
    /// For `cargo nextest run`: a filter, `-p PACKAGE`, `--test system`, `-- --nocapture` …
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// The databases that the tests use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Database {
    /// All tests on SQLite
    Sqlite,
    /// All tests on PostgreSQL
    Postgres,
    /// All tests on SQLite, and those that concern the database on PostgreSQL too
    Both,
    /// All tests on SQLite, and all tests on PostgreSQL
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

/// Runs the documentation's examples, then the tests on each database until one fails, and prints how long they took.
pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let started = Instant::now();
    let limit = Duration::from_mins(options.time_limit);
    let program = nextest::program()?;
    if options.arguments.is_empty() {
        nextest::doc_tests(limit)?;
    }
    let servers = test_servers::start()?;
    let mut report = Report::default();
    let mut all_pass = true;
    for run in options.database.runs() {
        println!("On {}:", run.name());
        all_pass = run.passes(&program, &servers, &options.arguments, limit)?;
        report.add(run.name(), &std::fs::read_to_string(run.results()).unwrap_or_default());
        if !all_pass {
            println!("Failed on {}.", run.name());
            break;
        }
    }
    print!("{}", report.text(started.elapsed()));
    Ok(if all_pass { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs the servers until Ctrl-C.
pub fn servers() -> anyhow::Result<ExitCode> {
    let servers = test_servers::start()?;
    println!("Ready. In another terminal:");
    println!("  REGISTRATION_TEST_SERVERS={} cargo nextest run", servers.file.display());
    while !run::interrupted() {
        std::thread::sleep(run::PAUSE);
    }
    Ok(ExitCode::SUCCESS)
}
