//! Who in the room may decide.

use std::collections::{BTreeMap, BTreeSet};

use matrix_sdk::{
    Room, RoomMemberships,
    ruma::{
        OwnedUserId, UserId,
        api::{
            client::{membership::joined_members::v3 as joined_members, state::get_state_event_for_key::v3::Request},
            error::ErrorKind,
        },
        events::{
            StateEventType,
            room::power_levels::{RoomPowerLevels, RoomPowerLevelsEventContent, RoomPowerLevelsSource, UserPowerLevel},
        },
    },
};
use serde_json::Value;

/// A person's membership in the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Whether the person is in the room.
    pub joined: bool,
    /// The power level; `i64::MAX` for a room creator with unlimited power.
    pub power: i64,
}

/// The membership of each of `people`.
///
/// It is fetched from Synapse: the state of the last sync may be older than a vote, and after concurrent events a sync can
/// even bring an older state after a newer one.
pub async fn memberships(
    room: &Room,
    people: BTreeSet<OwnedUserId>,
) -> matrix_sdk::Result<BTreeMap<OwnedUserId, Membership>> {
    if people.is_empty() {
        return Ok(BTreeMap::new());
    }
    let (levels, membership_states) = tokio::try_join!(power_levels(room), membership_states(room, people))?;
    let to_membership = |(person, membership): (OwnedUserId, Option<String>)| {
        let power = power_of(&levels, &person);
        (person, Membership { joined: membership.as_deref() == Some("join"), power })
    };
    Ok(membership_states.into_iter().map(to_membership).collect())
}

async fn membership_states(
    room: &Room,
    people: BTreeSet<OwnedUserId>,
) -> matrix_sdk::Result<BTreeMap<OwnedUserId, Option<String>>> {
    let mut found = BTreeMap::new();
    for person in people {
        let membership = membership_state(room, &person).await?;
        found.insert(person, membership);
    }
    Ok(found)
}

/// The people who are in the room now, from Synapse.
pub(crate) async fn joined(room: &Room) -> matrix_sdk::Result<BTreeSet<OwnedUserId>> {
    let joined = room.client().send(joined_members::Request::new(room.room_id().to_owned())).await?.joined;
    Ok(joined.into_keys().collect())
}

/// The room's current power levels, from Synapse.
pub(crate) async fn power_levels(room: &Room) -> matrix_sdk::Result<RoomPowerLevels> {
    let source = match power_levels_content(room).await? {
        Some(content) => {
            RoomPowerLevelsSource::Original(serde_json::from_value::<RoomPowerLevelsEventContent>(content)?)
        }
        None => RoomPowerLevelsSource::None,
    };
    let rules = room.clone_info().room_version_rules_or_default();
    Ok(RoomPowerLevels::new(source, &rules.authorization, room.creators().into_iter().flatten()))
}

/// The content of the event with the power levels, with what only other programs know of.
pub(crate) async fn power_levels_content(room: &Room) -> matrix_sdk::Result<Option<Value>> {
    let request = Request::new(room.room_id().to_owned(), StateEventType::RoomPowerLevels, String::new());
    match room.client().send(request).await.map_err(matrix_sdk::Error::from) {
        Ok(found) => Ok(Some(serde_json::from_str(found.event_or_content.get())?)),
        Err(error) if error.client_api_error_kind() == Some(&ErrorKind::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The power level of `user`; `i64::MAX` for a room creator with unlimited power.
pub(crate) fn power_of(levels: &RoomPowerLevels, user: &UserId) -> i64 {
    match levels.for_user(user) {
        UserPowerLevel::Int(level) => level.into(),
        _ => i64::MAX,
    }
}

/// The membership state of `user`, such as `join` or `invite`; `None` without a membership event.
pub(crate) async fn membership_state(room: &Room, user: &UserId) -> matrix_sdk::Result<Option<String>> {
    let request = Request::new(room.room_id().to_owned(), StateEventType::RoomMember, user.to_string());
    match room.client().send(request).await.map_err(matrix_sdk::Error::from) {
        Ok(member) => {
            let content: Value = serde_json::from_str(member.event_or_content.get())?;
            Ok(content["membership"].as_str().map(str::to_owned))
        }
        Err(error) if error.client_api_error_kind() == Some(&ErrorKind::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether the current members are the ones that the last sync brought. This check is cheap; fetching all members again
/// would change the room key, which then has to be sent to all devices.
pub(crate) async fn are_as_known(room: &Room) -> matrix_sdk::Result<bool> {
    let there = joined(room).await?;
    let client = room.client();
    let known = client.state_store().get_user_ids(room.room_id(), RoomMemberships::JOIN).await?;
    Ok(there.len() == known.len() && known.iter().all(|one| there.contains(one)))
}
