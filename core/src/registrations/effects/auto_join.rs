//! What an opened account gets: consent to the server's policy, and rooms.

use super::{EffectError, Task};
use crate::{
    Registrations,
    domain::Registration,
    registrations::{RoomError, RoomUse},
    synapse::SynapseError,
};

/// Agrees to the server's policy for the new account, as its owner has on our page.
pub(super) async fn give_consent(ours: &Registrations, on: &Registration) -> Result<(), EffectError> {
    let Some((version, form_secret)) = ours.config().consent() else { return Ok(()) };
    Ok(ours.synapse().give_consent(&on.localpart, version, form_secret).await?)
}

/// Joins the new account to the room that the task names.
pub(super) async fn join_room(ours: &Registrations, task: &Task, on: &Registration) -> Result<(), EffectError> {
    let Some(named) = task.subject.as_deref() else { return Ok(()) };
    let synapse = ours.synapse();
    let room = match ours.pinned_room(RoomUse::AutoJoin, named).await {
        Ok(room) => room,
        Err(error @ RoomError::Moved { .. }) => return Err(park(error.to_string())),
        Err(RoomError::Synapse(error)) => return Err(hopeless(named, &error).map_or_else(|| error.into(), park)),
        Err(RoomError::Store(error)) => return Err(error.into()),
    };
    let mxid = synapse.mxid(&on.localpart);
    match synapse.join_room(&room, &mxid).await {
        Ok(_) => return Ok(()),
        Err(error) if error.errcode() == "M_FORBIDDEN" => {}
        Err(error) => return Err(hopeless(named, &error).map_or_else(|| error.into(), park)),
    }
    match synapse.join_room_by_force(&room, &mxid).await {
        Ok(_) => Ok(()),
        Err(error) if error.is_passing() && error.errcode() != "M_FORBIDDEN" => Err(error.into()),
        Err(error) => {
            let admin = synapse.whoami().await?;
            Err(park(format!(
                "{named}: {admin} is not in the room with the right to invite, and no local member can let them in \
                 ({}): invite {admin}, let them invite others, and have it tried again",
                error.errcode()
            )))
        }
    }
}

/// What to do about a room that no second try will find.
fn hopeless(room: &str, error: &SynapseError) -> Option<String> {
    match error {
        SynapseError::Refused { status: 404, .. } => {
            Some(format!("{room}: there is no such room; look at `auto_join`"))
        }
        SynapseError::Refused { status: 400, .. } => {
            Some(format!("{room}: is no room ID and no alias; look at `auto_join`"))
        }
        _ => None,
    }
}

fn park(cause: String) -> EffectError {
    EffectError::Park { cause }
}
