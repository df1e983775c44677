//! The files that the house rules read.

use std::path::{Path, PathBuf};

/// A file's path below the workspace's folder, and its text.
pub struct Source {
    /// From the workspace's folder.
    pub path: PathBuf,
    /// All of it.
    pub text: String,
}

/// All files with `extension` below `folder`, sorted by path; none if there is no such folder.
pub fn sources(root: &Path, folder: &str, extension: &str) -> anyhow::Result<Vec<Source>> {
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

/// Whether the line is a comment.
pub fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//")
}
