//! The mail to an address that already has an account or a request. Only this mail says so: the
//! page must not reveal it to the person who typed the address.

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
