//! Runs cargo without the variables that an outer `cargo run` has set.

use std::path::Path;
use std::process::Command;

use crate::paths;

/// The cargo that runs us, in the workspace's folder.
///
/// Some build scripts (that of ring) watch variables that `cargo run` sets, and would run again, with everything that
/// depends on them, each time that a cargo in a terminal takes turns with ours. So they are removed.
pub fn cargo() -> Command {
    cargo_program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()).as_ref())
}

/// A program that runs cargo, such as nextest, as above.
pub fn cargo_program(program: &Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os().filter(|(name, _)| is_about_us(&name.to_string_lossy())) {
        command.env_remove(name);
    }
    command.current_dir(paths::root());
    command
}

fn is_about_us(variable: &str) -> bool {
    let prefixes = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"];
    prefixes.iter().any(|prefix| variable.starts_with(prefix)) || ["CARGO", "CARGO_CRATE_NAME"].contains(&variable)
}
