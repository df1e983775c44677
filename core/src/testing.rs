//! For tests, here and in the crates that use this one: which database a run is about.

use std::{
    process::Command,
    sync::atomic::{AtomicU64, Ordering},
    time::SystemTime,
};

/// A line for the config file that names an empty database: one on the server that the variable
/// `REGISTRATION_TEST_POSTGRES` names, made by the program that `REGISTRATION_TEST_PSQL` names.
/// Without them nothing is said, and the database is a file.
///
/// # Panics
/// The server is named and makes no database.
#[must_use]
pub fn database() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let Ok(server) = std::env::var("REGISTRATION_TEST_POSTGRES") else { return String::new() };
    // Each test may be a process of its own, so a process ID may come again in the same run.
    let second = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let name = format!("test_{}_{second}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    psql(&format!("{server}/postgres"), &format!("CREATE DATABASE {name}"));
    format!("database: {{url: '{server}/{name}'}}\n")
}

/// Has a statement carried out.
///
/// # Panics
/// It was not.
pub fn psql(database: &str, statement: &str) {
    let _ = ask(database, statement);
}

/// What a statement finds: a line for each row.
///
/// # Panics
/// It was not carried out.
#[must_use]
pub fn ask(database: &str, statement: &str) -> Vec<String> {
    let program = std::env::var("REGISTRATION_TEST_PSQL").unwrap_or_else(|_| "psql".into());
    let done = Command::new(program).args(["-qXAt", database, "-c", statement]).output();
    let done = done.ok().filter(|done| done.status.success());
    let Some(done) = done else { panic!("psql: {statement}") };
    String::from_utf8_lossy(&done.stdout).lines().map(str::to_owned).collect()
}

/// What the widget of a browser sends for this puzzle.
///
/// # Panics
/// It is no puzzle, or is not solved in time.
#[must_use]
#[expect(clippy::expect_used, reason = "a test that cannot go on should say why, and stop")]
pub fn answer_to(puzzle: &str) -> String {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let challenge: altcha::Challenge = serde_json::from_str(puzzle).expect("a puzzle");
    let solution = altcha::solve_challenge(altcha::SolveChallengeOptions::new(&challenge));
    let solution = solution.expect("a puzzle that can be solved").expect("found in time");
    STANDARD.encode(serde_json::to_vec(&altcha::Payload { challenge, solution }).expect("JSON"))
}
