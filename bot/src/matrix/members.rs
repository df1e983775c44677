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
/// How somebody stands to the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Whether they are in it.
    pub joined: bool,
    /// Their power level; a creator without limits has the highest there is.
    pub power: i64,
}

/// How each of `people` stands to the room.
///
/// Synapse is asked: what the last sync has brought may be older than a vote, and where events cross
/// each other, a sync may even bring an older state after a newer one.
pub async fn memberships(
    room: &Room,
    people: BTreeSet<OwnedUserId>,
) -> matrix_sdk::Result<BTreeMap<OwnedUserId, Membership>> {
    if people.is_empty() {
        return Ok(BTreeMap::new());
    }
    let (levels, membership_states) = tokio::try_join!(power_levels(room), membership_states(room, people))?;
    let standing = |(person, membership): (OwnedUserId, Option<String>)| {
        let power = match levels.for_user(&person) {
            UserPowerLevel::Int(level) => level.into(),
            _ => i64::MAX,
        };
        (person, Membership { joined: membership.as_deref() == Some("join"), power })
    };
    Ok(membership_states.into_iter().map(standing).collect())
}

async fn membership_states(
    room: &Room,
    people: BTreeSet<OwnedUserId>,
) -> matrix_sdk::Result<BTreeMap<OwnedUserId, Option<String>>> {
    let mut found = BTreeMap::new();
    for person in people {
        let membership = membership(room, &person).await?;
        found.insert(person, membership);
    }
    Ok(found)
}

/// The room's power levels, as Synapse has them now.
pub(crate) async fn power_levels(room: &Room) -> matrix_sdk::Result<RoomPowerLevels> {
    let request = Request::new(room.room_id().to_owned(), StateEventType::RoomPowerLevels, String::new());
    let source = match room.client().send(request).await.map_err(matrix_sdk::Error::from) {
        Ok(found) => RoomPowerLevelsSource::Original(serde_json::from_str::<RoomPowerLevelsEventContent>(
            found.event_or_content.get(),
        )?),
        Err(error) if error.client_api_error_kind() == Some(&ErrorKind::NotFound) => RoomPowerLevelsSource::None,
        Err(error) => return Err(error),
    };
    let rules = room.clone_info().room_version_rules_or_default();
    Ok(RoomPowerLevels::new(source, &rules.authorization, room.creators().into_iter().flatten()))
}

/// How `user` stands to the room, such as `join` or `invite`; `None` where they never had to do with it.
pub async fn membership(room: &Room, user: &UserId) -> matrix_sdk::Result<Option<String>> {
    let request = Request::new(room.room_id().to_owned(), StateEventType::RoomMember, user.to_string());
    match room.client().send(request).await.map_err(matrix_sdk::Error::from) {
        Ok(member) => {
            let content: serde_json::Value = serde_json::from_str(member.event_or_content.get())?;
            Ok(content["membership"].as_str().map(str::to_owned))
        }
        Err(error) if error.client_api_error_kind() == Some(&ErrorKind::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether the room's members are those whom the last sync has left us with. To ask for this is cheap; to have
/// all members fetched anew changes the room's key, which then goes to each of their devices.
pub(crate) async fn are_as_known(room: &Room) -> matrix_sdk::Result<bool> {
    let there = room.client().send(joined_members::Request::new(room.room_id().to_owned())).await?.joined;
    let client = room.client();
    let known = client.state_store().get_user_ids(room.room_id(), RoomMemberships::JOIN).await?;
    Ok(there.len() == known.len() && known.iter().all(|one| there.contains_key(one)))
}
