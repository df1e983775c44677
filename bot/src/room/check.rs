//! Checks the bot's config without changing anything.

use matrix_sdk::ruma::{RoomAliasId, RoomId};
use registration_core::{
    Registrations,
    finding::{Code, Finding, Part},
    registrations::{NamedRoom, Pin, RoomUse, how_to_confirm, moved},
    synapse::SynapseError,
};
use serde_json::Value;

use crate::{
    error::SetUpError,
    room::{
        is_vouched_for,
        join::{created_room, newest},
        privacy,
        security::missing_send_power,
    },
    session::account::bot_mxid,
};

/// The result of the check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoomReport {
    /// What works.
    pub passed: Vec<(Part, String)>,
    /// What does not.
    pub findings: Vec<Finding>,
}

/// Whether the bot can join a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum JoinState {
    /// It is in the room.
    Joined,
    /// It may join.
    CanJoin,
    /// A member has to invite it, or the admin API must add it.
    NeedsInvite,
    /// It is banned.
    Banned,
}

/// Checks the bot's account and its rooms.
pub async fn check(registrations: &Registrations) -> RoomReport {
    let mut report = RoomReport::default();
    if let Err(error) = all(registrations, &mut report).await {
        report.findings.push(error.finding(registrations));
    }
    report
}

async fn all(registrations: &Registrations, report: &mut RoomReport) -> Result<(), SetUpError> {
    let bot = bot_mxid(registrations);
    let has_account = match registrations.synapse().user(&bot).await? {
        Some(user) if user.user_type.as_deref() != Some("bot") => return Err(SetUpError::NotOurs(bot)),
        Some(user) if user.deactivated => return Err(SetUpError::Deactivated(bot)),
        found => found.is_some(),
    };
    report.pass(
        Part::Bot,
        format!("{bot} {}", if has_account { "exists" } else { "will be created at the first start" }),
    );
    moderators(registrations, report).await?;
    let is_confirmed = named_rooms(registrations, report).await?;
    if is_confirmed {
        room(registrations, &bot, report).await?;
    }
    match &registrations.config().moderation.log_room {
        Some(named) => log_room(registrations, named, &bot, report).await,
        None => Ok(()),
    }
}

impl RoomReport {
    fn pass(&mut self, part: Part, text: String) {
        self.passed.push((part, text));
    }

    fn find(&mut self, part: Part, code: Code, cause: String) {
        self.findings.push(Finding::new(part, code, cause));
    }
}

/// Reports moderators of our own homeserver that do not exist.
async fn moderators(registrations: &Registrations, report: &mut RoomReport) -> Result<(), SetUpError> {
    let config = registrations.config();
    let invited = config.bot.moderators.iter().map(|user| ("bot.moderators", user));
    for (key, user) in invited.chain(config.moderation.only.iter().map(|user| ("moderation.only", user))) {
        let is_local = user.split_once(':').is_some_and(|(_, server)| server == config.synapse.domain);
        if !is_local {
            continue; // Synapse does not know the users of other servers.
        }
        match registrations.synapse().user(user).await? {
            Some(account) if !account.deactivated => {}
            Some(_) => report.find(Part::Room, Code::ModeratorUnknown, format!("{key}: {user} is deactivated")),
            None => report.find(Part::Room, Code::ModeratorUnknown, format!("{key}: {user} does not exist")),
        }
    }
    Ok(())
}

/// Reports aliases that lead nowhere, or to a room that nobody has confirmed. Returns whether the moderators' room can
/// be checked further.
async fn named_rooms(registrations: &Registrations, report: &mut RoomReport) -> Result<bool, SetUpError> {
    let mut is_confirmed = true;
    for NamedRoom { usage, named, pin } in registrations.operations().named_rooms().await? {
        let finding = match pin {
            Pin::Moved { pinned, now } => {
                let cause = format!("{}: {}", usage.key(), moved(&named, &pinned, &now));
                unconfirmed(cause, &now)
            }
            Pin::New(now) if usage == RoomUse::Moderation && !is_vouched_for(registrations, &now).await? => {
                SetUpError::Unconfirmed { named, now }.finding(registrations)
            }
            Pin::Missing { pinned: None } if usage != RoomUse::Log => {
                let cause = format!("{}: no room has the alias {named}", usage.key());
                Finding::new(Part::Room, Code::AliasUnknown, cause)
            }
            Pin::Missing { pinned: Some(pinned) } => {
                let cause = format!("{}: no room has the alias {named} any more; {pinned} is used", usage.key());
                Finding::new(Part::Room, Code::AliasGone, cause)
            }
            _ => continue,
        };
        is_confirmed &= usage != RoomUse::Moderation || finding.code == Code::AliasGone;
        report.findings.push(finding);
    }
    Ok(is_confirmed)
}

fn unconfirmed(cause: String, now: &str) -> Finding {
    let remedy = format!("Check where the alias leads; {}.", how_to_confirm(now));
    Finding::new(Part::Room, Code::RoomUnconfirmed, cause).with_remedy(remedy)
}

