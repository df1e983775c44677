//! `pause` and `resume`: whether new requests are taken.

use registration_core::{
    Registrations,
    domain::{Actor, Mxid},
    registrations::Pause,
    store::StoreError,
    text,
};

use super::response::Response;
use crate::matrix::format::{actor_name, clipped, format_time};

/// Characters of a reason.
const REASON: usize = 500;

/// Takes no new requests, and tells applicants this; said again, it changes what they are told.
pub(super) async fn pause(
    registrations: &Registrations,
    reason: Option<String>,
    by: &str,
) -> Result<Response, StoreError> {
    registrations.moderation().pause(reason.clone(), &Actor::Moderator(Mxid(by.to_owned()))).await?;
    let prefix = registrations.config().bot.command_prefix.as_str();
    Ok(Response::done(match reason {
        Some(reason) => text!("room-paused-saying", reason = clipped(&reason, REASON), prefix = prefix),
        None => text!("room-paused", prefix = prefix),
    }))
}

/// Takes new requests again.
pub(super) async fn resume(registrations: &Registrations, by: &str) -> Result<Response, StoreError> {
    let was = registrations.paused().await?;
    // In any case: another process may have been told to pause a moment ago.
    registrations.moderation().resume(&Actor::Moderator(Mxid(by.to_owned()))).await?;
    Ok(match was {
        Some(_) => Response::done(text!("room-resumed")),
        None => Response::refused(text!("room-resume-nothing")),
    })
}

/// A line of `status`.
pub(super) fn line(pause: &Pause, prefix: &str) -> String {
    let by =
        pause.by.parse().map_or_else(|never: std::convert::Infallible| match never {}, |by: Actor| actor_name(&by));
    match &pause.reason {
        Some(reason) => text!(
            "room-status-paused-saying",
            by = by,
            at = format_time(pause.since),
            reason = clipped(reason, REASON),
            prefix = prefix
        ),
        None => text!("room-status-paused", by = by, at = format_time(pause.since), prefix = prefix),
    }
}
