//! What a command led to, in words.

use registration_core::text;

use crate::{command::CommandError, words::Words};

/// The answer to a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Whether what was asked is done; `None` where nothing was to be done.
    pub done: Option<bool>,
    /// What there is to say, line by line.
    pub lines: Vec<String>,
}

impl Answer {
    /// It is done.
    #[must_use]
    pub fn done(line: String) -> Self {
        Self { done: Some(true), lines: vec![line] }
    }

    /// It is not done, for this reason.
    #[must_use]
    pub fn refused(line: String) -> Self {
        Self { done: Some(false), lines: vec![line] }
    }

    /// What was asked for.
    #[must_use]
    pub const fn said(lines: Vec<String>) -> Self {
        Self { done: None, lines }
    }

    /// As it is sent.
    #[must_use]
    pub fn words(&self) -> Words {
        Words::of_lines(&self.lines)
    }
}

/// Why a text is no command.
pub(super) fn explain(error: &CommandError, prefix: &str) -> Answer {
    Answer::refused(match error {
        CommandError::Unknown(word) => text!("room-error-unknown", word = word.as_str(), prefix = prefix),
        CommandError::MissingTarget(command) => text!("room-error-missing-who", prefix = prefix, command = *command),
        CommandError::BadTarget(who) => text!("room-error-bad-who", who = who.as_str()),
        CommandError::UnknownFlag { command, flag } => {
            text!("room-error-flag", flag = flag.as_str(), command = *command)
        }
        CommandError::Leftover { command, rest } => {
            text!("room-error-leftover", rest = rest.as_str(), command = *command)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_has_its_words() {
        for error in [
            CommandError::Unknown("x".into()),
            CommandError::MissingTarget("deny"),
            CommandError::BadTarget("<b>".into()),
            CommandError::UnknownFlag { command: "deny", flag: "--x".into() },
            CommandError::Leftover { command: "list", rest: "y".into() },
        ] {
            let said = explain(&error, "!reg").words().plain;
            assert!(!said.contains("room-") && !said.contains('$'), "{said}");
        }
    }
}
