//! The mail to operators about a moderators' room that does not work.

use super::layout::{Letter, Part};
use crate::{config::Config, text};

/// Says what is wrong with the room, and how to fix it.
pub(crate) fn room_broken(config: &Config, cause: &str, remedy: &str, manual: &str) -> Letter {
    let language = config.room_language();
    let server = config.synapse.domain.as_str();
    Letter::new(
        config,
        language,
        text!(in language, "mail-room-broken-subject", server = server),
        &[
            Part::Say(text!(in language, "mail-room-broken-what")),
            Part::Quote(cause.to_owned()),
            Part::Say(text!(in language, "mail-room-broken-remedy")),
            Part::Quote(remedy.to_owned()),
            Part::Small(text!(in language, "mail-room-broken-daily", manual = manual)),
        ],
    )
}
