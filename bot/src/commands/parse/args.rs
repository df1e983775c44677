//! The arguments of a command: words, quoted texts, flags, and the message at the end.

use super::error::CommandError;

/// Quotation marks. Phones insert the curved ones automatically.
const OPENING: [char; 3] = ['"', '“', '„'];
const CLOSING: [char; 3] = ['"', '”', '“'];

/// The arguments that are not parsed yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Args<'a> {
    /// The name of the command.
    pub(super) command: &'static str,
    rest: &'a str,
}

impl<'a> Args<'a> {
    /// The arguments of `command`.
    pub(super) fn new(command: &'static str, rest: &'a str) -> Self {
        Self { command, rest: rest.trim() }
    }

    /// The next word, or the next quoted text.
    pub(super) fn word(&mut self) -> Option<&'a str> {
        if self.rest.is_empty() {
            return None;
        }
        let (word, rest) = quoted(self.rest).unwrap_or_else(|| split_word(self.rest));
        self.rest = rest;
        Some(word)
    }

    /// Takes all flags before the next word and adds them to `given`. A flag that is not `known` is an error.
    pub(super) fn flags(&mut self, known: &[&'static str], given: &mut Vec<&'static str>) -> Result<(), CommandError> {
        while let Some((flag, word)) = self.take_flag(known)? {
            if word.contains('=') {
                return Err(CommandError::UnknownFlag(self.command, word.to_owned()));
            }
            given.push(flag);
        }
        Ok(())
    }

    /// Takes one flag. Returns it with the word that was typed.
    pub(super) fn take_flag(
        &mut self,
        known: &[&'static str],
    ) -> Result<Option<(&'static str, &'a str)>, CommandError> {
        let (word, rest) = split_word(self.rest);
        let Some(name) = flag_name(word) else { return Ok(None) };
        let name = name.split('=').next().unwrap_or(name);
        match known.iter().find(|flag| name.eq_ignore_ascii_case(flag)) {
            Some(flag) => {
                self.rest = rest;
                Ok(Some((flag, word)))
            }
            None => Err(CommandError::UnknownFlag(self.command, word.to_owned())),
        }
    }

    /// The value of a flag: the text after its `=`, or the next word.
    pub(super) fn value(&mut self, flag: &str) -> Result<String, CommandError> {
        let missing = || CommandError::MissingValue(self.command, flag.to_owned());
        match flag.split_once('=') {
            Some((_, value)) if !value.is_empty() => Ok(value.to_owned()),
            Some(_) => Err(missing()),
            None if flag_name(split_word(self.rest).0).is_some() => Err(missing()),
            None => {
                self.word().map(str::to_owned).ok_or_else(|| CommandError::MissingValue(self.command, flag.to_owned()))
            }
        }
    }

    /// The next word, unless it is quoted or a flag.
    pub(super) fn bare_word(&mut self) -> Option<&'a str> {
        let (word, rest) = split_word(self.rest);
        let is_bare = !word.is_empty() && !word.starts_with(OPENING) && flag_name(word).is_none();
        is_bare.then(|| {
            self.rest = rest;
            word
        })
    }

    /// The rest as a message, without the `known` flags at its end, which are added to `given`.
    pub(super) fn message(self, known: &[&'static str], given: &mut Vec<&'static str>) -> Option<String> {
        let mut text = self.rest.trim();
        loop {
            let (before, last) = text.rsplit_once(char::is_whitespace).unwrap_or(("", text));
            let Some(name) = flag_name(last) else { break };
            let Some(flag) = known.iter().find(|flag| name.eq_ignore_ascii_case(flag)) else { break };
            given.push(flag);
            text = before.trim_end();
        }
        let text = match quoted(text) {
            Some((inside, "")) => inside.trim(),
            _ => text,
        };
        Some(text.to_owned()).filter(|text| !text.is_empty())
    }

    /// Fails if arguments are left.
    pub(super) fn end(self) -> Result<(), CommandError> {
        if self.rest.is_empty() {
            return Ok(());
        }
        Err(CommandError::Leftover(self.command, self.rest.to_owned()))
    }
}

/// The quoted text at the beginning, and the rest.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix(OPENING)?;
    let (word, rest) = inside.split_once(CLOSING)?;
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| (word, rest.trim_start()))
}

/// The name of a flag. Phones replace two hyphens by one dash.
fn flag_name(word: &str) -> Option<&str> {
    let name = word.strip_prefix("--").or_else(|| word.strip_prefix('—')).or_else(|| word.strip_prefix('–'))?;
    name.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(name)
}

/// The first word and the rest, both trimmed.
pub(super) fn split_word(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once(char::is_whitespace).map_or((text, ""), |(word, rest)| (word, rest.trim_start()))
}

/// Fails if `text` has more than `max` characters.
pub(super) fn at_most(max: usize, command: &'static str, text: &str) -> Result<(), CommandError> {
    if text.chars().nth(max).is_some() { Err(CommandError::TooLong(command, max)) } else { Ok(()) }
}
