//! Developers' commands: `cargo xtask demo | test | bench | world | rules | fuzz | supply | ci`.
mod bench;
mod checks;
mod ci;
mod demo;
mod fixtures;
mod fuzz;
mod hex;
mod paths;
mod progress;
mod run;
mod supply;
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
    /// Everything on this machine, ready to be tried: Synapse, an inbox, the service
    Demo(demo::Options),
    /// Every test, against a real Synapse, real mail servers and a real browser
    Test(test::Options),
    /// Figures, against the Django app and against limits
    Bench(bench::Options),
    /// The servers that the tests use, until Ctrl-C; then run `cargo test` beside them
    World,
    /// The house rules alone: dependencies, storage, words
    Rules,
    /// Looks for bytes that break a parser of outside input, with a nightly compiler
    Fuzz(fuzz::Options),
    /// What comes into the build from outside: licences, sources, bans, and what nobody uses
    Supply,
    /// Formatting, lints, house rules, supply chain, and every test
    Ci(test::Options),
}

fn main() -> ExitCode {
    let outcome = run::listen_for_interrupts().and_then(|()| match Arguments::parse().command {
        Command::Demo(options) => demo::run(&options),
        Command::Test(options) => test::run(&options),
        Command::Bench(options) => bench::run(&options),
        Command::World => test::world(),
        Command::Rules => checks::run().map(|()| ExitCode::SUCCESS),
        Command::Fuzz(options) => fuzz::run(&options),
        Command::Supply => supply::check().map(|()| ExitCode::SUCCESS),
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
