//! Checks whether a room member may decide.

use std::collections::BTreeSet;

use matrix_sdk::{Room, ruma::UserId};
use registration_core::config::ModerationConfig;

use super::count::may_decide;
use crate::matrix::members::{Membership, memberships};

/// Whether `user` may decide on requests.
pub(crate) async fn is_moderator(room: &Room, user: &UserId, rules: &ModerationConfig) -> matrix_sdk::Result<bool> {
    let found = memberships(room, BTreeSet::from([user.to_owned()])).await?;
    let decides =
        |one: &Membership| may_decide(user.as_str(), one.joined, one.power, room.own_user_id().as_str(), rules);
    Ok(found.get(user).is_some_and(decides))
}
