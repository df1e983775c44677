//! Cargo tools that check this project, installed in pinned versions below `target/`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::Context;

use crate::run::{ChildGuard, Output};
use crate::{paths, run};

/// A tool from crates.io.
#[derive(Clone, Copy)]
pub struct Tool {
    name: &'static str,
    version: &'static str,
}

/// Checks licences, sources and bans: see deny.toml.
pub const DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2" };
/// Finds unused dependencies.
pub const MACHETE: Tool = Tool { name: "cargo-machete", version: "0.9.2" };
/// Runs libFuzzer.
pub const FUZZ: Tool = Tool { name: "cargo-fuzz", version: "0.13.2" };

/// Runs the tests. `.config/nextest.toml` has the oldest version that works.
pub const NEXTEST: Tool = Tool { name: "cargo-nextest", version: "0.9.143" };

/// For compiling one, which is done once.
const LIMIT: Duration = Duration::from_mins(30);

impl Tool {
    /// Its program, installed first if it is missing.
    ///
    /// # Errors
    /// It cannot be compiled, or there is no network.
    pub fn installed(self) -> anyhow::Result<PathBuf> {
        let home = paths::target("tools").join(format!("{}-{}", self.name, self.version));
        let program = home.join("bin").join(self.name);
        if program.is_file() {
            return Ok(program);
        }
        println!("Installing {} {} (once)", self.name, self.version);
        let mut command = run::cargo();
        command
            .args(["install", "--quiet", "--debug", "--locked", "--version", self.version, "--root"])
            .arg(&home)
            .arg(self.name);
        // Debug builds: optimized ones take three times as long. The tools share the artifacts of their dependencies.
        command.env("CARGO_TARGET_DIR", paths::target("tools/build"));
        let wanted = || {
            format!(
                "missing: {0} {1}; install it, for example with `cargo install --locked {0}`",
                self.name, self.version
            )
        };
        ChildGuard::start(self.name, &command, Output::Shown)?.succeed(LIMIT).with_context(wanted)?;
        Ok(program)
    }

    /// Whether `program` is this tool in this version or a newer one.
    pub fn is_at(self, program: &Path) -> bool {
        let Ok(output) = Command::new(program).arg("--version").output() else { return false };
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        let version = stdout.strip_prefix(self.name).and_then(|rest| rest.split_whitespace().next());
        version.is_some_and(|version| numbers(version) >= numbers(self.version))
    }
}

/// `0.9.143` as numbers that can be compared.
fn numbers(version: &str) -> Vec<u64> {
    version.split('.').map_while(|part| part.parse().ok()).collect()
}
