//! Why the bot has no session or no room, and whether it helps to wait.

use std::time::Duration;

use matrix_sdk::{
    ClientBuildError, HttpError,
    ruma::api::error::{ErrorKind, LimitExceededErrorData, RetryAfter},
};
use registration_core::{
    registrations::{RoomError, how_to_confirm},
    store::StoreError,
    synapse::SynapseError,
    worker::EffectError,
};

/// Why the bot cannot start to work. It tries again in any case.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// The bot's name belongs to somebody.
    #[error(
        "bot.username: {0} exists and is not marked as a bot; choose another name, or set its user_type to \"bot\""
    )]
    NotOurs(String),
    /// The bot's account was deactivated.
    #[error("bot.username: {0} is deactivated; reactivate it, or choose another name")]
    Deactivated(String),
    /// The bot's name makes no user ID.
    #[error("bot.username: {0} is no valid username")]
    BadName(String),
    /// What the config names is no room.
    #[error("bot.admin_room: {0} is neither a room ID nor an alias")]
    BadRoom(String),
    /// An alias of another server that leads nowhere.
    #[error("bot.admin_room: {0} does not exist, and only an alias of this homeserver can be made")]
    NoSuchAlias(String),
    /// An alias that leads to another room than before.
    #[error("bot.admin_room: {0}")]
    Moved(String),
    /// An alias that is used for the first time, of a room that none of the moderators is in.
    #[error(
        "bot.admin_room: {named} leads to {now}, where nobody of bot.moderators is a moderator; {}",
        how_to_confirm(.now)
    )]
    Unconfirmed {
        /// The alias.
        named: String,
        /// Where it leads.
        now: String,
    },
    /// The room does not let the bot in.
    #[error("bot.admin_room: cannot join {room}; invite {bot} to it")]
    CannotJoin {
        /// Which room.
        room: String,
        /// Whom to invite.
        bot: String,
        /// What Synapse said.
        source: SynapseError,
    },
    /// The room does not show up after a join.
    #[error("{0} was joined, but does not show up in a sync")]
    NotSynced(String),
    /// The CA bundle cannot be used.
    #[error("synapse.verify_cert: the CA bundle cannot be used")]
    Certificates(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A file of ours cannot be written.
    #[error("cannot write the bot's session in data_dir")]
    File(#[from] std::io::Error),
    /// Synapse's admin API does not do what it is asked.
    #[error(transparent)]
    Synapse(#[from] SynapseError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The Matrix client cannot be set up.
    #[error("the Matrix client cannot be set up")]
    Build(#[source] Box<ClientBuildError>),
    /// Synapse's client API does not do what it is asked.
    #[error("Synapse does not do what the bot asks")]
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
    /// Whether waiting may be enough; otherwise somebody has to mend something.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Synapse(error) => error.is_passing() && !matches!(error, SynapseError::BadToken { .. }),
            Self::Store(_) | Self::NotSynced(_) | Self::File(_) => true,
            Self::Matrix(error) => error.client_api_error_kind().is_none() || retry_after(error).is_some(),
            Self::Build(error) => matches!(**error, ClientBuildError::Http(_)),
            Self::NotOurs(_)
            | Self::Deactivated(_)
            | Self::BadName(_)
            | Self::BadRoom(_)
            | Self::NoSuchAlias(_)
            | Self::Moved(_)
            | Self::Unconfirmed { .. }
            | Self::CannotJoin { .. }
            | Self::Certificates(_) => false,
        }
    }
}

/// Why votes could not be counted. They are counted again after the next sync.
#[derive(Debug, thiserror::Error)]
pub enum BotError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Synapse did not tell.
    #[error("Synapse does not tell the reactions")]
    Matrix(#[source] Box<matrix_sdk::Error>),
}

impl From<matrix_sdk::Error> for BotError {
    fn from(error: matrix_sdk::Error) -> Self {
        Self::Matrix(Box::new(error))
    }
}

/// Whether our access token is no longer known.
#[must_use]
pub fn is_logged_out(error: &matrix_sdk::Error) -> bool {
    matches!(error, matrix_sdk::Error::AuthenticationRequired)
        || matches!(error.client_api_error_kind(), Some(ErrorKind::UnknownToken(_) | ErrorKind::MissingToken))
}

/// Whether we are not let.
#[must_use]
pub fn is_forbidden(error: &matrix_sdk::Error) -> bool {
    error.client_api_error_kind() == Some(&ErrorKind::Forbidden)
}

/// How long Synapse asks to wait.
#[must_use]
pub fn retry_after(error: &matrix_sdk::Error) -> Option<Duration> {
    match error.client_api_error_kind()? {
        ErrorKind::LimitExceeded(LimitExceededErrorData { retry_after: Some(RetryAfter::Delay(delay)), .. }) => {
            Some(*delay)
        }
        ErrorKind::LimitExceeded(_) => Some(Duration::from_secs(5)),
        _ => None,
    }
}

/// What stood in the way, in a few words that hold no text of anybody's.
#[must_use]
pub fn cause(error: &matrix_sdk::Error) -> String {
    match error.client_api_error_kind() {
        Some(kind) => format!("Synapse answers {}", kind.errcode()),
        None if matches!(error, matrix_sdk::Error::Http(_)) => "Synapse cannot be reached".to_owned(),
        None => "the message cannot be encrypted or sent".to_owned(),
    }
}

/// What the worker does about it.
#[must_use]
pub fn to_effect(error: &matrix_sdk::Error) -> EffectError {
    EffectError::Retry { cause: cause(error), after: retry_after(error) }
}
