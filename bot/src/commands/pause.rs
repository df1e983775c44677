//! `pause` and `resume`.

use registration_core::{
    Registrations,
    domain::{Actor, Mxid},
    messages::Language,
    registrations::Pause,
    store::StoreError,
    text,
};

use super::response::Response;
use crate::matrix::format::{actor_name, clipped};

/// Maximum characters of the pause text that a response quotes.
const MAX_QUOTE: usize = 500;

/// Stops accepting new requests. A second `pause` changes the text that applicants see.
pub(super) async fn pause(
    registrations: &Registrations,
    reason: Option<String>,
    by: &str,
) -> Result<Response, StoreError> {
    let language = registrations.config().room_language();
    registrations.moderation().pause(reason.clone(), &Actor::Moderator(Mxid(by.to_owned()))).await?;
    let prefix = registrations.config().bot.command_prefix.as_str();
    Ok(Response::done(match reason {
        Some(reason) => text!(in language, "room-paused-saying", reason = clipped(&reason, MAX_QUOTE), prefix = prefix),
        None => text!(in language, "room-paused", prefix = prefix),
    }))
}

/// Accepts new requests again.
pub(super) async fn resume(registrations: &Registrations, by: &str) -> Result<Response, StoreError> {
    let language = registrations.config().room_language();
    let before = registrations.paused().await?;
    // Always resume: another process may have paused a moment ago.
    registrations.moderation().resume(&Actor::Moderator(Mxid(by.to_owned()))).await?;
    Ok(match before {
        Some(_) => Response::done(text!(in language, "room-resumed")),
        None => Response::refused(text!(in language, "room-resume-nothing")),
    })
}

/// The line of `status` about a pause.
pub(super) fn line(language: Language, pause: &Pause, prefix: &str) -> String {
    let by = pause
        .by
        .parse()
        .map_or_else(|never: std::convert::Infallible| match never {}, |by: Actor| actor_name(language, &by));
    match &pause.reason {
        Some(reason) => text!(in language,
            "room-status-paused-saying",
            by = by,
            at = language.date_time(pause.since),
            reason = clipped(reason, MAX_QUOTE),
            prefix = prefix
        ),
        None => {
            text!(in language, "room-status-paused", by = by, at = language.date_time(pause.since), prefix = prefix)
        }
    }
}
