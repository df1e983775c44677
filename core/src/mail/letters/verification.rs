//! The mail that verifies an address.

use jiff::SignedDuration;

use super::{
    layout::{Letter, Part},
    link_expiry,
};
use crate::{config::Config, domain::Token, messages::Language, text};

/// Asks to confirm the address. The address is not verified yet, so the mail contains nothing that the applicant
/// typed: many mail programs would show a username like `www.evil.example` as a link.
pub(crate) fn verification(config: &Config, language: Language, token: &Token, left: SignedDuration) -> Letter {
    let server = config.synapse.domain.as_str();
    Letter::new(
        config,
        language,
        text!(in language, "mail-verification-subject", server = server),
        &[
            Part::Say(text!(in language, "mail-verification-why", server = server)),
            Part::Button {
                label: text!(in language, "mail-verification-button"),
                url: config.link(&format!("/verify/{token}")),
            },
            Part::Say(link_expiry::sentence(language, left)),
            Part::Say(text!(in language, "mail-verification-then", asks = config.registration.asks())),
            Part::Small(text!(in language, "mail-verification-not-you")),
        ],
    )
}
