//! The mail with a question of the moderators.

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

/// Quotes the question, and links to the page where it is answered. It does not say which moderator asks.
pub(crate) fn question(
    config: &Config,
    to: &Registration,
    question: &str,
    token: &Token,
    left: SignedDuration,
) -> Letter {
    let language = config.languages.stored(to.language.as_deref());
    let server = config.synapse.domain.as_str();
    let parts = [
        Part::Say(text!(in language, "mail-greeting", name = to.localpart.as_str())),
        Part::Say(text!(in language, "mail-question-what", mxid = to.localpart.on(server))),
        Part::Quote(question.to_owned()),
        Part::Button {
            label: text!(in language, "mail-question-button"),
            url: config.link(&format!("/answer/{token}")),
        },
        Part::Say(link_expiry::sentence(language, left)),
        Part::Small(text!(in language, "mail-question-no-reply")),
    ];
    Letter::new(config, language, text!(in language, "mail-question-subject", server = server), &parts)
}
