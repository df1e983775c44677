//! Where the files that the config names are: relative paths begin at the folder of the config file.

use std::path::{Path, PathBuf};

/// The folder of the config file.
#[derive(Debug, Default)]
pub(super) struct Folder(PathBuf);

impl Folder {
    /// The folder of the config file at `path`.
    pub(super) fn of(path: &Path) -> Self {
        Self(path.parent().unwrap_or(Path::new("")).to_owned())
    }

    /// The file or folder that `path` names. Earlier versions looked in the working directory: a file that is there,
    /// and not beside the config file, is still found.
    pub(super) fn locate(&self, path: PathBuf) -> PathBuf {
        let beside = self.0.join(&path);
        if !beside.exists() && path.exists() { path } else { beside }
    }
}
