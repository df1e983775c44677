//! What is done to an approved account: it is opened, agrees to the policy, and joins rooms.

use serde_json::json;

use super::{EffectError, Task};
use crate::{
    Registrations,
    domain::{Account, Event, Registration, Verdict},
    synapse::SynapseError,
};

/// Opens the account. It must be ours, there, and approved: `PUT` would make a missing one. Where
/// none was made, or a denial that was taken back has removed it, the applicant sets a password.
pub(super) async fn unlock(ours: &Registrations, on: &Registration) -> Result<Event, EffectError> {
    let park = |cause: &str| Err(EffectError::Park { cause: cause.into() });
    if on.decision.as_ref().is_none_or(|decision| decision.verdict != Verdict::Approve) {
        return park("the request is not approved");
    }
    if on.account != Account::Ours {
        return Ok(Event::PasswordNeeded);
    }
    let synapse = ours.synapse();
    let mxid = synapse.mxid(&on.localpart);
    match synapse.user(&mxid).await? {
        None => park("the account is gone from Synapse"),
        Some(user) if user.deactivated => park("the account was deactivated in Synapse"),
        Some(user) if !user.locked => Ok(Event::AccountReady),
        Some(_) => {
            let (_, user) = synapse.put_user(&mxid, &json!({ "locked": false })).await?;
            if user.locked { Err(SynapseError::NotSet("locked").into()) } else { Ok(Event::AccountReady) }
        }
    }
}

/// Agrees to the server's policy for the new account, as its owner has on our page.
pub(super) async fn give_consent(ours: &Registrations, on: &Registration) -> Result<(), EffectError> {
    let Some((version, form_secret)) = ours.config().consent() else { return Ok(()) };
    Ok(ours.synapse().give_consent(&on.localpart, version, form_secret).await?)
}

/// Joins the new account to the room that the task names.
pub(super) async fn join_room(ours: &Registrations, task: &Task, on: &Registration) -> Result<(), EffectError> {
    let Some(room) = task.subject.as_deref() else { return Ok(()) };
    let synapse = ours.synapse();
    let mxid = synapse.mxid(&on.localpart);
    match synapse.join_room(room, &mxid).await {
        Ok(_) => return Ok(()),
        Err(error) if error.errcode() == "M_FORBIDDEN" => {}
        Err(error) => return Err(hopeless(room, &error).map_or_else(|| error.into(), park)),
    }
    match synapse.join_room_by_force(room, &mxid).await {
        Ok(_) => Ok(()),
        Err(error) if error.is_passing() && error.errcode() != "M_FORBIDDEN" => Err(error.into()),
        Err(error) => {
            let admin = synapse.whoami().await?;
            Err(park(format!(
                "{room}: {admin} is not in the room with the right to invite, and no local member can let them in \
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
