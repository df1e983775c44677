//! Other people's tools for looking at this project: installed below `target/`, in one version.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::Context;

use crate::run::{Output, Tethered};
use crate::{paths, run};

/// One of them, on crates.io.
#[derive(Clone, Copy)]
pub struct Tool {
    name: &'static str,
    version: &'static str,
}

/// Licences, sources and bans: see deny.toml.
pub const DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2" };
/// Dependencies that nothing uses.
pub const MACHETE: Tool = Tool { name: "cargo-machete", version: "0.9.2" };
/// Drives libFuzzer.
pub const FUZZ: Tool = Tool { name: "cargo-fuzz", version: "0.13.2" };

/// Runs tests. Its oldest version that will do is in `.config/nextest.toml`.
pub const NEXTEST: Tool = Tool { name: "cargo-nextest", version: "0.9.143" };

/// They are compiled here, once.
const LIMIT: Duration = Duration::from_mins(30);

impl Tool {
    /// Where its program is, once it is installed.
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
        // Without optimizations, which would take three times as long; they share what they have in common.
        command.env("CARGO_TARGET_DIR", paths::target("tools/build"));
        let wanted = || {
            format!(
                "missing: {0} {1}; install it, for example with `cargo install --locked {0}`",
                self.name, self.version
            )
        };
        Tethered::start(self.name, &command, Output::Shown)?.succeed(LIMIT).with_context(wanted)?;
        Ok(program)
    }

    /// Whether `program` is this tool in this version or a newer one.
    pub fn is_at(self, program: &Path) -> bool {
        let Ok(answer) = Command::new(program).arg("--version").output() else { return false };
        let said = String::from_utf8_lossy(&answer.stdout).into_owned();
        let version = said.strip_prefix(self.name).and_then(|rest| rest.split_whitespace().next());
        version.is_some_and(|version| numbers(version) >= numbers(self.version))
    }
}

/// `0.9.143` as numbers, which can be compared.
fn numbers(version: &str) -> Vec<u64> {
    version.split('.').map_while(|part| part.parse().ok()).collect()
}