/// The ID of the moderators' room, or of its newest upgrade; `None` if the bot has yet to create it.
pub(super) async fn room_id(registrations: &Registrations) -> Result<Option<String>, SetUpError> {
    let remembered = created_room(registrations).await?;
    let named = registrations.config().admin_room().map(str::to_owned);
    let Some(room) = named.or(remembered) else { return Ok(None) };
    let id = if room.starts_with('#') {
        RoomAliasId::parse(&room).map_err(|_| SetUpError::BadRoom(room.clone()))?;
        match registrations.room_pin(RoomUse::Moderation, &room).await? {
            Pin::Id(id) | Pin::New(id) | Pin::Same { pinned: id, .. } | Pin::Moved { pinned: id, .. } => id,
            Pin::Missing { pinned: Some(pinned) } => pinned,
            Pin::Missing { pinned: None } => return Err(SetUpError::NoSuchAlias(room)),
        }
    } else if room.starts_with('!') {
        room
    } else {
        return Err(SetUpError::BadRoom(room));
    };
    match RoomId::parse(&id) {
        Ok(id) => Ok(Some(newest(registrations, &id).await?.to_string())),
        Err(_) => Err(SetUpError::BadRoom(id)),
    }
}

async fn room(registrations: &Registrations, bot: &str, report: &mut RoomReport) -> Result<(), SetUpError> {
    let Some(id) = room_id(registrations).await? else {
        let text = "will be created at the first start, and `bot.moderators` will be invited";
        report.pass(Part::Room, text.to_owned());
        return Ok(());
    };
    let Some(found) = registrations.synapse().room(&id).await? else { return Err(SetUpError::UnknownRoom(id)) };
    let text = if found["encryption"].is_null() { "exists, and is NOT encrypted" } else { "exists, and is encrypted" };
    report.pass(Part::Room, format!("{id} {text}"));
    let seen = privacy::inspect(registrations, &id, bot).await?;
    if seen.deciders > 0 {
        report.pass(Part::Room, format!("{} member(s) can decide", seen.deciders));
    }
    report.findings.extend(seen.findings(&id));
    Ok(())
}

/// Reports whether the bot can post in `moderation.log_room`.
async fn log_room(
    registrations: &Registrations,
    named: &str,
    bot: &str,
    report: &mut RoomReport,
) -> Result<(), SetUpError> {
    let synapse = registrations.synapse();
    let room = match synapse.room_id(named).await {
        Ok(room) if synapse.room(&room).await?.is_some() => room,
        Ok(_) | Err(SynapseError::Refused { status: 400 | 404, .. }) => {
            report.find(Part::LogRoom, Code::RoomUnknown, format!("Synapse does not know {named}"));
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    let state = synapse.room_state(&room).await?;
    match join_state(&state, bot) {
        JoinState::Joined => report.pass(Part::LogRoom, format!("{room} exists, and {bot} has joined it")),
        JoinState::CanJoin => {
            report.pass(Part::LogRoom, format!("{room} exists; {bot} joins it with the first decision"));
        }
        JoinState::NeedsInvite => {
            report.find(
                Part::LogRoom,
                Code::LogRoomNotJoined,
                format!("{bot} cannot join {room} without an invitation"),
            );
        }
        JoinState::Banned => report.find(Part::LogRoom, Code::LogRoomBanned, format!("{bot} is banned from {room}")),
    }
    if let Some(issue) = missing_send_power(&state, bot) {
        report.findings.push(Finding { part: Part::LogRoom, ..issue.finding(&room) });
    }
    Ok(())
}

/// Whether the bot can join a room with this state.
fn join_state(state: &[Value], bot: &str) -> JoinState {
    let content = |kind: &str, key: &str| {
        state.iter().find(|event| event["type"] == kind && event["state_key"] == key).map(|event| &event["content"])
    };
    let membership = content("m.room.member", bot).and_then(|content| content["membership"].as_str());
    match membership.unwrap_or_default() {
        "join" => JoinState::Joined,
        "ban" => JoinState::Banned,
        "invite" => JoinState::CanJoin,
        _ if content("m.room.join_rules", "").is_some_and(|content| content["join_rule"] == "public") => {
            JoinState::CanJoin
        }
        _ => JoinState::NeedsInvite,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn bot_can_join_public_rooms_and_with_an_invitation() {
        let event = |kind: &str, key: &str, content: Value| json!({"type": kind, "state_key": key, "content": content});
        let member = |membership: &str| event("m.room.member", "@bot:x", json!({"membership": membership}));
        let public = event("m.room.join_rules", "", json!({"join_rule": "public"}));
        for (state, expected) in [
            (vec![member("join"), public.clone()], JoinState::Joined),
            (vec![member("ban"), public.clone()], JoinState::Banned),
            (vec![member("leave"), public.clone()], JoinState::CanJoin),
            (vec![public], JoinState::CanJoin),
            (vec![member("invite")], JoinState::CanJoin),
            (vec![member("leave")], JoinState::NeedsInvite),
            (vec![event("m.room.member", "@mod:x", json!({"membership": "join"}))], JoinState::NeedsInvite),
        ] {
            assert_eq!(join_state(&state, "@bot:x"), expected, "{state:?}");
        }
    }
}
