//! cargo-nextest, which runs each test in a process of its own: see `.config/nextest.toml`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::fixtures::world::World;
use crate::run::{self, Output, Tethered};
use crate::{paths, tools};

/// Tests mostly wait for servers.
const THREADS_PER_CORE: usize = 3;

/// One run of the tests, on one database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Run {
    /// Everything, with a file.
    Sqlite,
    /// Everything, with a server.
    Postgres,
    /// What is about the database, with a server.
    PostgresSubset,
}

/// The one that is installed if it will do, or our own.
///
/// # Errors
/// There is none, and none can be compiled.
pub fn program() -> anyhow::Result<PathBuf> {
    let installed = run::find_program("cargo-nextest").filter(|program| tools::NEXTEST.is_at(program));
    installed.map_or_else(|| tools::NEXTEST.installed(), Ok)
}

impl Run {
    /// What it is called in the report.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres | Self::PostgresSubset => "PostgreSQL",
        }
    }

    const fn profile(self) -> &'static str {
        match self {
            Self::Sqlite | Self::Postgres => "default",
            Self::PostgresSubset => "postgres",
        }
    }

    /// Where nextest writes how each test went (`JUnit`).
    pub fn results(self) -> PathBuf {
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or(paths::target(""), Into::into);
        target.join("nextest").join(self.profile()).join("junit.xml")
    }

    /// Whether all tests pass; what they say is shown.
    pub fn passes(self, program: &Path, world: &World, arguments: &[String], limit: Duration) -> anyhow::Result<bool> {
        // What an earlier run has left must not be taken for ours.
        let _ = std::fs::remove_file(self.results());
        let command = self.command(program, world, arguments);
        Ok(Tethered::start("cargo nextest", &command, Output::Shown)?.wait(limit)?.success())
    }

    fn command(self, program: &Path, world: &World, arguments: &[String]) -> Command {
        let mut command = run::cargo_program(program);
        // Always all features of all members: cargo would build everything anew for fewer.
        command.args(["nextest", "run", "--no-fail-fast", "--profile", self.profile()]);
        if !arguments.iter().any(|argument| argument == "-p" || argument == "--package") {
            command.arg("--workspace");
        }
        if self == Self::PostgresSubset {
            // What was asked for may not be about the database.
            command.arg("--no-tests=pass");
        }
        let threads = std::thread::available_parallelism().map_or(1, usize::from) * THREADS_PER_CORE;
        command.env("NEXTEST_TEST_THREADS", threads.to_string());
        command.env("REGISTRATION_TEST_WORLD", &world.file);
        // Services that several tests use lie there; they end with nextest, since they are tethered to it.
        command.env("REGISTRATION_TEST_SHARED", world.file.with_file_name("shared").join(self.name()));
        // Or each test that compares with a snapshot would ask cargo where it is.
        command.env("INSTA_WORKSPACE_ROOT", paths::root());
        if self != Self::Sqlite {
            command.env("REGISTRATION_TEST_POSTGRES", &world.postgres.url);
            command.env("REGISTRATION_TEST_PSQL", &world.postgres.psql);
        }
        command.args(arguments);
        command
    }
}
