//! YAML as `PyYAML` reads it, turned into types by serde. The Django app reads its config with `PyYAML`
//! (YAML 1.1: `yes` is a boolean, `<<` merges, the last of two equal keys wins), and so do we.
//!
//! Nothing in here quotes a value: an error has the path of a key, its line and the type that was
//! expected. The value may be a password.

mod compose;
mod deserialize;
mod error;
mod node;
mod scalar;

use serde::de::DeserializeOwned;

pub(super) use compose::Duplicate;
use deserialize::FromNode;
pub(super) use error::Error;
pub(super) use node::Lines;

/// A document as a type, with the lines of its keys for later messages.
pub(super) struct Document<T> {
    pub content: T,
    pub lines: Lines,
    pub duplicates: Vec<Duplicate>,
}

/// Reads the one document in `text`.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<Document<T>, Error> {
    let (node, duplicates) = compose::compose(text)?;
    let lines = Lines::of(&node);
    Ok(Document { content: T::deserialize(FromNode::document(node))?, lines, duplicates })
}

#[cfg(test)]
mod tests;
