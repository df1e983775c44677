//! `reopen`, `resend` and `retry`.

use registration_core::{
    Registrations,
    domain::{Actor, Mxid, Origin, RegistrationId, State},
    registrations::{ReopenError, ResendError},
    store::StoreError,
    text,
};

use super::{
    find::{WhichRequest, find, unknown},
    parse::Target,
    response::Response,
    text::too_late,
};

/// Puts a denied request up for a decision again.
pub(super) async fn reopen(registrations: &Registrations, who: Target, by: &str) -> Result<Response, StoreError> {
    let language = registrations.config().room_language();
    let id = match find(registrations, &who, WhichRequest::Denied).await? {
        Ok(id) => id,
        Err(_) => match find(registrations, &who, WhichRequest::Any).await? {
            Ok(id) => id,
            Err(response) => return Ok(response),
        },
    };
    let shown = id.to_string();
    match registrations.moderation().reopen(id, Actor::Moderator(Mxid(by.to_owned()))).await {
        Ok(registration) => {
            tracing::info!(registration = %id, by, "request reopened by command");
            let mxid = registration.localpart.on(&registrations.config().synapse.domain);
            Ok(Response::done(text!(in language, "room-reopened", id = shown, mxid = mxid)))
        }
        Err(ReopenError::NotDenied(registration)) if registration.state == State::AwaitingReview => {
            Ok(Response::refused(text!(in language, "room-reopen-open", id = shown)))
        }
        Err(ReopenError::NotDenied(registration)) => Ok(Response::refused(too_late(language, id, &registration))),
        Err(ReopenError::Superseded) => Ok(Response::refused(text!(in language, "room-reopen-superseded", id = shown))),
        Err(ReopenError::NotFound) => Ok(unknown(registrations, &who)),
        Err(ReopenError::Store(error)) => Err(error),
    }
}

/// Mails the applicant a new link, or the decision again.
pub(super) async fn resend(registrations: &Registrations, who: Target, by: &str) -> Result<Response, StoreError> {
    let language = registrations.config().room_language();
    let id = match find(registrations, &who, WhichRequest::Any).await? {
        Ok(id) => id,
        Err(response) => return Ok(response),
    };
    let Some(registration) = registrations.find(id).await? else { return Ok(unknown(registrations, &who)) };
    let shown = id.to_string();
    let origin = Origin::from(Actor::Moderator(Mxid(by.to_owned())));
    match registrations.resend(id, origin).await {
        Ok(()) => {
            tracing::info!(registration = %id, by, "mail requested again by command");
            Ok(Response::done(match registration.state {
                State::AwaitingPassword => text!(in language, "room-resent-password-link", id = shown),
                State::Active | State::Revoked | State::Denied => {
                    text!(in language, "room-resent-decision", id = shown)
                }
                _ => text!(in language, "room-resent-link", id = shown),
            }))
        }
        Err(ResendError::NotWaiting) => Ok(Response::refused(match registration.state {
            State::AwaitingReview => text!(in language, "room-resend-undecided", id = shown),
            State::Provisioning => text!(in language, "room-resend-soon", id = shown),
            _ => text!(in language, "room-resend-nothing", id = shown),
        })),
        Err(ResendError::RateLimited(_)) => {
            Ok(Response::refused(text!(in language, "room-resend-too-soon", id = shown)))
        }
        Err(ResendError::Store(error)) => Err(error),
    }
}

/// Tries parked effects again.
pub(super) async fn retry(
    registrations: &Registrations,
    who: Option<Target>,
    by: &str,
) -> Result<Response, StoreError> {
    let language = registrations.config().room_language();
    let of: Option<RegistrationId> = match who {
        None => None,
        Some(who) => match find(registrations, &who, WhichRequest::Any).await? {
            Ok(id) => Some(id),
            Err(response) => return Ok(response),
        },
    };
    let count = registrations.operations().retry(of, &Origin::from(Actor::Moderator(Mxid(by.to_owned())))).await?;
    tracing::info!(count, by, "parked effects retried by command");
    Ok(match (count, of) {
        (0, None) => Response::refused(text!(in language, "room-parked-none")),
        (0, Some(id)) => Response::refused(text!(in language, "room-retry-none", id = id.to_string())),
        (count, _) => Response::done(text!(in language, "room-retried", count = count)),
    })
}
