//! Lists the moderators for operators, from Synapse and the roster.

use std::collections::BTreeSet;

use registration_core::{
    Registrations,
    store::state::{RosterEntry, Standing},
};
use serde_json::Value;

use super::{
    check::room_id,
    deciders::{deciders, memberships},
    security::power_level,
};
use crate::{error::SetUpError, session::account::bot_mxid};

/// A person who is a moderator, was one, or shall be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomMember {
    /// The user ID.
    pub user: String,
    /// The membership in the room, such as `join`.
    pub membership: Option<String>,
    /// The power level; `i64::MAX` for a room creator with unlimited power.
    pub power: i64,
    /// Whether the person can decide on requests.
    pub decides: bool,
    /// Whether `bot.moderators` names the person.
    pub is_configured: bool,
    /// The entry in the roster.
    pub entry: Option<RosterEntry>,
}

/// The moderators' room if there is one yet, and everybody who decides there, is named in the config, or is in the
/// roster.
///
/// # Errors
/// Synapse does not answer or does not know the room, or the database fails.
pub async fn members(registrations: &Registrations) -> anyhow::Result<(Option<String>, Vec<RoomMember>)> {
    let room = room_id(registrations).await?;
    let state = match &room {
        Some(room) => registrations.synapse().room_state(room).await.map_err(SetUpError::from)?,
        None => vec![],
    };
    let (config, roster) = (registrations.config(), registrations.operations().roster().await?);
    let bot = bot_mxid(registrations);
    let deciding = deciders(&state, &bot, &config.moderation);
    let named = deciding.iter().copied().chain(config.bot.moderators.iter().map(String::as_str));
    let all: BTreeSet<&str> = named.chain(roster.0.keys().map(String::as_str)).collect();
    let member = |user: &str| RoomMember {
        user: user.to_owned(),
        membership: membership(&state, user),
        power: power_level(&state, user),
        decides: deciding.contains(&user),
        is_configured: config.bot.moderators.iter().any(|one| one == user),
        entry: roster.0.get(user).cloned(),
    };
    Ok((room, all.into_iter().map(member).collect()))
}

fn membership(state: &[Value], user: &str) -> Option<String> {
    memberships(state).find(|(one, _)| *one == user).map(|(_, is)| is.to_owned())
}

impl RoomMember {
    /// How the person became what they are, and what is not done yet.
    #[must_use]
    pub fn remark(&self) -> String {
        let mut parts = vec![];
        if self.is_configured {
            parts.push("bot.moderators".to_owned());
        }
        if let Some(entry) = &self.entry {
            let by = &entry.by;
            match entry.standing {
                Standing::Moderator if entry.is_addition() => parts.push(format!("added by {by}")),
                Standing::Moderator => {}
                Standing::Removed => parts.push(format!("removed by {by}")),
                Standing::Left => parts.push("left, or lost the power level".to_owned()),
            }
            if !entry.agreed.is_empty() {
                parts.push(format!("agreed: {}", entry.agreed.join(", ")));
            }
            match &entry.problem {
                Some(problem) => parts.push(format!("NOT DONE: {problem}")),
                None if entry.pending => parts.push("not done yet: the bot does it as soon as it runs".to_owned()),
                None => {}
            }
        }
        parts.join("; ")
    }
}
