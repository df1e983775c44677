//! Parses messages that are addressed to the bot.

use super::{
    args::{Args, split_word},
    command::Command,
    error::CommandError,
    table::find_or_suggest,
};

/// Parses a message. `None` means that it does not begin with the prefix.
#[must_use]
pub fn parse(message: &str, prefix: &str, domain: &str) -> Option<Result<Command, CommandError>> {
    let (first, rest) = split_word(message);
    // A phone may capitalise the first letter of a message.
    first.eq_ignore_ascii_case(prefix).then(|| command(rest, domain))
}

/// Parses the text after the prefix or the bot's name.
pub fn command(text: &str, domain: &str) -> Result<Command, CommandError> {
    let (word, rest) = split_word(text);
    if word.is_empty() {
        return Ok(Command::Help(None));
    }
    let spec = find_or_suggest(word)?;
    (spec.parse)(Args::new(spec.name, rest), domain)
}
