//! The mail that an operator sends to test the mail server.

use super::layout::{Letter, Part};
use crate::{config::Config, text};

/// Says that mail from this service arrives.
pub(crate) fn test_mail(config: &Config) -> Letter {
    let language = config.room_language();
    let server = config.synapse.domain.as_str();
    Letter::new(
        config,
        language,
        text!(in language, "mail-test-subject", server = server),
        &[
            Part::Say(text!(in language, "mail-test-what", server = server)),
            Part::Small(text!(in language, "mail-test-check")),
        ],
    )
}
