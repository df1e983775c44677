//! The letter to somebody whose address has an account or a request already: the page itself must
//! not say so to whoever typed the address.

use super::layout::{Letter, Part};
use crate::{config::Config, messages::Language, text};

/// Says that nothing new was started.
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
