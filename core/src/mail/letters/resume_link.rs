//! The mail to an address that already has an unfinished request, with a link that continues that one.

use jiff::SignedDuration;

use super::{
    layout::{Letter, Part},
    link_expiry,
};
use crate::{config::Config, domain::Token, messages::Language, store::Purpose, text};

/// Says that a request was started before, and how to continue it.
pub(crate) fn resume_link(
    config: &Config,
    language: Language,
    purpose: Purpose,
    token: &Token,
    left: SignedDuration,
) -> Letter {
    let server = config.synapse.domain.as_str();
    let (what, label, path) = match purpose {
        // A question is mailed by a letter of its own.
        Purpose::Verification | Purpose::Answer => {
            (text!(in language, "mail-begun-what", server = server), text!(in language, "mail-begun-button"), "verify")
        }
        Purpose::Password => (
            text!(in language, "mail-begun-approved", server = server),
            text!(in language, "mail-password-button"),
            "password",
        ),
    };
    Letter::new(
        config,
        language,
        text!(in language, "mail-begun-subject", server = server),
        &[
            Part::Say(what),
            Part::Button { label, url: config.link(&format!("/{path}/{token}")) },
            Part::Say(link_expiry::sentence(language, left)),
            Part::Small(text!(in language, "mail-verification-not-you")),
        ],
    )
}
