//! The mail to an address that already has an account or a request. The page must not reveal this to whoever typed
//! the address.

use super::layout::{Letter, Part};
use crate::{config::Config, messages::Language, text};

/// Says that no new request was started.
pub(crate) fn already_registered(config: &Config, language: Language) -> Letter {
    let server = config.synapse.domain.as_str();
    Letter::new(
        config,
        language,
        text!(in language, "mail-known-subject", server = server),
        &[
            Part::Say(text!(in language, "mail-known-what", server = server)),
            Part::Say(text!(in language, "mail-known-do")),
            Part::Small(text!(in language, "mail-verification-not-you")),
        ],
    )
}
