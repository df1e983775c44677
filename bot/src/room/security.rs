//! Finds issues in the settings of a room: who can join or read it, encryption, and the power level of the bot.

use registration_core::{messages::Language, text};
use serde_json::Value;

/// From this room version on, creators have unlimited power.
const CREATORS_ABOVE_ALL: u32 = 12;

/// What is wrong with a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoomIssue {
    /// Anyone can join.
    Public,
    /// Members of this space can join, and anyone can join the space.
    PublicSpace(String),
    /// Anyone can read the room without joining.
    WorldReadable,
    /// Guests can join.
    Guests,
    /// The room is not encrypted, although the config asks for it.
    Unencrypted,
    /// The bot's power level is too low for its work.
    Powerless {
        /// Its power level.
        has: i64,
        /// The level that it needs.
        needs: i64,
        /// What it cannot do.
        for_what: Vec<&'static str>,
    },
}

/// What the bot does, and the types of events that it sends for it.
const WORK: [(&str, &str); 4] = [
    // The first two are needed wherever the bot sends messages.
    ("message", "m.room.message"),
    ("message", "m.room.encrypted"),
    ("reaction", "m.reaction"),
    ("redaction", "m.room.redaction"),
];

/// The issues of a room with this state.
#[must_use]
pub fn find_issues(state: &[Value], bot: &str, wants_encryption: bool) -> Vec<RoomIssue> {
    let says = |kind: &str, key: &str, value: &str| content(state, kind).is_some_and(|content| content[key] == value);
    let mut found = vec![];
    if says("m.room.join_rules", "join_rule", "public") {
        found.push(RoomIssue::Public);
    }
    if says("m.room.history_visibility", "history_visibility", "world_readable") {
        found.push(RoomIssue::WorldReadable);
    }
    if says("m.room.guest_access", "guest_access", "can_join") {
        found.push(RoomIssue::Guests);
    }
    if wants_encryption && !is_encrypted(state) {
        found.push(RoomIssue::Unencrypted);
    }
    found.extend(powerless(state, bot, &WORK));
    found
}

/// Set if the bot may not send messages in a room where it does nothing else.
pub(crate) fn missing_send_power(state: &[Value], bot: &str) -> Option<RoomIssue> {
    powerless(state, bot, &WORK[..2])
}

fn content<'a>(state: &'a [Value], kind: &str) -> Option<&'a Value> {
    state.iter().find(|event| event["type"] == kind && event["state_key"] == "").map(|event| &event["content"])
}

fn is_encrypted(state: &[Value]) -> bool {
    content(state, "m.room.encryption").is_some_and(|content| content["algorithm"].is_string())
}

/// Set if the power level of the bot is too low for some of this work.
fn powerless(state: &[Value], bot: &str, work: &[(&'static str, &str)]) -> Option<RoomIssue> {
    let none = Value::Null;
    let levels = content(state, "m.room.power_levels").unwrap_or(&none);
    if is_privileged_creator(state, bot) {
        return None;
    }
    let has = power_level(state, bot);
    let needed = |kind: &str| level(&levels["events"][kind], level(&levels["events_default"], 0));
    let is_done = |kind: &str| kind != "m.room.encrypted" || is_encrypted(state);
    let lacking = work.iter().filter(|(_, kind)| is_done(kind) && needed(kind) > has);
    let (mut needs, mut for_what) = (i64::MIN, vec![]);
    for (what, kind) in lacking {
        needs = needs.max(needed(kind));
        if !for_what.contains(what) {
            for_what.push(*what);
        }
    }
    (!for_what.is_empty()).then_some(RoomIssue::Powerless { has, needs, for_what })
}

fn level(value: &Value, default: i64) -> i64 {
    // Old room versions allow levels as strings.
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok()).unwrap_or(default)
}

/// The power level of `user`.
pub(crate) fn power_level(state: &[Value], user: &str) -> i64 {
    let levels = content(state, "m.room.power_levels").unwrap_or(&Value::Null);
    if is_privileged_creator(state, user) {
        i64::MAX
    } else {
        level(&levels["users"][user], level(&levels["users_default"], 0))
    }
}

/// Whether `user` is in the room.
pub(crate) fn is_joined(state: &[Value], user: &str) -> bool {
    let member = state.iter().find(|event| event["type"] == "m.room.member" && event["state_key"] == user);
    member.is_some_and(|member| member["content"]["membership"] == "join")
}

/// The rooms and spaces whose members may join this room without an invitation.
pub(crate) fn allowed_spaces(state: &[Value]) -> Vec<&str> {
    let Some(rules) = content(state, "m.room.join_rules") else { return vec![] };
    if !matches!(rules["join_rule"].as_str(), Some("restricted" | "knock_restricted")) {
        return vec![];
    }
    rules["allow"].as_array().into_iter().flatten().filter_map(|one| one["room_id"].as_str()).collect()
}

/// Whether the user is a room creator with unlimited power.
fn is_privileged_creator(state: &[Value], bot: &str) -> bool {
    let Some(create) = state.iter().find(|event| event["type"] == "m.room.create") else { return false };
    let version = create["content"]["room_version"].as_str().and_then(|version| version.parse::<u32>().ok());
    let others = create["content"]["additional_creators"].as_array();
    version.is_some_and(|version| version >= CREATORS_ABOVE_ALL)
        && (create["sender"] == bot || others.is_some_and(|others| others.iter().any(|one| one == bot)))
}

impl RoomIssue {
    /// Whether people who were not invited can read the room.
    #[must_use]
    pub const fn exposes(&self) -> bool {
        matches!(self, Self::Public | Self::PublicSpace(_) | Self::WorldReadable)
    }

    /// What is wrong, and how to fix it.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        match self {
            Self::Public => text!(in language, "room-concern-public"),
            Self::PublicSpace(space) => text!(in language, "room-concern-public-space", space = space.as_str()),
            Self::WorldReadable => text!(in language, "room-concern-world-readable"),
            Self::Guests => text!(in language, "room-concern-guests"),
            Self::Unencrypted => text!(in language, "room-concern-unencrypted"),
            Self::Powerless { has, needs, for_what } => {
                let for_what = for_what.iter().map(|what| match *what {
                    "message" => text!(in language, "room-power-message"),
                    "reaction" => text!(in language, "room-power-reaction"),
                    _ => text!(in language, "room-power-redaction"),
                });
                let for_what = for_what.collect::<Vec<_>>().join(", ");
                text!(in language, "room-concern-power", has = *has, needs = *needs, what = for_what)
            }
        }
    }
}

