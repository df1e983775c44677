//! Lines about a request that several commands use.

use registration_core::{
    domain::{Registration, RegistrationId, State, Verdict},
    messages::Language,
    text,
};

use crate::matrix::format::decided_by;

/// The line of a confirmation that names the request.
pub(super) fn request_line(language: Language, one: &Registration, domain: &str) -> String {
    text!(in language, "room-ask-line", id = one.id.to_string(), mxid = one.localpart.on(domain))
}

/// Says why the request cannot be decided: it has been decided, has expired, or has not been submitted.
pub(super) fn too_late(language: Language, id: RegistrationId, registration: &Registration) -> String {
    let id = id.to_string();
    match (&registration.decision, registration.state) {
        (_, State::Expired) => {
            text!(in language, "room-already-expired", id = id, at = language.date_time(registration.changed_at))
        }
        (Some(decision), _) => {
            let (by, at) = (decided_by(language, decision), language.date_time(decision.at));
            match decision.verdict {
                Verdict::Approve => text!(in language, "room-already-approved", id = id, by = by, at = at),
                Verdict::Deny => text!(in language, "room-already-denied", id = id, by = by, at = at),
            }
        }
        (None, _) => text!(in language, "room-not-ready", id = id),
    }
}
