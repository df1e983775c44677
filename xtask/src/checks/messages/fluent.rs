//! Reads from Fluent files which messages they define and which they refer to.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::checks::source::Source;

/// A line of a file.
#[derive(Debug)]
pub struct Place {
    path: String,
    line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        write!(to, "{}:{}", self.path, self.line)
    }
}

/// The messages of one language. The ids of terms begin with a dash.
#[derive(Default)]
pub struct Messages {
    /// Where each is defined.
    pub defined: BTreeMap<String, Place>,
    /// Ids that other messages refer to, as `{ id }` or `{ -term }`.
    pub referenced: BTreeSet<String>,
}

/// Reads the files of one language.
pub fn parse(files: &[Source]) -> Messages {
    let mut messages = Messages::default();
    for file in files {
        for (number, line) in file.text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            if let Some(id) = definition(line) {
                let place = Place { path: file.path.display().to_string(), line: number + 1 };
                messages.defined.insert(id.to_owned(), place);
            }
            messages.referenced.extend(line.split('{').skip(1).filter_map(reference));
        }
    }
    messages
}

/// The id that a line begins to define.
fn definition(line: &str) -> Option<&str> {
    let id = line.split_once('=')?.0.trim_end();
    is_id(id.strip_prefix('-').unwrap_or(id)).then_some(id)
}

/// The id at the start of a placeable: `id }`, `id.attribute }`, `-term(…) }`.
fn reference(placeable: &str) -> Option<String> {
    let name = placeable.trim_start();
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_')?;
    let id = &name[..end];
    is_id(id.strip_prefix('-').unwrap_or(id)).then(|| id.to_owned())
}

fn is_id(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions_and_references_are_found() {
        let text = "# note = no\n-brand = Us\nhello = Hi { $name }, from { -brand(case: \"x\") }\n    .title = A = B\n    and {other.title}\nother =\n    x = y\n";
        let found = parse(&[Source { path: "a.ftl".into(), text: text.into() }]);
        assert_eq!(found.defined.keys().collect::<Vec<_>>(), ["-brand", "hello", "other"]);
        assert_eq!(found.referenced.iter().collect::<Vec<_>>(), ["-brand", "other"]);
    }
}
