//! `cargo xtask test`: every test, beside the servers that they need.

use std::process::{Command, ExitCode};
use std::time::Duration;

use clap::{Args, ValueEnum};

use crate::fixtures::world::{self, World};
use crate::run::{self, Output, Tethered};

/// What to run.
#[derive(Args)]
pub struct Options {
    /// Everything, builds too, ends after this many minutes
    #[arg(long, default_value_t = 60, value_name = "MINUTES")]
    time_limit: u64,
    /// Once on each database, or on one of them
    #[arg(long, value_enum, default_value_t = Database::Both)]
    database: Database,
    /// For `cargo test`: a filter, `-p PACKAGE`, `--test system`, `-- --nocapture` …
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// What registrations are kept in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Database {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
    /// First the one, then the other.
    Both,
}

/// Runs the tests; what they say and how they end is cargo's.
pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let world = world::start()?;
    let limit = Duration::from_mins(options.time_limit);
    for (database, name) in [(Database::Sqlite, "SQLite"), (Database::Postgres, "PostgreSQL")] {
        if options.database == Database::Both || options.database == database {
            println!("On {name}:");
            let command = command(options, &world, database);
            let status = Tethered::start("cargo test", &command, Output::Shown)?.wait(limit)?;
            if !status.success() {
                println!("Failed on {name}.");
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn command(options: &Options, world: &World, database: Database) -> Command {
    let mut command = run::cargo();
    command.arg("test").env("REGISTRATION_TEST_WORLD", &world.file);
    if database == Database::Postgres {
        command.env("REGISTRATION_TEST_POSTGRES", &world.postgres.url);
        command.env("REGISTRATION_TEST_PSQL", &world.postgres.psql);
    }
    if !options.arguments.iter().any(|argument| argument == "-p" || argument == "--package") {
        command.arg("--workspace");
    }
    command.args(&options.arguments);
    command
}

/// Keeps the servers up until Ctrl-C.
pub fn world() -> anyhow::Result<ExitCode> {
    let world = world::start()?;
    println!("Ready. In another terminal:");
    println!("  REGISTRATION_TEST_WORLD={} cargo test", world.file.display());
    while !run::interrupted() {
        std::thread::sleep(run::PAUSE);
    }
    Ok(ExitCode::SUCCESS)
}
