//! Developers' commands: `cargo xtask demo | test | bench | servers | rules | fuzz | dependencies | ci`.
mod bench;
mod checks;
mod ci;
mod demo;
mod dependencies;
mod fixtures;
mod fuzz;
mod hex;
mod paths;
mod progress;
mod run;
mod test;
mod tools;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Developers' commands")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Starts the service with a Synapse and an inbox on this machine, to try it out
    Demo(demo::Options),
    /// Runs all tests, with a real Synapse, real mail servers and a real browser
    Test(test::Options),
    /// Measures the service against the Django app and against baselines
    Bench(bench::Options),
    /// Runs the servers that the tests use until Ctrl-C, so that you can run tests beside them
    Servers,
    /// Checks the house rules: comments in manifests, import cycles, database access, messages
    Rules,
    /// Fuzzes the parsers of untrusted input; needs a nightly compiler
    Fuzz(fuzz::Options),
    /// Checks the dependencies: licences, sources, bans, and whether each is used
    Dependencies,
    /// Checks formatting, house rules, lints, documentation and dependencies, then runs all tests
    Ci(test::Options),
}

fn main() -> ExitCode {
    let outcome = run::listen_for_interrupts().and_then(|()| match Arguments::parse().command {
        Command::Demo(options) => demo::run(&options),
        Command::Test(options) => test::run(&options),
        Command::Bench(options) => bench::run(&options),
        Command::Servers => test::servers(),
        Command::Rules => checks::run().map(|()| ExitCode::SUCCESS),
        Command::Fuzz(options) => fuzz::run(&options),
        Command::Dependencies => dependencies::check().map(|()| ExitCode::SUCCESS),
        Command::Ci(options) => ci::run(&options),
    });
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
