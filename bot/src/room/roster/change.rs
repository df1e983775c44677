//! Makes a person a moderator in the room, or no longer: power level, invitation, removal.

use matrix_sdk::{
    Room,
    ruma::{
        UserId,
        api::error::ErrorKind,
        events::{StateEventType, room::power_levels::RoomPowerLevels},
    },
};
use registration_core::{messages::Language, text};
use serde_json::{Value, json};

use crate::{
    error::{BotError, is_forbidden},
    matrix::members::{membership_state, power_levels, power_levels_content, power_of},
};

/// Why the room cannot be changed, until somebody does something about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Blocked {
    /// The person is banned.
    Banned,
    /// The bot's power level is too low.
    Weak {
        /// Its power level.
        has: i64,
        /// The level that it needs.
        needs: i64,
    },
    /// The person's power level is as high as the bot's, or higher: the homeserver lets nobody else lower it.
    Peer {
        /// The level.
        power: i64,
    },
    /// The person has created the room, which is above all power levels.
    Creator,
    /// Synapse refuses the request.
    Refused(String),
}

/// Why a change was not made.
#[derive(Debug)]
pub(crate) enum ChangeError {
    /// Trying again does not help.
    Blocked(Blocked),
    /// Trying again may help.
    Failed(BotError),
}

