//! The session of the bot: its lease, its account and its identity.

use std::fmt;

use super::value::{State, text_state};

/// Which process is the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BotLease {
    /// None.
    Free,
    /// This one.
    Held {
        /// Random, new whenever the lease is taken.
        holder: String,
        /// How often the holder has renewed it.
        count: u64,
    },
}

impl State for BotLease {
    const KEY: &'static str = "bot_lease";

    fn from_text(text: &str) -> Option<Self> {
        let (holder, count) = text.split_once(' ').unwrap_or((text, "0"));
        if holder.is_empty() {
            return Some(Self::Free);
        }
        Some(Self::Held { holder: holder.to_owned(), count: count.parse().unwrap_or(0) })
    }

    fn to_text(&self) -> String {
        match self {
            Self::Free => String::new(),
            Self::Held { holder, count } => format!("{holder} {count}"),
        }
    }
}

/// The bot's account is about to be created, or was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BotAccountIntent {
    /// Its user ID.
    pub mxid: String,
    /// Since when, in seconds since 1970.
    pub since: i64,
}

impl State for BotAccountIntent {
    const KEY: &'static str = "bot_account_intent";

    fn from_text(text: &str) -> Option<Self> {
        let (mxid, since) = text.rsplit_once(' ')?;
        Some(Self { mxid: mxid.to_owned(), since: since.parse().ok()? })
    }

    fn to_text(&self) -> String {
        format!("{} {}", self.mxid, self.since)
    }
}

/// The user whose cross-signing identity and key backup are on the server, encrypted with a key of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BotIdentity(pub String);

/// A mark of the `secret_key` with which the database was begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SecretKeyMark(pub(crate) String);

/// The database to which everything in this one was moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedTo(pub String);

impl fmt::Display for MovedTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "everything in this database was moved to {}: name that one in `database`. To go back to this one, without \
             anything that happened since, run `DELETE FROM settings WHERE key = 'moved_to'` in it",
            self.0
        )
    }
}

text_state!(MovedTo = "moved_to", BotIdentity = "bot_identity_kept", SecretKeyMark = "secret_key");
