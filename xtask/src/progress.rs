//! Prints what is being done, and how long it took.

use std::io::Write;
use std::time::Instant;

/// Runs `work`, and prints what it is and how long it took.
pub fn step<T>(what: &str, work: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    print!("{what} … ");
    std::io::stdout().flush()?;
    let started = Instant::now();
    let outcome = work();
    match &outcome {
        Ok(_) => println!("{:.1} s", started.elapsed().as_secs_f64()),
        Err(_) => println!("failed"),
    }
    outcome
}
