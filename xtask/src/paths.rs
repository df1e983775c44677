//! Paths in the workspace. All files that we create are below `target/` and `.demo/`.

use std::path::PathBuf;

/// The workspace's folder.
pub fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map_or(here.clone(), PathBuf::from)
}

/// A path below `target/`.
pub fn target(path: &str) -> PathBuf {
    root().join("target").join(path)
}

/// One of our Python scripts.
pub fn script(name: &str) -> PathBuf {
    root().join("xtask/fixtures").join(name)
}
