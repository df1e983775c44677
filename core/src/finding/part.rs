//! The severity of a finding, and the part of the setup that it is about.

use std::fmt;

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The operator should know; nothing is broken.
    Note,
    /// Something will not work as expected.
    Warning,
    /// Something does not work.
    Error,
}

/// The part of the setup that a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The config file.
    Config,
    /// Files and folders.
    Files,
    /// Free disk space.
    Disk,
    /// The database.
    Database,
    /// `secret_key`.
    Key,
    /// The mail server.
    Mail,
    /// Synapse.
    Synapse,
    /// `synapse.admin_token`.
    Token,
    /// Synapse's logins.
    Logins,
    /// `synapse.domain`.
    Domain,
    /// The machine's clock.
    Clock,
    /// `public_url` and the proxy before the service.
    PublicUrl,
    /// The bot.
    Bot,
    /// The moderators' room.
    Room,
    /// The room of `moderation.log_room`.
    LogRoom,
    /// Accounts that need a decision.
    Accounts,
}

impl Severity {
    /// Its name in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl Part {
    /// Its name in `check`, in `/readyz` and in the log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::Files => "files",
            Self::Disk => "disk",
            Self::Database => "database",
            Self::Key => "key",
            Self::Mail => "mail",
            Self::Synapse => "synapse",
            Self::Token => "token",
            Self::Logins => "logins",
            Self::Domain => "domain",
            Self::Clock => "clock",
            Self::PublicUrl => "public_url",
            Self::Bot => "bot",
            Self::Room => "room",
            Self::LogRoom => "log room",
            Self::Accounts => "accounts",
        }
    }

    /// The config keys with its address.
    pub(super) const fn keys(self) -> &'static str {
        match self {
            Self::Database => "`database.url`",
            Self::Mail => "`email.host` and `email.port`",
            Self::PublicUrl => "`public_url`",
            Self::Room => "`bot.admin_room`",
            Self::LogRoom => "`moderation.log_room`",
            _ => "`synapse.server`",
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
