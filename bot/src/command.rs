//! Text to command: a pure function. Commands are whole words, and leftovers are errors.

use registration_core::domain::{Localpart, RegistrationId};

/// What a moderator can ask of the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// What the commands are.
    Help,
    /// Who waits.
    List,
    /// Open the account.
    Approve(Target, Option<String>),
    /// Remove the account.
    Deny(Target, Option<String>),
    /// How the service is doing.
    Status,
}

/// Whose request is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// By its number.
    Number(RegistrationId),
    /// By the username that it holds.
    Name(Localpart),
}

/// Why a text that begins with the prefix is no command.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// No command begins so.
    #[error("{0:?} is no command")]
    Unknown(String),
    /// It does not say whose request is meant.
    #[error("{0} needs a number or a username")]
    MissingTarget(&'static str),
    /// What should be a number or a username is neither.
    #[error("{0:?} is neither a number nor a username")]
    BadTarget(String),
    /// There is more than the command takes.
    #[error("{command} is followed by {rest:?}")]
    Leftover {
        /// The command.
        command: &'static str,
        /// What is too much.
        rest: String,
    },
}

/// Reads a message; `None` means that it does not speak to the bot.
#[must_use]
pub fn parse(message: &str, prefix: &str, domain: &str) -> Option<Result<Command, CommandError>> {
    let (first, rest) = split_word(message);
    (first == prefix).then(|| command(rest, domain))
}

fn command(text: &str, domain: &str) -> Result<Command, CommandError> {
    let (word, rest) = split_word(text);
    match word {
        "" | "help" => alone(Command::Help, "help", rest),
        "list" => alone(Command::List, "list", rest),
        "status" => alone(Command::Status, "status", rest),
        "approve" => target("approve", rest, domain).map(|(who, message)| Command::Approve(who, message)),
        "deny" => target("deny", rest, domain).map(|(who, message)| Command::Deny(who, message)),
        other => Err(CommandError::Unknown(other.to_owned())),
    }
}

fn alone(command: Command, name: &'static str, rest: &str) -> Result<Command, CommandError> {
    if rest.is_empty() { Ok(command) } else { Err(CommandError::Leftover { command: name, rest: rest.to_owned() }) }
}

fn target(name: &'static str, rest: &str, domain: &str) -> Result<(Target, Option<String>), CommandError> {
    let (who, message) = split_word(rest);
    if who.is_empty() {
        return Err(CommandError::MissingTarget(name));
    }
    // No username is all digits, so a number is never a name.
    let target = match who.parse().ok().filter(|id: &RegistrationId| id.0 > 0) {
        Some(number) => Target::Number(number),
        None => Localpart::parse(who, domain).map(Target::Name).map_err(|_| CommandError::BadTarget(who.to_owned()))?,
    };
    Ok((target, Some(message.to_owned()).filter(|message| !message.is_empty())))
}

/// The first word, and what follows it, both trimmed.
fn split_word(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once(char::is_whitespace).map_or((text, ""), |(word, rest)| (word, rest.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(message: &str) -> Option<Result<Command, CommandError>> {
        parse(message, "!reg", "example.org")
    }

    fn number(id: i64) -> Target {
        Target::Number(RegistrationId(id))
    }

    fn name(name: &str) -> Target {
        Target::Name(Localpart::parse(name, "example.org").unwrap())
    }

    #[test]
    fn a_command_is_read_whole() {
        for (message, command) in [
            ("!reg", Command::Help),
            ("!reg help", Command::Help),
            ("  !reg   list ", Command::List),
            ("!reg status", Command::Status),
            ("!reg approve 12", Command::Approve(number(12), None)),
            ("!reg approve #12", Command::Approve(number(12), None)),
            ("!reg deny alice", Command::Deny(name("alice"), None)),
            ("!reg deny @alice:example.org", Command::Deny(name("alice"), None)),
            ("!reg approve #12 welcome,  dear", Command::Approve(number(12), Some("welcome,  dear".into()))),
            ("!reg deny alice\nwe do not\nknow you", Command::Deny(name("alice"), Some("we do not\nknow you".into()))),
        ] {
            assert_eq!(read(message), Some(Ok(command)), "{message}");
        }
    }

    #[test]
    fn what_is_no_command_says_why() {
        let leftover = |command, rest: &str| CommandError::Leftover { command, rest: rest.into() };
        for (message, error) in [
            ("!reg lists", CommandError::Unknown("lists".into())),
            ("!reg Approve 12", CommandError::Unknown("Approve".into())),
            ("!reg help me", leftover("help", "me")),
            ("!reg list all of them", leftover("list", "all of them")),
            ("!reg approve", CommandError::MissingTarget("approve")),
            ("!reg deny  ", CommandError::MissingTarget("deny")),
            ("!reg deny #", CommandError::BadTarget("#".into())),
            ("!reg deny #-1", CommandError::BadTarget("#-1".into())),
            ("!reg approve <b>", CommandError::BadTarget("<b>".into())),
        ] {
            assert_eq!(read(message), Some(Err(error)), "{message}");
        }
    }

    #[test]
    fn other_talk_is_none_of_the_bots_business() {
        for message in ["", "hello", "!regs list", "!reglist", "say !reg list", "> !reg list"] {
            assert_eq!(read(message), None, "{message}");
        }
    }
}
