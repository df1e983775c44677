//! House rules that no compiler knows.

mod dependencies;
mod reasons;
mod storage;
mod words;

use std::path::{Path, PathBuf};

use anyhow::bail;

/// Checks them all, and reports every breach.
pub fn run() -> anyhow::Result<()> {
    let mut breaches = dependencies::breaches()?;
    breaches.extend(reasons::breaches()?);
    breaches.extend(storage::breaches()?);
    breaches.extend(words::breaches()?);
    if breaches.is_empty() {
        return Ok(());
    }
    for breach in &breaches {
        eprintln!("error: {breach}");
    }
    bail!("{} breaches of the house rules", breaches.len())
}

/// A file's path from the workspace's folder, and what is in it.
struct Source {
    path: PathBuf,
    text: String,
}

/// All files with `extension` below `folder`, in a stable order; none when there is no such folder.
fn sources(root: &Path, folder: &str, extension: &str) -> anyhow::Result<Vec<Source>> {
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                let text = std::fs::read_to_string(&path)?;
                let path = path.strip_prefix(root).unwrap_or(&path).to_owned();
                found.push(Source { path, text });
            }
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//")
}
