//! `cargo xtask test`: every test, beside the servers that they need.

mod flaky;

use std::process::{Command, ExitCode, ExitStatus};
use std::time::Duration;

use clap::{Args, ValueEnum};

use crate::fixtures::world::{self, World};
use crate::paths;
use crate::run::{self, Output, Tethered};

/// When more have failed, it is not the machine.
const FEW: usize = 4;

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
            if !all_pass(options, &world, database, limit)? {
                println!("Failed on {name}.");
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn all_pass(options: &Options, world: &World, database: Database, limit: Duration) -> anyhow::Result<bool> {
    let mut command = cargo_test(world, database);
    if !options.arguments.iter().any(|argument| argument == "-p" || argument == "--package") {
        command.args(["--workspace", "--no-fail-fast"]);
    }
    let (status, printed) = listen_to(command.args(&options.arguments), limit)?;
    let failed = flaky::failed(&printed);
    if status.success() || failed.is_empty() || failed.len() > FEW {
        return Ok(status.success());
    }
    println!("Once more, one by one: {}", failed.join(", "));
    let mut again = cargo_test(world, database);
    // As the first time: with other packages at hand cargo would build everything with other features.
    again.args(["--workspace", "--test", "system", "--", "--test-threads=1", "--exact"]).args(&failed);
    let (status, printed) = listen_to(&again, limit)?;
    // Whoever is not a test of the whole system does not get a second try.
    let is_flaky = status.success() && flaky::passed(&printed) == failed.len();
    if is_flaky {
        println!("FLAKY: passed alone, and failed beside the others: {}", failed.join(", "));
    }
    Ok(is_flaky)
}

fn listen_to(command: &Command, limit: Duration) -> anyhow::Result<(ExitStatus, String)> {
    let log = paths::target("test.log");
    let status = Tethered::start("cargo test", command, Output::Copied(&log))?.wait(limit)?;
    Ok((status, std::fs::read_to_string(&log)?))
}

fn cargo_test(world: &World, database: Database) -> Command {
    let mut command = run::cargo();
    command.arg("test").env("REGISTRATION_TEST_WORLD", &world.file);
    if database == Database::Postgres {
        command.env("REGISTRATION_TEST_POSTGRES", &world.postgres.url);
        command.env("REGISTRATION_TEST_PSQL", &world.postgres.psql);
    }
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
