//! The system's Python.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::Context;

use super::packages::{apt_install, find_program};

/// The oldest version that the pinned packages support.
const OLDEST: (u32, u32) = (3, 11);
const NAMES: [&str; 4] = ["python3", "python3.13", "python3.12", "python3.11"];

/// The system's Python, installed first if it is missing and we are root.
///
/// # Errors
/// Says what to install if there is none that is new enough.
pub fn python() -> anyhow::Result<&'static Path> {
    static FOUND: OnceLock<PathBuf> = OnceLock::new();
    if let Some(found) = FOUND.get() {
        return Ok(found);
    }
    let needed = || format!("Python {}.{} or newer is needed", OLDEST.0, OLDEST.1);
    let mut found = find();
    if found.is_none() {
        apt_install(&["python3", "python3-venv"]).with_context(needed)?;
        found = find();
    }
    let found = found.with_context(needed)?;
    Ok(FOUND.get_or_init(|| found))
}

fn find() -> Option<PathBuf> {
    NAMES.iter().filter_map(|name| find_program(name)).find(|python| is_new_enough(python))
}

/// Whether `python` runs, in a version that the pinned packages support.
pub fn is_new_enough(python: &Path) -> bool {
    let question = format!("import sys; sys.exit(sys.version_info < {OLDEST:?})");
    let answer = Command::new(python).args(["-c", &question]).output();
    answer.is_ok_and(|answer| answer.status.success())
}
