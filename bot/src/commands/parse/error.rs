//! Errors of the command parser.

/// Why a text is not a command. Most variants begin with the name of the command.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// There is no such command; the second value is a similar one.
    #[error("{0:?} is not a command")]
    Unknown(String, Option<&'static str>),
    /// The request is missing.
    #[error("{0} needs a number or a username")]
    MissingTarget(&'static str),
    /// The person is missing.
    #[error("{0} needs a user ID")]
    MissingPerson(&'static str),
    /// That is no user ID.
    #[error("{1:?} is not a user ID")]
    BadPerson(&'static str, String),
    /// The search words are missing.
    #[error("{0} needs words to search for")]
    MissingWords(&'static str),
    /// The text is missing.
    #[error("{0} needs a text")]
    MissingText(&'static str),
    /// The request is neither a number nor a username.
    #[error("{1:?} is neither a number nor a username")]
    BadTarget(&'static str, String),
    /// The command has no such flag.
    #[error("{0} has no flag {1:?}")]
    UnknownFlag(&'static str, String),
    /// The value of a flag is missing.
    #[error("{1} of {0} needs a value")]
    MissingValue(&'static str, String),
    /// A value is not a valid period.
    #[error("{1:?} is not a period")]
    BadSpan(&'static str, String),
    /// A block cannot match this kind of value.
    #[error("{0} cannot match {1:?}")]
    BadKind(&'static str, String),
    /// The kind or the pattern of a block is missing.
    #[error("{0} needs a kind and a pattern")]
    MissingPattern(&'static str),
    /// The number of a block is missing.
    #[error("{0} needs the number of a block")]
    MissingRule(&'static str),
    /// A text is longer than this many characters.
    #[error("more than {1} characters for {0}")]
    TooLong(&'static str, usize),
    /// The command names more requests than this.
    #[error("more than {1} requests for {0}")]
    TooMany(&'static str, usize),
    /// There are more arguments than the command takes.
    #[error("{0} is followed by {1:?}")]
    Leftover(&'static str, String),
}
