//! The mail with the link that sets the password of an approved request.

use jiff::SignedDuration;

use super::{
    layout::{Letter, Part},
    link_expiry,
};
use crate::{
    config::Config,
    domain::{Registration, Token},
    text,
};

/// Says that the request was approved, and asks for a password.
pub(crate) fn password_link(config: &Config, to: &Registration, token: &Token, left: SignedDuration) -> Letter {
    let language = config.languages.stored(to.language.as_deref());
    let server = config.synapse.domain.as_str();
    let mut parts = vec![
        Part::Say(text!(in language, "mail-greeting", name = to.localpart.as_str())),
        Part::Say(text!(in language, "mail-password-what", mxid = to.localpart.on(server))),
    ];
    if let Some(message) = to.decision.as_ref().and_then(|decision| decision.message.clone()) {
        parts.push(Part::Say(text!(in language, "mail-decision-message")));
        parts.push(Part::Quote(message));
    }
    parts.extend([
        Part::Say(text!(in language, "mail-password-do")),
        Part::Button {
            label: text!(in language, "mail-password-button"),
            url: config.link(&format!("/password/{token}")),
        },
        Part::Say(link_expiry::sentence(language, left)),
        Part::Say(text!(in language, "mail-password-then")),
        Part::Small(text!(in language, "mail-password-not-you")),
    ]);
    Letter::new(config, language, text!(in language, "mail-password-subject", server = server), &parts)
}
