//! `cargo xtask test`: every test, beside the servers that they need.

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Duration;

use clap::Args;

use crate::fixtures::world;
use crate::run::{self, Output, Tethered};

/// What to run.
#[derive(Args)]
pub struct Options {
    /// Everything, builds too, ends after this many minutes
    #[arg(long, default_value_t = 60, value_name = "MINUTES")]
    time_limit: u64,
    /// For `cargo test`: a filter, `-p PACKAGE`, `--test system`, `-- --nocapture` …
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Runs the tests; what they say and how they end is cargo's.
pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let world = world::start()?;
    let limit = Duration::from_mins(options.time_limit);
    let tests = Tethered::start("cargo test", &command(options, &world.file), Output::Shown)?;
    let status = tests.wait(limit)?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn command(options: &Options, world: &Path) -> Command {
    let mut command = run::cargo();
    command.arg("test").env("REGISTRATION_TEST_WORLD", world);
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
