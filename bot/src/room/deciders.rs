//! The members of a room who can decide on requests.

use registration_core::{
    config::ModerationConfig,
    finding::{Code, Finding, Part},
};
use serde_json::Value;

use super::security::{is_joined, power_level};
use crate::voting::count::may_decide;

/// The members who can decide, in a room with this state.
pub(super) fn deciders<'a>(state: &'a [Value], bot: &str, rules: &ModerationConfig) -> Vec<&'a str> {
    let decides = |user: &&str| may_decide(user, is_joined(state, user), power_level(state, user), bot, rules);
    memberships(state).map(|(user, _)| user).filter(|user| *user != bot).filter(decides).collect()
}

/// What is wrong if nobody, or not enough people, can decide.
pub(super) fn too_few(room: &str, state: &[Value], bot: &str, rules: &ModerationConfig) -> Option<Finding> {
    let count = deciders(state, bot, rules).len();
    let needed = rules.approvals_required.max(rules.denials_required);
    let level = rules.min_power_level;
    if count == 0 {
        let invited: Vec<_> = memberships(state).filter(|(_, is)| *is == "invite").map(|(user, _)| user).collect();
        let joined = memberships(state).filter(|(user, is)| *is == "join" && *user != bot).count();
        let cause = match invited.as_slice() {
            [] => format!("{joined} member(s) have joined {room}, none with the right to decide (power level {level})"),
            invited => format!("no moderator has joined {room}; not accepted yet: {}", invited.join(", ")),
        };
        return Some(Finding::new(Part::Room, Code::NoModerator, cause));
    }
    let cause = format!("`moderation` requires {needed} votes, but only {count} member(s) of {room} can decide");
    (count < needed).then(|| Finding::new(Part::Room, Code::QuorumTooHigh, cause))
}

/// The users with a membership event, and their membership.
pub(super) fn memberships(state: &[Value]) -> impl Iterator<Item = (&str, &str)> {
    state.iter().filter(|event| event["type"] == "m.room.member").filter_map(|event| {
        let membership = event["content"]["membership"].as_str()?;
        Some((event["state_key"].as_str()?, membership))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn room(members: &[(&str, &str, i64)]) -> Vec<Value> {
        let levels: serde_json::Map<_, _> =
            members.iter().map(|(user, _, level)| ((*user).into(), json!(level))).collect();
        let mut state = vec![json!({"type": "m.room.power_levels", "state_key": "", "content": {"users": levels}})];
        state.extend(members.iter().map(|(user, membership, _)| {
            json!({"type": "m.room.member", "state_key": user, "content": {"membership": membership}})
        }));
        state
    }

    #[test]
    fn only_joined_members_with_enough_power_decide() {
        let rules = ModerationConfig::default();
        let mods = |members: &[(&str, &str, i64)]| too_few("!r", &room(members), "@bot:x", &rules).map(|it| it.cause);
        assert_eq!(mods(&[("@bot:x", "join", 100), ("@mod:x", "join", 50)]), None);
        let invited = mods(&[("@bot:x", "join", 100), ("@mod:x", "invite", 50)]).expect("a finding");
        assert!(invited.ends_with("not accepted yet: @mod:x"), "{invited}");
        let weak = mods(&[("@bot:x", "join", 100), ("@mod:x", "join", 0)]).expect("a finding");
        assert!(weak.starts_with("1 member(s) have joined !r, none"), "{weak}");
    }

    #[test]
    fn quorum_needs_enough_moderators() {
        let rules = ModerationConfig { approvals_required: 2, ..ModerationConfig::default() };
        let finding = too_few("!r", &room(&[("@mod:x", "join", 50)]), "@bot:x", &rules).expect("a finding");
        assert_eq!(finding.code, Code::QuorumTooHigh);
    }
}
