//! Checks the dependencies: licences, sources and bans (`deny.toml`), and whether each is used.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::run::{ChildGuard, Output};
use crate::{paths, tools};

const LIMIT: Duration = Duration::from_mins(5);

/// Stops at the first problem.
pub fn check() -> anyhow::Result<()> {
    // Advisories are in a git repository that some networks cannot reach.
    run(
        &tools::DENY.installed()?,
        "cargo deny",
        &["--workspace", "--all-features", "check", "licenses", "bans", "sources"],
    )?;
    run(&tools::MACHETE.installed()?, "cargo machete", &["--with-metadata"])
}

fn run(program: &Path, name: &str, arguments: &[&str]) -> anyhow::Result<()> {
    println!("{name}");
    let mut command = Command::new(program);
    command.args(arguments).current_dir(paths::root());
    ChildGuard::start(name, &command, Output::Shown)?.succeed(LIMIT)
}
