//! Runs the tests with cargo-nextest: see `.config/nextest.toml`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::fixtures::test_servers::TestServers;
use crate::run::{self, ChildGuard, Output};
use crate::{paths, tools};

/// More than one, since tests mostly wait for servers.
const THREADS_PER_CORE: usize = 3;

/// One run of the tests, on one database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Run {
    /// All tests on SQLite.
    Sqlite,
    /// All tests on PostgreSQL.
    Postgres,
    /// The tests that concern the database, on PostgreSQL.
    PostgresSubset,
}

/// The installed nextest if it is new enough, otherwise our own.
///
/// # Errors
/// None is installed, and none can be compiled.
pub fn program() -> anyhow::Result<PathBuf> {
    let installed = run::find_program("cargo-nextest").filter(|program| tools::NEXTEST.is_at(program));
    installed.map_or_else(|| tools::NEXTEST.installed(), Ok)
}

/// Runs the examples in the documentation, which nextest does not run. They use the same build.
pub fn doc_tests(limit: Duration) -> anyhow::Result<()> {
    let mut command = run::cargo();
    command.args(["test", "--doc", "--workspace", "--quiet"]);
    ChildGuard::start("cargo test --doc", &command, Output::Shown)?.succeed(limit)
}

impl Run {
    /// Its name in the report.
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

    /// The `JUnit` file in which nextest writes the results.
    pub fn results(self) -> PathBuf {
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or(paths::target(""), Into::into);
        target.join("nextest").join(self.profile()).join("junit.xml")
    }

    /// Whether all tests pass. Their output is shown.
    pub fn passes(
        self,
        program: &Path,
        servers: &TestServers,
        arguments: &[String],
        limit: Duration,
    ) -> anyhow::Result<bool> {
        // So that an earlier run's results are not taken for ours.
        let _ = std::fs::remove_file(self.results());
        let command = self.command(program, servers, arguments);
        Ok(ChildGuard::start("cargo nextest", &command, Output::Shown)?.wait(limit)?.success())
    }

    fn command(self, program: &Path, servers: &TestServers, arguments: &[String]) -> Command {
        let mut command = run::cargo_program(program);
        // Always the features of all members: cargo would rebuild all dependencies for fewer.
        command.args(["nextest", "run", "--no-fail-fast", "--profile", self.profile()]);
        if !arguments.iter().any(|argument| argument == "-p" || argument == "--package") {
            command.arg("--workspace");
        }
        if self == Self::PostgresSubset {
            // The chosen tests may not concern the database.
            command.arg("--no-tests=pass");
        }
        let threads = std::thread::available_parallelism().map_or(1, usize::from) * THREADS_PER_CORE;
        command.env("NEXTEST_TEST_THREADS", threads.to_string());
        command.env("REGISTRATION_TEST_SERVERS", &servers.file);
        // Services that several tests use lie there; they end with nextest, since they are child_guard to it.
        command.env("REGISTRATION_TEST_SHARED", servers.file.with_file_name("shared").join(self.name()));
        // Without it, each test that uses a snapshot runs cargo to find the workspace.
        command.env("INSTA_WORKSPACE_ROOT", paths::root());
        if self != Self::Sqlite {
            command.env("REGISTRATION_TEST_POSTGRES", &servers.postgres.url);
        }
        command.env("REGISTRATION_TEST_PSQL", &servers.postgres.psql);
        command.args(arguments);
        command
    }
}