impl From<matrix_sdk::Error> for ChangeError {
    fn from(error: matrix_sdk::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl Blocked {
    /// What is wrong, and how to fix it.
    pub(crate) fn text(&self, language: Language, who: &str) -> String {
        match self {
            Self::Banned => text!(in language, "room-moderator-banned", who = who),
            Self::Weak { has, needs } => text!(in language, "room-moderator-weak", has = *has, needs = *needs),
            Self::Peer { power } => text!(in language, "room-moderator-peer", who = who, power = *power),
            Self::Creator => text!(in language, "room-moderator-creator", who = who),
            Self::Refused(why) => text!(in language, "room-moderator-refused", who = who, why = why.as_str()),
        }
    }
}

/// Why `user` cannot be made a moderator with this power level.
pub(crate) fn cannot_promote(
    levels: &RoomPowerLevels,
    bot: &UserId,
    (user, membership): (&UserId, Option<&str>),
    level: i64,
) -> Option<Blocked> {
    if membership == Some("ban") {
        return Some(Blocked::Banned);
    }
    let (has, mut needs) = (power_of(levels, bot), i64::MIN);
    if power_of(levels, user) < level {
        needs = level.max(levels.for_state(StateEventType::RoomPowerLevels).into());
    }
    if !is_in(membership) {
        needs = needs.max(levels.invite.into());
    }
    (has < needs).then_some(Blocked::Weak { has, needs })
}

/// Why `user` cannot be removed from the moderators.
pub(crate) fn cannot_demote(
    levels: &RoomPowerLevels,
    bot: &UserId,
    (user, membership): (&UserId, Option<&str>),
) -> Option<Blocked> {
    let (has, power, after) = (power_of(levels, bot), power_of(levels, user), i64::from(levels.users_default));
    if power == i64::MAX {
        return Some(Blocked::Creator);
    }
    let mut needs = i64::MIN;
    let highest = if power > after {
        needs = levels.for_state(StateEventType::RoomPowerLevels).into();
        power
    } else {
        after
    };
    if is_in(membership) {
        needs = needs.max(levels.kick.into());
    }
    if needs == i64::MIN {
        return None;
    }
    if has < needs {
        return Some(Blocked::Weak { has, needs });
    }
    (highest >= has).then_some(Blocked::Peer { power: highest })
}

/// Whether the person is in the room, or can enter it.
fn is_in(membership: Option<&str>) -> bool {
    matches!(membership, Some("join" | "invite"))
}

/// Makes `user` a moderator with at least this power level, and invites them. Repeating it changes nothing.
pub(crate) async fn promote(room: &Room, user: &UserId, level: i64) -> Result<(), ChangeError> {
    let membership = membership_state(room, user).await?;
    let levels = power_levels(room).await?;
    if let Some(blocked) = cannot_promote(&levels, room.own_user_id(), (user, membership.as_deref()), level) {
        return Err(ChangeError::Blocked(blocked));
    }
    // The level comes first: a person who joins is a moderator at once.
    let before = levels.users.get(user).copied().map(i64::from);
    let is_raised = power_of(&levels, user) < level;
    if is_raised {
        set_level(room, user, Some(level)).await?;
    }
    if is_in(membership.as_deref()) {
        return Ok(());
    }
    match room.invite_user_by_id(user).await {
        Ok(()) => Ok(()),
        Err(error) => match refusal(&error) {
            Some(why) => {
                if is_raised {
                    set_level(room, user, before).await?;
                }
                Err(ChangeError::Blocked(Blocked::Refused(why)))
            }
            None => Err(error.into()),
        },
    }
}

/// Takes the power level of `user` away, and removes them from the room, where they could read all requests. Repeating
/// it changes nothing.
pub(crate) async fn demote(room: &Room, user: &UserId, reason: &str) -> Result<(), ChangeError> {
    let membership = membership_state(room, user).await?;
    let levels = power_levels(room).await?;
    if let Some(blocked) = cannot_demote(&levels, room.own_user_id(), (user, membership.as_deref())) {
        return Err(ChangeError::Blocked(blocked));
    }
    if power_of(&levels, user) > levels.users_default.into() {
        set_level(room, user, None).await?;
    }
    if is_in(membership.as_deref()) {
        match room.kick_user(user, Some(reason)).await {
            // The person has left meanwhile.
            Err(error) if is_forbidden(&error) && !is_in(membership_state(room, user).await?.as_deref()) => {}
            kicked => kicked?,
        }
    }
    Ok(())
}

/// Why Synapse refuses a request that was right, such as an invitation to an unknown server.
fn refusal(error: &matrix_sdk::Error) -> Option<String> {
    let kind = error.client_api_error_kind()?;
    let is_passing = matches!(kind, ErrorKind::LimitExceeded(_) | ErrorKind::UnknownToken(_) | ErrorKind::MissingToken);
    let status = error.as_client_api_error().map_or(500, |error| error.status_code.as_u16());
    // 502 and 504 are about the other server.
    (!is_passing && !matches!(status, 500 | 503)).then(|| kind.errcode().to_string())
}

/// Sets the power level of one person, and leaves everything else in the event as it is.
async fn set_level(room: &Room, user: &UserId, level: Option<i64>) -> Result<(), ChangeError> {
    let Some(mut content) = power_levels_content(room).await? else {
        // A first event would take the power of the room's creator away.
        return Err(ChangeError::Blocked(Blocked::Refused("M_NOT_FOUND (m.room.power_levels)".to_owned())));
    };
    if !content["users"].is_object() {
        content["users"] = json!({});
    }
    if let Value::Object(users) = &mut content["users"] {
        match level {
            Some(level) => users.insert(user.to_string(), json!(level)),
            None => users.remove(user.as_str()),
        };
    }
    room.send_state_event_raw("m.room.power_levels", "", content).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use matrix_sdk::ruma::{
        OwnedUserId, events::room::power_levels::RoomPowerLevelsSource, room_version_rules::AuthorizationRules,
    };

    use super::*;

    fn levels(content: Value, creators: &[&str]) -> RoomPowerLevels {
        let content = serde_json::from_value(content).expect("power levels");
        let rules = if creators.is_empty() { AuthorizationRules::V11 } else { AuthorizationRules::V12 };
        let creators = creators.iter().map(|one| OwnedUserId::try_from(*one).expect("an ID"));
        RoomPowerLevels::new(RoomPowerLevelsSource::Original(content), &rules, creators)
    }

    fn user(id: &str) -> OwnedUserId {
        OwnedUserId::try_from(id).expect("an ID")
    }

    #[test]
    fn promoting_needs_the_power_for_what_is_missing() {
        let (bot, one) = (user("@bot:x"), user("@a:x"));
        let levels = |bot: i64| {
            levels(
                json!({"users": {"@bot:x": bot, "@a:x": 0}, "invite": 50, "events": {"m.room.power_levels": 100}}),
                &[],
            )
        };
        let promote = |has: i64, is: Option<&str>, level: i64| cannot_promote(&levels(has), &bot, (&one, is), level);
        assert_eq!(promote(100, None, 50), None);
        assert_eq!(promote(100, Some("leave"), 50), None);
        assert_eq!(promote(100, Some("ban"), 50), Some(Blocked::Banned));
        assert_eq!(promote(99, Some("join"), 50), Some(Blocked::Weak { has: 99, needs: 100 }));
        assert_eq!(promote(100, Some("join"), 101), Some(Blocked::Weak { has: 100, needs: 101 }));
        assert_eq!(promote(0, Some("join"), 0), None, "nothing to do");
        assert_eq!(promote(0, None, 0), Some(Blocked::Weak { has: 0, needs: 50 }));
    }

    #[test]
    fn nobody_of_equal_power_can_be_removed() {
        let (bot, one) = (user("@bot:x"), user("@a:x"));
        let users = |bot: i64, one: i64| levels(json!({"users": {"@bot:x": bot, "@a:x": one}}), &[]);
        let demote = |has: i64, power: i64, is: Option<&str>| cannot_demote(&users(has, power), &bot, (&one, is));
        assert_eq!(demote(100, 50, Some("join")), None);
        assert_eq!(demote(100, 100, Some("join")), Some(Blocked::Peer { power: 100 }));
        assert_eq!(demote(100, 100, Some("leave")), Some(Blocked::Peer { power: 100 }), "the level stays");
        assert_eq!(demote(49, 0, Some("invite")), Some(Blocked::Weak { has: 49, needs: 50 }));
        assert_eq!(demote(0, 0, Some("leave")), None, "nothing to do");
        let of_creators = levels(json!({"users": {"@a:x": 100, "@b:x": 200}}), &["@bot:x", "@c:x"]);
        let demote = |who: &str| cannot_demote(&of_creators, &bot, (&user(who), Some("join")));
        assert_eq!((demote("@a:x"), demote("@b:x"), demote("@c:x")), (None, None, Some(Blocked::Creator)));
    }
}
