//! Test support for this crate and those that use it.

use std::{
    process::Command,
    sync::atomic::{AtomicU64, Ordering},
    time::SystemTime,
};

/// A config line with an empty `PostgreSQL` database, created by the program in `REGISTRATION_TEST_PSQL` on the server
/// in `REGISTRATION_TEST_POSTGRES`. Without these variables the line is empty, and the database is a file.
///
/// # Panics
/// The database cannot be created.
#[must_use]
pub fn database() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let Ok(server) = std::env::var("REGISTRATION_TEST_POSTGRES") else { return String::new() };
    // Each test may be a process of its own, so process ids can repeat within a run.
    let second = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let name = format!("test_{}_{second}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    psql(&format!("{server}/postgres"), &format!("CREATE DATABASE {name}"));
    format!("database: {{url: '{server}/{name}'}}\n")
}

/// Whether tests use a database of [`database`].
#[must_use]
pub fn is_postgres() -> bool {
    std::env::var_os("REGISTRATION_TEST_POSTGRES").is_some()
}

/// Executes a statement.
///
/// # Panics
/// It failed.
pub fn psql(database: &str, statement: &str) {
    let _ = ask(database, statement);
}

/// The rows of a query, one line each.
///
/// # Panics
/// It failed.
#[must_use]
pub fn ask(database: &str, statement: &str) -> Vec<String> {
    let program = std::env::var("REGISTRATION_TEST_PSQL").unwrap_or_else(|_| "psql".into());
    let done = Command::new(program).args(["-qXAt", database, "-c", statement]).output();
    let done = done.ok().filter(|done| done.status.success());
    let Some(done) = done else { panic!("psql: {statement}") };
    String::from_utf8_lossy(&done.stdout).lines().map(str::to_owned).collect()
}

/// Solves a puzzle like the browser's widget.
///
/// # Panics
/// It is not a puzzle, or takes too long.
#[must_use]
#[expect(clippy::expect_used, reason = "a test that cannot go on should say why, and stop")]
pub fn answer_to(puzzle: &str) -> String {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let challenge: altcha::Challenge = serde_json::from_str(puzzle).expect("a puzzle");
    let solution = altcha::solve_challenge(altcha::SolveChallengeOptions::new(&challenge));
    let solution = solution.expect("a puzzle that can be solved").expect("found in time");
    STANDARD.encode(serde_json::to_vec(&altcha::Payload { challenge, solution }).expect("JSON"))
}
