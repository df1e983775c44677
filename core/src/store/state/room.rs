//! The moderators' room: which one it is, what the bot has read and said in it, and the rooms that aliases lead to.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::value::{json_state, pair_state, text_state};

/// The last event that the bot processed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncPosition {
    /// The room.
    pub room: String,
    /// The event, or a word that stands for the time when the bot joined.
    pub event: String,
}

/// The message that lists the accounts that need a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountQuestionsMessage {
    /// The room.
    pub room: String,
    /// The event.
    pub event: String,
}

/// The problems of the room that moderators were last told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedIssues {
    /// The room.
    pub room: String,
    /// What was told.
    pub issues: String,
}

pair_state!(
    SyncPosition { room, event } = "room_heard",
    AccountQuestionsMessage { room, event } = "account_questions",
    ReportedIssues { room, issues } = "room_concerns",
);

/// The room that the bot created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModerationRoom(pub String);

/// The room that an alias of the config leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RoomPin(pub(crate) String);

/// The room that replaces another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RoomUpgrade(pub(crate) String);

/// The room in which the bot has explained the work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedRoom(pub String);

text_state!(
    ExplainedRoom = "room_explained",
    ModerationRoom = "admin_room",
    RoomPin = "room_pin",
    RoomUpgrade = "room_replacing"
);

/// The configured moderators that an earlier version invited into the room that the bot created.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitedModerators(pub BTreeSet<String>);

/// The name and the picture that the bot has given to itself and to its rooms.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Appearance {
    /// The uploaded picture.
    pub picture: Option<String>,
    /// The accounts and rooms that were looked at: a picture that somebody removes later stays away.
    pub done: BTreeSet<String>,
}

json_state!(InvitedModerators = "moderators_invited", Appearance = "appearance");
