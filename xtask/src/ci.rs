//! `cargo xtask ci`: formatting, house rules, lints, documentation, dependencies, and all tests.

use std::process::ExitCode;
use std::time::Duration;

use crate::run::{ChildGuard, Output};
use crate::{checks, dependencies, run, test};

const LIMIT: Duration = Duration::from_mins(40);

/// Stops at the first problem.
pub fn run(options: &test::Options) -> anyhow::Result<ExitCode> {
    cargo(&["fmt", "--all", "--check"], "")?;
    println!("Checking the house rules");
    checks::run()?;
    cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"], "")?;
    // `--examples` (there are none) includes the features of dev-dependencies, so that dependencies are not checked again.
    let documented = ["--workspace", "--no-deps", "--lib", "--bins", "--examples", "--locked"];
    cargo(&[&["doc"], &documented[..]].concat(), "-D warnings")?;
    dependencies::check()?;
    test::run(options)
}

fn cargo(arguments: &[&str], rustdoc_flags: &str) -> anyhow::Result<()> {
    let name = format!("cargo {}", arguments.join(" "));
    println!("{name}");
    let mut command = run::cargo();
    command.args(arguments).env("RUSTDOCFLAGS", rustdoc_flags);
    ChildGuard::start(&name, &command, Output::Shown)?.succeed(LIMIT)
}
