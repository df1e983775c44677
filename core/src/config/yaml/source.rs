//! How a text that `serde_yaml` lends from its input is written there, and on which line.

use serde::de::DeserializeOwned;

/// How many words after the last text a number is looked for.
const NEAR: usize = 20;

/// The text of the file, and how far it has been read.
#[derive(Default)]
pub(super) struct Source<'t> {
    text: &'t str,
    /// Where the last text or number that was read ends.
    cursor: usize,
}

impl<'t> Source<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, cursor: 0 }
    }

    /// What is before and after `part`, which is borrowed from the text.
    fn around(&self, part: &str) -> (&'t str, &'t str) {
        let start = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        (&self.text[..start], &self.text[start + part.len()..])
    }

    /// Moves on to the end of `part`, and gives its line.
    pub(super) fn advance(&mut self, part: &str) -> usize {
        let (before, after) = self.around(part);
        self.cursor = self.text.len() - after.len();
        before.matches('\n').count() + 1
    }

    /// Whether `part` is a text, whatever it looks like.
    pub(super) fn is_quoted(&self, part: &str) -> bool {
        let (before, after) = self.around(part);
        let is_within = |quote| before.ends_with(quote) && after.starts_with(quote);
        is_within('"') || is_within('\'') || before.ends_with("!!str ")
    }

    /// The next number as it is written: `serde_yaml` has already read it by YAML 1.2.
    pub(super) fn written<T: DeserializeOwned + PartialEq>(&self, number: &T) -> Option<&'t str> {
        let words = self.text[self.cursor..].split(|c: char| c.is_whitespace() || "[]{},:\"'".contains(c));
        words.take(NEAR).find(|word| serde_yaml::from_str::<T>(word).is_ok_and(|found| found == *number))
    }

    /// Whether the value of the key that was just read has an anchor.
    pub(super) fn has_anchor(&self) -> bool {
        let after = self.text[self.cursor..].trim_start_matches(['"', '\'', ' ', '\t']);
        after.strip_prefix(':').is_some_and(|value| value.trim_start().starts_with('&'))
    }
}
