//! The words after a command: quoted or not, flags among them, and the rest as it was written.

use super::{CommandError, Name};

/// Marks that open and close a quoted text. Phones write the curved ones by themselves.
const OPENING: [char; 3] = ['"', '“', '„'];
const CLOSING: [char; 3] = ['"', '”', '“'];

/// What is still to be read of a command.
#[derive(Clone, Copy, Debug)]
pub(super) struct Args<'a> {
    /// The command whose words they are.
    pub(super) command: Name,
    rest: &'a str,
}

impl<'a> Args<'a> {
    /// The words after `command`.
    pub(super) fn new(command: Name, rest: &'a str) -> Self {
        Self { command, rest: rest.trim() }
    }

    /// The next word; several in quotes are one.
    pub(super) fn word(&mut self) -> Option<&'a str> {
        if self.rest.is_empty() {
            return None;
        }
        let (word, rest) = quoted(self.rest).unwrap_or_else(|| split_word(self.rest));
        self.rest = rest;
        Some(word)
    }

    /// Takes the flag off where a word begins, as often as it stands there; any other is an error.
    pub(super) fn flag(&mut self, known: &str) -> Result<bool, CommandError> {
        let mut given = false;
        loop {
            let (word, rest) = split_word(self.rest);
            match flag_name(word) {
                Some(name) if name.eq_ignore_ascii_case(known) => (given, self.rest) = (true, rest),
                Some(_) => {
                    return Err(CommandError::UnknownFlag(self.command, word.to_owned()));
                }
                None => return Ok(given),
            }
        }
    }

    /// What is left as a message, and whether the flag stands at its end.
    pub(super) fn message(self, known: &str) -> (Option<String>, bool) {
        let (mut text, mut given) = (self.rest.trim(), false);
        loop {
            let (before, last) = text.rsplit_once(char::is_whitespace).unwrap_or(("", text));
            if !flag_name(last).is_some_and(|name| name.eq_ignore_ascii_case(known)) {
                break;
            }
            (text, given) = (before.trim_end(), true);
        }
        let text = match quoted(text) {
            Some((inside, "")) => inside.trim(),
            _ => text,
        };
        (Some(text.to_owned()).filter(|text| !text.is_empty()), given)
    }

    /// Nothing may be left.
    pub(super) fn end(self) -> Result<(), CommandError> {
        if self.rest.is_empty() {
            return Ok(());
        }
        Err(CommandError::Leftover(self.command, self.rest.to_owned()))
    }
}

/// What stands in the quotes that a text begins with, and what follows them.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix(OPENING)?;
    let (word, rest) = inside.split_once(CLOSING)?;
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| (word, rest.trim_start()))
}

/// The name of a flag. Phones make one dash of two.
fn flag_name(word: &str) -> Option<&str> {
    let name = word.strip_prefix("--").or_else(|| word.strip_prefix('—')).or_else(|| word.strip_prefix('–'))?;
    name.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(name)
}

/// The first word, and what follows it, both trimmed.
pub(super) fn split_word(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once(char::is_whitespace).map_or((text, ""), |(word, rest)| (word, rest.trim_start()))
}
