//! The tree of a YAML document.

use std::collections::HashMap;

use secrecy::zeroize::Zeroizing;

use super::scalar::Scalar;

/// A value and the line where it begins.
#[derive(Clone)]
pub(super) struct Node {
    pub line: usize,
    pub value: Value,
    /// Whether an alias or a merge can refer to it.
    pub has_anchor: bool,
}

#[derive(Clone)]
pub(super) enum Value {
    /// What a scalar means, and how it is written.
    Scalar(Scalar, Zeroizing<String>),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A key of a map and its value.
#[derive(Clone)]
pub(super) struct Entry {
    pub key: String,
    pub line: usize,
    pub node: Node,
}

impl Node {
    pub(super) fn is_null(&self) -> bool {
        matches!(self.value, Value::Scalar(Scalar::Null, _))
    }

    /// What it is, for a message; never what it says.
    pub(super) fn kind(&self) -> &'static str {
        match &self.value {
            Value::Scalar(Scalar::Null, _) => "nothing",
            Value::Scalar(Scalar::Bool(_), _) => "true or false",
            Value::Scalar(Scalar::Int(_) | Scalar::Float(_), _) => "a number",
            Value::Scalar(Scalar::Text, _) => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "a section with keys of its own",
        }
    }
}

/// The line of each key, by its path such as `email.port`.
pub(in crate::config) struct Lines(HashMap<String, usize>);

impl Lines {
    pub(super) fn of(root: &Node) -> Self {
        let mut lines = HashMap::new();
        collect("", root, &mut lines);
        Self(lines)
    }

    /// The line of the key at `path`, or of the nearest section around it.
    pub(in crate::config) fn line(&self, path: &str) -> Option<usize> {
        let sections = std::iter::successors(Some(path), |path| path.rsplit_once('.').map(|(above, _)| above));
        sections.into_iter().find_map(|path| self.0.get(path).copied())
    }
}

fn collect(path: &str, node: &Node, lines: &mut HashMap<String, usize>) {
    let Value::Map(entries) = &node.value else { return };
    for entry in entries {
        let path = join(path, &entry.key);
        collect(&path, &entry.node, lines);
        lines.insert(path, entry.line);
    }
}

/// `email` and `port` make `email.port`.
pub(super) fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}
