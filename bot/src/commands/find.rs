//! Finds the request that a command names.

use registration_core::{
    Registrations,
    domain::{RegistrationId, State},
    store::StoreError,
    text,
};

use super::response::Response;
use crate::commands::parse::Target;

/// Which of several requests with the same username to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WhichRequest {
    /// The newest denied one.
    Denied,
    /// The one that holds the username, or else the newest one.
    Any,
}

/// The request, or the response that it does not exist.
pub(super) async fn find(
    registrations: &Registrations,
    who: &Target,
    which: WhichRequest,
) -> Result<Result<RegistrationId, Response>, StoreError> {
    let moderation = registrations.moderation();
    let found = match who {
        Target::Number(id) => Some(*id),
        Target::Name(name) => match which {
            WhichRequest::Denied => moderation.newest_of_name(name, Some(State::Denied)).await?,
            WhichRequest::Any => match moderation.holder_of_name(name).await? {
                Some(holder) => Some(holder),
                None => moderation.newest_of_name(name, None).await?,
            },
        },
    };
    Ok(found.ok_or_else(|| unknown(registrations, who)))
}

/// Says that there is no such request.
pub(super) fn unknown(registrations: &Registrations, who: &Target) -> Response {
    let language = registrations.config().room_language();
    Response::refused(match who {
        Target::Number(id) => number_not_found(registrations, *id),
        Target::Name(name) => text!(in language, "room-not-found", who = name.as_str()),
    })
}

/// Says that there is no request with this number, or that it has been deleted.
pub(super) fn number_not_found(registrations: &Registrations, id: RegistrationId) -> String {
    let language = registrations.config().room_language();
    if id.0 <= registrations.operations().numbers().requests {
        text!(in language, "room-number-gone", id = id.to_string())
    } else {
        text!(in language, "room-not-found", who = format!("#{id}"))
    }
}
