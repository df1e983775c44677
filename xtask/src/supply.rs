//! What comes into the build from outside: licences, sources and bans, and nothing that nobody uses.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::run::{Output, Tethered};
use crate::{paths, tools};

const LIMIT: Duration = Duration::from_mins(5);

/// Stops at the first thing that is wrong.
pub fn check() -> anyhow::Result<()> {
    // Advisories lie in a git repository that is not reached from everywhere.
    look(&tools::DENY.installed()?, "cargo deny", &["--all-features", "check", "licenses", "bans", "sources"])?;
    look(&tools::MACHETE.installed()?, "cargo machete", &["--with-metadata"])
}

fn look(program: &Path, name: &str, arguments: &[&str]) -> anyhow::Result<()> {
    println!("{name}");
    let mut command = Command::new(program);
    command.args(arguments).current_dir(paths::root());
    Tethered::start(name, &command, Output::Shown)?.succeed(LIMIT)
}
