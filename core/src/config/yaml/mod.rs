//! Reads a YAML file into a type with `serde_yaml`, the way the Django app's `PyYAML` reads it.
//!
//! `serde_yaml` follows YAML 1.2 and does not tell on which line a value was. `PyYAML` follows YAML 1.1: `yes` is a
//! boolean, `0123` is octal, `<<` merges, and the last of two equal keys wins. So a file is read in two steps:
//!
//! 1. `tree`: text to a [`serde_yaml::Value`] with YAML 1.1 scalars, and the line of each key. `serde_yaml` lends texts
//!    from its input; where they are in it gives the line, and whether they are in quotes.
//! 2. `lenient`: from there to the type, taking `'587'` for a number and `12345` for a text.
//!
//! An error has the path of a key, its line and the expected type, but never a value: it may be a password. The one
//! thing of `PyYAML`'s that is refused is a tag before a word of YAML 1.1, such as `!!bool on`.

mod error;
mod lenient;
mod lines;
mod scalar;
mod source;
mod tree;

use serde::de::DeserializeOwned;

pub(super) use error::Error;
use lenient::Lenient;
pub(super) use lines::Lines;
pub(super) use tree::Duplicate;

/// A document as a type, with the lines of its keys for later messages.
pub(super) struct Document<T> {
    pub content: T,
    pub lines: Lines,
    pub duplicates: Vec<Duplicate>,
}

/// Reads the one document in `text`.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<Document<T>, Error> {
    let tree = tree::read(text)?;
    let content = serde_path_to_error::deserialize(Lenient::document(&tree.root, &tree.helpers));
    let content = content.map_err(|error| {
        let path = error.path().to_string();
        error.into_inner().within(&path, &tree.lines)
    })?;
    Ok(Document { content, lines: tree.lines, duplicates: tree.duplicates })
}

#[cfg(test)]
mod tests;
