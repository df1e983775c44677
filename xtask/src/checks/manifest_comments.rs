//! Each dependency in a manifest has a comment that says why it is there.

use crate::paths;

/// The dependencies without such a comment, in all manifests.
pub fn violations() -> anyhow::Result<Vec<String>> {
    let root = paths::root();
    let mut found = Vec::new();
    for folder in ["", "core", "web", "bot", "migration", "xtask", "bench", "properties", "fuzz"] {
        let path = root.join(folder).join("Cargo.toml");
        let text = std::fs::read_to_string(&path)?;
        let name = path.strip_prefix(&root).unwrap_or(&path).display().to_string();
        found.extend(without_comment(&text).map(|line| format!("{name}: no comment says why: {line}")));
    }
    Ok(found)
}

/// Lines that add a dependency without a comment. Those with `workspace = true` have theirs in the workspace's manifest.
fn without_comment(manifest: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    manifest.lines().filter(move |line| {
        if line.starts_with('[') {
            inside = line.trim_end_matches(']').ends_with("dependencies");
        }
        let adds = inside && line.contains(" = ") && !line.starts_with('#');
        let ours = line.contains("workspace = true") || line.contains("path = ");
        adds && !ours && !line.contains(" # ")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_without_a_comment_is_reported() {
        let manifest = "[workspace]\nmembers = []\n[workspace.dependencies]\na = \"1\" # why\nb = \"1\"\n\
            c = { path = \"c\" }\n[dev-dependencies]\na.workspace = true\nd = { version = \"1\" }\n[lints]\ne = \"1\"\n";
        assert_eq!(without_comment(manifest).collect::<Vec<_>>(), ["b = \"1\"", "d = { version = \"1\" }"]);
    }
}
