//! The roster: people who were added to the moderators or removed from them, besides `bot.moderators`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::value::json_state;
use crate::domain::Actor;

/// Present and former moderators, by user ID.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModeratorRoster(pub BTreeMap<String, RosterEntry>);

/// One entry of the roster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterEntry {
    /// The standing that the person should have.
    pub standing: Standing,
    /// The author of the change.
    pub by: Actor,
    /// The moderators who agreed.
    #[serde(default)]
    pub agreed: Vec<String>,
    /// When.
    pub at: Timestamp,
    /// The power level that the bot has given.
    #[serde(default)]
    pub level: Option<i64>,
    /// Whether the room has yet to be changed.
    #[serde(default)]
    pub pending: bool,
    /// Why that is not possible.
    #[serde(default)]
    pub problem: Option<String>,
}

/// The standing of a person in the roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// A moderator: the bot keeps their power level, and invites them to a room that it creates.
    Moderator,
    /// No moderator, by a decision: the config does not make them one again.
    Removed,
    /// Left the room, or lost the power level, without the bot: the config does not make them a moderator again.
    Left,
}

impl RosterEntry {
    /// Whether somebody has made the person a moderator, and not the config.
    #[must_use]
    pub fn is_addition(&self) -> bool {
        self.standing == Standing::Moderator && self.by != Actor::System
    }
}

json_state!(ModeratorRoster = "moderators");
