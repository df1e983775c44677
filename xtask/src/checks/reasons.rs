//! Every library that we take in has its reason beside it.

use crate::paths;

/// Dependencies without a reason, in every manifest.
pub fn breaches() -> anyhow::Result<Vec<String>> {
    let root = paths::root();
    let mut found = Vec::new();
    for folder in ["", "core", "web", "bot", "migration", "xtask", "properties", "fuzz"] {
        let path = root.join(folder).join("Cargo.toml");
        let text = std::fs::read_to_string(&path)?;
        let name = path.strip_prefix(&root).unwrap_or(&path).display().to_string();
        found.extend(silent(&text).map(|line| format!("{name}: no reason beside {line}")));
    }
    Ok(found)
}

/// Lines that bring a library in and do not say why; those of the workspace say it in its manifest.
fn silent(manifest: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    manifest.lines().filter(move |line| {
        if line.starts_with('[') {
            inside = line.trim_end_matches(']').ends_with("dependencies");
        }
        let brings = inside && line.contains(" = ") && !line.starts_with('#');
        let ours = line.contains("workspace = true") || line.contains("path = ");
        brings && !ours && !line.contains(" # ")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_without_a_reason_is_told() {
        let manifest = "[workspace]\nmembers = []\n[workspace.dependencies]\na = \"1\" # why\nb = \"1\"\n\
            c = { path = \"c\" }\n[dev-dependencies]\na.workspace = true\nd = { version = \"1\" }\n[lints]\ne = \"1\"\n";
        assert_eq!(silent(manifest).collect::<Vec<_>>(), ["b = \"1\"", "d = { version = \"1\" }"]);
    }
}
