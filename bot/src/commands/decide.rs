//! `approve` and `deny`.

use registration_core::{
    Registrations,
    domain::{Actor, Mxid, Registration, RegistrationId, Ruling, State, Verdict},
    registrations::DecideError,
    store::StoreError,
    text,
};

use super::{
    Answer,
    find::{Meant, find, unknown},
};
use crate::{
    command::Order,
    words::{by_whom, when},
};

/// Decides, if one moderator is enough for it.
pub(super) async fn decide(registrations: &Registrations, order: Order, by: &str) -> Result<Answer, StoreError> {
    let Order { verdict, who, message, quiet } = order;
    let id = match find(registrations, &who, Meant::Holder).await? {
        Ok(id) => id,
        Err(answer) => return Ok(answer),
    };
    let config = registrations.config();
    let needed = match verdict {
        Verdict::Approve => config.moderation.approvals_required,
        Verdict::Deny => config.moderation.denials_required,
    };
    if needed > 1 {
        return Ok(Answer::refused(text!("room-quorum-needed", id = id.to_string())));
    }
    let ruling = Ruling::new(verdict, Actor::Moderator(Mxid(by.to_owned()))).saying(message).quietly(quiet);
    match registrations.decide(id, ruling).await {
        Ok(registration) => {
            tracing::info!(registration = %id, ?verdict, quiet, by, "a moderator has decided");
            Ok(Answer::done(decided(&registration, verdict, quiet, &config.synapse.domain)))
        }
        Err(DecideError::AlreadyDecided(registration) | DecideError::NotReady(registration)) => {
            Ok(Answer::refused(too_late(id, &registration)))
        }
        Err(DecideError::NotFound) => Ok(unknown(&who)),
        Err(DecideError::Store(error)) => Err(error),
    }
}

fn decided(registration: &Registration, verdict: Verdict, quiet: bool, domain: &str) -> String {
    let (id, mxid) = (registration.id.to_string(), registration.localpart.on(domain));
    match (verdict, quiet) {
        (Verdict::Approve, false) => text!("room-decided-approved", id = id, mxid = mxid),
        (Verdict::Approve, true) => text!("room-decided-approved-quietly", id = id, mxid = mxid),
        (Verdict::Deny, false) => text!("room-decided-denied", id = id, mxid = mxid),
        (Verdict::Deny, true) => text!("room-decided-denied-quietly", id = id, mxid = mxid),
    }
}

/// Why there is nothing to decide any more, or yet.
pub(super) fn too_late(id: RegistrationId, registration: &Registration) -> String {
    let id = id.to_string();
    match (&registration.decision, registration.state) {
        (_, State::Expired) => text!("room-already-expired", id = id, at = when(registration.changed_at)),
        (Some(decision), _) => {
            let (by, at) = (by_whom(&decision.by), when(decision.at));
            match decision.verdict {
                Verdict::Approve => text!("room-already-approved", id = id, by = by, at = at),
                Verdict::Deny => text!("room-already-denied", id = id, by = by, at = at),
            }
        }
        (None, _) => text!("room-not-ready", id = id),
    }
}
