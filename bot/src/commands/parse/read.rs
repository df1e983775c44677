//! Parses messages that are addressed to the bot.

use super::{
    args::{Args, split_word},
    command::{Command, HelpTopic},
    error::CommandError,
    table::find_or_suggest,
};

/// Parses a message. `None` means that it does not begin with the prefix.
#[cfg(any(test, feature = "fuzzing"))]
#[must_use]
pub fn parse(message: &str, prefix: &str, domain: &str) -> Option<Result<Command, CommandError>> {
    after_prefix(message, prefix).map(|rest| command(&rest, domain))
}

/// The text after the prefix; `None` if the message does not begin with it.
#[must_use]
pub fn after_prefix(message: &str, prefix: &str) -> Option<String> {
    let message = without_isolates(message);
    let (first, rest) = split_word(&message);
    // A phone may capitalise the first letter of a message.
    first.eq_ignore_ascii_case(prefix).then(|| rest.to_owned())
}

/// Without the marks that keep a command in order inside right-to-left text: a command that is copied from an answer of
/// the bot contains them.
fn without_isolates(message: &str) -> String {
    message.chars().filter(|c| !matches!(c, '\u{2066}'..='\u{2069}')).collect()
}

/// Parses the text after the prefix or the bot's name.
pub fn command(text: &str, domain: &str) -> Result<Command, CommandError> {
    let (word, rest) = split_word(text);
    if word.is_empty() {
        return Ok(Command::Help(HelpTopic::Everyday));
    }
    let spec = find_or_suggest(word)?;
    (spec.parse)(Args::new(spec.name, rest), domain)
}
