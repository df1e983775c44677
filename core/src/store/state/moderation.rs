//! Moderation: open confirmations, offered denial reasons, results of commands, reminders, and the pause.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::value::{State, json_state};
use crate::domain::Pause;

/// Commands that wait for a confirmation, by the event that asks for it. They survive a restart: a command that was
/// processed just before a crash is processed again, and its confirmation must not depend on which was faster.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmations<A>(pub BTreeMap<String, Confirmation<A>>);

/// A command that waits for a confirmation.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation<A> {
    /// What is done when a moderator confirms it.
    pub action: A,
    /// When the bot asked.
    pub asked: Timestamp,
    /// Who typed the command.
    #[serde(default)]
    pub by: Option<String>,
}

/// The denial reasons offered under a card. They are kept until a decision stands, so that a reaction after a restart,
/// or after a change of the config, means what the moderator has read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedReasons {
    /// The message that lists the reasons.
    pub event: String,
    /// The reasons, in their order.
    pub reasons: Vec<String>,
    /// Whether the bot has added its reactions.
    pub seeded: bool,
}

/// The rules for decisions, and since when they are in force: votes that were cast before do not decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionRules {
    /// The rules as one text, which is only compared.
    pub rules: String,
    /// When they were first seen.
    pub since: Timestamp,
}

/// The open requests that earlier votes would decide under the present rules, each with the verdict, as moderators were
/// last told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnoughVotes(pub BTreeMap<i64, String>);

/// The result of a command, kept until the answer is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CommandResult<A>(pub A);

/// Which requests moderators were reminded of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Reminded {
    /// When each request was last in a reminder, in seconds since 1970.
    pub(crate) at: BTreeMap<i64, i64>,
    /// The reminder that is being sent: its key and its requests.
    pub(crate) open: Option<(String, Vec<i64>)>,
}

/// Which daily digest was sent last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Digested {
    /// The day.
    pub(crate) day: Date,
    /// The key of the digest that is being sent.
    pub(crate) open: Option<String>,
}

json_state!(
    Confirmations<A> = "questions",
    OfferedReasons = "reasons",
    CommandResult<A> = "outcome",
    DecisionRules = "decision_rules",
    EnoughVotes = "enough_votes",
    Pause = "pause",
    Reminded = "reminded",
    Digested = "digest",
    RoomBrokenMailed = "room_broken_mailed",
);

/// When operators were last told by mail that the room does not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct RoomBrokenMailed(pub(crate) Timestamp);

/// What moderators have said of reminders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReminderWish {
    /// No reminders.
    Off,
    /// Reminders as configured, or daily.
    On,
    /// Reminders after this number of hours.
    Hours(i64),
}

impl State for ReminderWish {
    const KEY: &'static str = "remind";

    fn from_text(text: &str) -> Option<Self> {
        Some(match text {
            "off" => Self::Off,
            "on" => Self::On,
            hours => Self::Hours(hours.parse().ok()?),
        })
    }

    fn to_text(&self) -> String {
        match self {
            Self::Off => "off".to_owned(),
            Self::On => "on".to_owned(),
            Self::Hours(hours) => hours.to_string(),
        }
    }
}

impl<A> Default for Confirmations<A> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}
