//! From what a moderator wrote to the request that is meant.

use registration_core::{
    Registrations,
    domain::{RegistrationId, State},
    store::StoreError,
    text,
};

use super::response::Response;
use crate::commands::parse::Target;

/// Which of several requests for one username is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WhichRequest {
    /// The one that holds it.
    Holder,
    /// The newest that was denied.
    Denied,
    /// The one that holds it, else the newest.
    Any,
}

/// The request, or the answer that there is none.
pub(super) async fn find(
    registrations: &Registrations,
    who: &Target,
    meant: WhichRequest,
) -> Result<Result<RegistrationId, Response>, StoreError> {
    let store = registrations.store();
    let found = match who {
        Target::Number(id) => Some(*id),
        Target::Name(name) => match meant {
            WhichRequest::Holder => store.holder_of_name(name).await?,
            WhichRequest::Denied => store.newest_of_name(name, Some(State::Denied)).await?,
            WhichRequest::Any => match store.holder_of_name(name).await? {
                Some(holder) => Some(holder),
                None => store.newest_of_name(name, None).await?,
            },
        },
    };
    Ok(found.ok_or_else(|| unknown(registrations, who)))
}

/// That there is no such request.
pub(super) fn unknown(registrations: &Registrations, who: &Target) -> Response {
    Response::refused(match who {
        Target::Number(id) => no_number(registrations, *id),
        Target::Name(name) => text!("room-not-found", who = name.as_str()),
    })
}

/// That there is no request with this number, or no more.
pub(super) fn no_number(registrations: &Registrations, id: RegistrationId) -> String {
    if id.0 <= registrations.operations().numbers().requests {
        text!("room-number-gone", id = id.to_string())
    } else {
        text!("room-not-found", who = format!("#{id}"))
    }
}
