//! The mail about an approval.

use super::layout::{Letter, Part};
use crate::{config::Config, domain::Registration, text};

/// Says that the account is ready, and how to use it.
pub(crate) fn approved(config: &Config, to: &Registration) -> Letter {
    let language = config.languages.stored(to.language.as_deref());
    let server = config.synapse.domain.as_str();
    let mut parts = vec![
        Part::Say(text!(in language, "mail-greeting", name = to.localpart.as_str())),
        Part::Say(text!(in language, "mail-approved-what", mxid = to.localpart.on(server))),
    ];
    if let Some(message) = to.decision.as_ref().and_then(|decision| decision.message.clone()) {
        parts.push(Part::Say(text!(in language, "mail-decision-message")));
        parts.push(Part::Quote(message));
    }
    parts.push(Part::Say(text!(in language, "mail-approved-how", server = server)));
    parts.push(Part::Say(text!(in language, "mail-approved-password")));
    Letter::new(config, language, text!(in language, "mail-approved-subject", server = server), &parts)
}
