//! Why a text is no command.

use super::name::CommandName;

/// Why a text that speaks to the bot is no command.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// No command begins so; this one may have been meant.
    #[error("{0:?} is no command")]
    Unknown(String, Option<CommandName>),
    /// It does not say whose request is meant.
    #[error("{0} needs a number or a username")]
    MissingTarget(CommandName),
    /// It does not say what to look for.
    #[error("{0} needs words to look for")]
    MissingWords(CommandName),
    /// What should be a number or a username is neither.
    #[error("{1:?} is neither a number nor a username")]
    BadTarget(CommandName, String),
    /// The command knows no such flag.
    #[error("{0} knows no {1:?}")]
    UnknownFlag(CommandName, String),
    /// A flag has no value behind it.
    #[error("{1} of {0} needs a value")]
    MissingValue(CommandName, String),
    /// What should be a span of time is none.
    #[error("{1:?} is no span of time")]
    BadSpan(CommandName, String),
    /// What a rule should look at is unknown.
    #[error("{0} cannot look at {1:?}")]
    BadKind(CommandName, String),
    /// It does not say what to look at, and for what.
    #[error("{0} needs something to look for")]
    MissingPattern(CommandName),
    /// It does not say which rule.
    #[error("{0} needs the number of a rule")]
    MissingRule(CommandName),
    /// Some text in it has more characters than this.
    #[error("more than {1} characters for {0}")]
    TooLong(CommandName, usize),
    /// It names more requests than this.
    #[error("more than {1} requests for {0}")]
    TooMany(CommandName, usize),
    /// There is more than the command takes, or something else.
    #[error("{0} is followed by {1:?}")]
    Leftover(CommandName, String),
}
