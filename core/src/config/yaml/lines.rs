//! The line of each key and list item.

use std::collections::HashMap;

/// The line of each key and list item, by its path such as `email.port` or `hosts[0]`.
#[derive(Default)]
pub(in crate::config) struct Lines(HashMap<String, usize>);

impl Lines {
    /// The line of what is at `path`, or of the nearest section around it.
    pub(in crate::config) fn line(&self, path: &str) -> Option<usize> {
        std::iter::successors(Some(path), |path| path.rfind(['.', '[']).map(|end| &path[..end]))
            .find_map(|path| self.0.get(path).copied())
    }

    pub(super) fn insert(&mut self, path: String, line: usize) {
        self.0.insert(path, line);
    }

    /// Keeps the line that is known already.
    pub(super) fn insert_first(&mut self, path: &str, line: usize) {
        self.0.entry(path.to_owned()).or_insert(line);
    }
}
