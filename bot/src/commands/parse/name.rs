//! The commands by their names.

use std::fmt;

/// A command's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommandName {
    /// See [`super::Command`].
    List,
    /// See [`super::Command`].
    Show,
    /// See [`super::Command`].
    Search,
    /// See [`super::Command`].
    Approve,
    /// See [`super::Command`].
    Deny,
    /// See [`super::Command`].
    Reopen,
    /// See [`super::Command`].
    Resend,
    /// See [`super::Command`].
    Block,
    /// See [`super::Command`].
    Unblock,
    /// See [`super::Command`].
    Blocks,
    /// See [`super::Command`].
    Pause,
    /// See [`super::Command`].
    Resume,
    /// See [`super::Command`].
    Parked,
    /// See [`super::Command`].
    Retry,
    /// See [`super::Command`].
    Stats,
    /// See [`super::Command`].
    Status,
    /// See [`super::Command`].
    ReminderSetting,
    /// See [`super::Command`].
    Adopt,
    /// See [`super::Command`].
    Keep,
    /// See [`super::Command`].
    Release,
    /// See [`super::Command`].
    Remove,
    /// See [`super::Command`].
    Help,
}

/// Bytes of a word that may be a misspelt command.
const LONGEST: usize = 32;

impl CommandName {
    /// All of them, in the order in which help tells them.
    pub const ALL: [Self; 22] = [
        Self::List,
        Self::Show,
        Self::Search,
        Self::Approve,
        Self::Deny,
        Self::Reopen,
        Self::Resend,
        Self::Block,
        Self::Unblock,
        Self::Blocks,
        Self::Pause,
        Self::Resume,
        Self::Parked,
        Self::Retry,
        Self::Stats,
        Self::Status,
        Self::ReminderSetting,
        Self::Adopt,
        Self::Keep,
        Self::Release,
        Self::Remove,
        Self::Help,
    ];

    /// How it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Show => "show",
            Self::Search => "search",
            Self::Approve => "approve",
            Self::Deny => "deny",
            Self::Reopen => "reopen",
            Self::Resend => "resend",
            Self::Block => "block",
            Self::Unblock => "unblock",
            Self::Blocks => "blocks",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Parked => "parked",
            Self::Retry => "retry",
            Self::Stats => "stats",
            Self::Status => "status",
            Self::ReminderSetting => "remind",
            Self::Adopt => "adopt",
            Self::Keep => "keep",
            Self::Release => "release",
            Self::Remove => "remove",
            Self::Help => "help",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.as_str().eq_ignore_ascii_case(word))
    }

    /// The command that was meant, as it seems: two letters off at most, and never most of the word.
    pub(super) fn nearest(word: &str) -> Option<Self> {
        if word.len() > LONGEST {
            return None;
        }
        let word = word.to_lowercase();
        let far = |name: &Self| strsim::osa_distance(name.as_str(), &word);
        let nearest = Self::ALL.into_iter().min_by_key(far)?;
        (far(&nearest) <= 2 && far(&nearest) * 2 <= nearest.as_str().len()).then_some(nearest)
    }
}

impl fmt::Display for CommandName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
