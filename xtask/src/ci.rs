//! `cargo xtask ci`: formatting, lints, house rules, supply chain, and every test.

use std::process::ExitCode;
use std::time::Duration;

use crate::run::{Output, Tethered};
use crate::{checks, run, supply, test};

const LIMIT: Duration = Duration::from_mins(40);

/// Stops at the first thing that is wrong.
pub fn run(options: &test::Options) -> anyhow::Result<ExitCode> {
    cargo(&["fmt", "--all", "--check"])?;
    println!("Checking the house rules");
    checks::run()?;
    cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"])?;
    supply::check()?;
    test::run(options)
}

fn cargo(arguments: &[&str]) -> anyhow::Result<()> {
    let name = format!("cargo {}", arguments.join(" "));
    println!("{name}");
    let mut command = run::cargo();
    command.args(arguments);
    Tethered::start(&name, &command, Output::Shown)?.succeed(LIMIT)
}
