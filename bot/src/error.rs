//! Errors of the bot, and whether trying again can help.

use std::time::Duration;

use matrix_sdk::{
    ClientBuildError, HttpError,
    ruma::api::error::{ErrorKind, LimitExceededErrorData, RetryAfter},
};
use registration_core::{
    registrations::{Closed, RoomError, how_to_confirm},
    store::StoreError,
    synapse::SynapseError,
    worker::EffectError,
};

/// Why the bot cannot start. It tries again in any case.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// `synapse.domain` is not Synapse's server name.
    #[error(transparent)]
    WrongDomain(Closed),
    /// The bot's name belongs to someone else's account.
    #[error(
        "bot.username: {0} exists and is not marked as a bot; choose another name, or set its user_type to \"bot\""
    )]
    NotOurs(String),
    /// The bot's account was deactivated.
    #[error("bot.username: {0} is deactivated; reactivate it, or choose another name")]
    Deactivated(String),
    /// The bot's name does not make a valid user ID.
    #[error("bot.username: {0} is not a valid username")]
    BadName(String),
    /// The config value is neither a room ID nor an alias.
    #[error("bot.admin_room: {0} is neither a room ID nor an alias")]
    BadRoom(String),
    /// A room ID that Synapse does not know.
    #[error("bot.admin_room: Synapse does not know the room {0}")]
    UnknownRoom(String),
    /// An alias that leads to no room. The bot does not create one: the alias may be mistyped.
    #[error("bot.admin_room: no room has the alias {0}")]
    NoSuchAlias(String),
    /// An alias that now leads to another room.
    #[error("bot.admin_room: {0}")]
    Moved(String),
    /// An alias that is used for the first time, of a room without any of the configured moderators.
    #[error(
        "bot.admin_room: {named} leads to {now}, where none of bot.moderators is a moderator; {}",
        how_to_confirm(.now)
    )]
    Unconfirmed {
        /// The alias.
        named: String,
        /// Where it leads.
        now: String,
    },
    /// The bot may not join the room.
    #[error("bot.admin_room: cannot join {room}; invite {bot} to it")]
    CannotJoin {
        /// The room.
        room: String,
        /// The bot's user ID.
        bot: String,
        /// Synapse's answer.
        source: SynapseError,
    },
    /// The room was joined, but is missing in the sync.
    #[error("{0} was joined, but is missing in the sync")]
    NotSynced(String),
    /// The CA bundle cannot be used.
    #[error("synapse.verify_cert: the CA bundle cannot be used")]
    Certificates(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A session file cannot be written.
    #[error("cannot write the bot's session in data_dir")]
    File(#[from] std::io::Error),
    /// Synapse's admin API failed.
    #[error(transparent)]
    Synapse(#[from] SynapseError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The Matrix client cannot be set up.
    #[error("the Matrix client cannot be set up")]
    Build(#[source] Box<ClientBuildError>),
    /// Synapse's client API failed.
    #[error("a request to Synapse failed")]
    Matrix(#[source] Box<matrix_sdk::Error>),
}

impl From<matrix_sdk::Error> for SetUpError {
    fn from(error: matrix_sdk::Error) -> Self {
        Self::Matrix(Box::new(error))
    }
}

impl From<BotError> for SetUpError {
    fn from(error: BotError) -> Self {
        match error {
            BotError::Store(error) => Self::Store(error),
            BotError::Synapse(error) => Self::Synapse(error),
            BotError::Matrix(error) => Self::Matrix(error),
        }
    }
}

impl From<RoomError> for SetUpError {
    fn from(error: RoomError) -> Self {
        match error {
            RoomError::Moved { .. } => Self::Moved(error.to_string()),
            RoomError::Synapse(error) => Self::Synapse(error),
            RoomError::Store(error) => Self::Store(error),
        }
    }
}

impl From<HttpError> for SetUpError {
    fn from(error: HttpError) -> Self {
        Self::Matrix(Box::new(error.into()))
    }
}

impl From<ClientBuildError> for SetUpError {
    fn from(error: ClientBuildError) -> Self {
        Self::Build(Box::new(error))
    }
}

impl SetUpError {
    /// Whether trying again can be enough; otherwise someone has to fix the cause first.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Synapse(error) => error.is_passing() && !matches!(error, SynapseError::BadToken { .. }),
            Self::Store(_) | Self::NotSynced(_) | Self::File(_) => true,
            Self::Matrix(error) => error.client_api_error_kind().is_none() || retry_after(error).is_some(),
            Self::Build(error) => matches!(**error, ClientBuildError::Http(_)),
            Self::WrongDomain(_)
            | Self::NotOurs(_)
            | Self::Deactivated(_)
            | Self::BadName(_)
            | Self::BadRoom(_)
            | Self::UnknownRoom(_)
            | Self::NoSuchAlias(_)
            | Self::Moved(_)
            | Self::Unconfirmed { .. }
            | Self::CannotJoin { .. }
            | Self::Certificates(_) => false,
        }
    }
}

/// Why the bot could not handle an event. It tries again after the next sync.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BotError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Synapse's admin API failed.
    #[error(transparent)]
    Synapse(#[from] SynapseError),
    /// Synapse's client API failed.
    #[error("a request to Synapse failed")]
    Matrix(#[source] Box<matrix_sdk::Error>),
}

impl From<matrix_sdk::Error> for BotError {
    fn from(error: matrix_sdk::Error) -> Self {
        Self::Matrix(Box::new(error))
    }
}

impl From<BotError> for EffectError {
    fn from(error: BotError) -> Self {
        match error {
            BotError::Store(error) => error.into(),
            BotError::Synapse(error) => error.into(),
            BotError::Matrix(error) => to_effect(&error),
        }
    }
}

/// Whether Synapse no longer accepts the access token.
pub(crate) fn is_logged_out(error: &matrix_sdk::Error) -> bool {
    matches!(error, matrix_sdk::Error::AuthenticationRequired)
        || matches!(error.client_api_error_kind(), Some(ErrorKind::UnknownToken(_) | ErrorKind::MissingToken))
}

/// Whether Synapse forbids the request.
pub(crate) fn is_forbidden(error: &matrix_sdk::Error) -> bool {
    error.client_api_error_kind() == Some(&ErrorKind::Forbidden)
}

/// How long the rate limit asks to wait; `None` for other errors.
pub(crate) fn retry_after(error: &matrix_sdk::Error) -> Option<Duration> {
    match error.client_api_error_kind()? {
        ErrorKind::LimitExceeded(LimitExceededErrorData { retry_after: Some(RetryAfter::Delay(delay)), .. }) => {
            Some(*delay)
        }
        ErrorKind::LimitExceeded(_) => Some(Duration::from_secs(5)),
        _ => None,
    }
}

/// The cause in a few words, without personal data.
pub(crate) fn cause(error: &matrix_sdk::Error) -> String {
    match error.client_api_error_kind() {
        Some(kind) => format!("Synapse answers {}", kind.errcode()),
        None if matches!(error, matrix_sdk::Error::Http(_)) => "Synapse cannot be reached".to_owned(),
        None => "the message cannot be encrypted or sent".to_owned(),
    }
}

/// Has the worker retry the effect, after the time that a rate limit asks for.
pub(crate) fn to_effect(error: &matrix_sdk::Error) -> EffectError {
    EffectError::Retry { cause: cause(error), after: retry_after(error) }
}