/// Whether an event of this type can cause or fix an issue.
pub(crate) fn is_relevant(kind: &str) -> bool {
    const KINDS: [&str; 6] = [
        "m.room.member", // who can decide
        "m.room.join_rules",
        "m.room.history_visibility",
        "m.room.guest_access",
        "m.room.encryption",
        "m.room.power_levels",
    ];
    KINDS.contains(&kind)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event(kind: &str, content: &Value) -> Value {
        json!({"type": kind, "state_key": "", "sender": "@mod:x", "content": content})
    }

    fn sound() -> Vec<Value> {
        vec![
            event("m.room.create", &json!({"room_version": "11"})),
            event("m.room.join_rules", &json!({"join_rule": "invite"})),
            event("m.room.history_visibility", &json!({"history_visibility": "shared"})),
            event("m.room.guest_access", &json!({"guest_access": "forbidden"})),
            event("m.room.encryption", &json!({"algorithm": "m.megolm.v1.aes-sha2"})),
            event("m.room.power_levels", &json!({"users": {"@mod:x": 100}, "events": {"m.room.name": 50}})),
        ]
    }

    fn with(kind: &str, content: &Value) -> Vec<Value> {
        let mut state = sound();
        state.retain(|one| one["type"] != kind);
        state.push(event(kind, content));
        state
    }

    #[test]
    fn secure_room_has_no_issues() {
        assert_eq!(find_issues(&sound(), "@bot:x", true), []);
    }

    #[test]
    fn each_insecure_setting_is_an_issue() {
        let found = |kind, content: &Value| find_issues(&with(kind, content), "@bot:x", true);
        assert_eq!(found("m.room.join_rules", &json!({"join_rule": "public"})), [RoomIssue::Public]);
        let visible = json!({"history_visibility": "world_readable"});
        assert_eq!(found("m.room.history_visibility", &visible), [RoomIssue::WorldReadable]);
        assert_eq!(found("m.room.guest_access", &json!({"guest_access": "can_join"})), [RoomIssue::Guests]);
        assert_eq!(found("m.room.encryption", &json!({})), [RoomIssue::Unencrypted]);
        assert_eq!(find_issues(&with("m.room.encryption", &json!({})), "@bot:x", false), []);
    }

    #[test]
    fn low_power_level_names_the_needed_level() {
        let levels = json!({"users_default": 10, "events_default": 20, "events": {"m.reaction": 30}});
        let all = vec!["message", "reaction", "redaction"];
        assert_eq!(
            find_issues(&with("m.room.power_levels", &levels), "@bot:x", true),
            [RoomIssue::Powerless { has: 10, needs: 30, for_what: all }]
        );
        let levels = json!({"users": {"@bot:x": 20}, "events_default": 20, "events": {"m.room.redaction": 50}});
        let issue = RoomIssue::Powerless { has: 20, needs: 50, for_what: vec!["redaction"] };
        assert_eq!(find_issues(&with("m.room.power_levels", &levels), "@bot:x", true), std::slice::from_ref(&issue));
        assert_eq!(missing_send_power(&with("m.room.power_levels", &levels), "@bot:x"), None);
        assert!(missing_send_power(&with("m.room.power_levels", &levels), "@other:x").is_some());
        insta::assert_snapshot!(
            issue.text(Language::english()),
            @"My power level is 20, which is too low to remove my own reactions. Raise it to 50."
        );
    }

    #[test]
    fn creator_of_a_new_room_version_has_unlimited_power() {
        let mut state = with("m.room.power_levels", &json!({"events_default": 50}));
        state.retain(|one| one["type"] != "m.room.create");
        let create =
            |content: Value| json!({"type": "m.room.create", "state_key": "", "sender": "@bot:x", "content": content});
        state.push(create(json!({"room_version": "12"})));
        assert_eq!(find_issues(&state, "@bot:x", true), []);
        state.pop();
        state.push(create(json!({"room_version": "11"})));
        assert!(matches!(find_issues(&state, "@bot:x", true)[..], [RoomIssue::Powerless { has: 0, needs: 50, .. }]));
    }
}
