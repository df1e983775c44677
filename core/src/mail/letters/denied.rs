//! The mail about a denial.

use super::layout::{Letter, Part};
use crate::{
    config::Config,
    domain::{Account, Registration},
    text,
};

/// Says that the request was denied, with the moderators' message, if any.
pub(crate) fn denied(config: &Config, to: &Registration) -> Letter {
    let language = config.languages.stored(to.language.as_deref());
    let server = config.synapse.domain.as_str();
    let mut parts = vec![
        Part::Say(text!(in language, "mail-greeting", name = to.localpart.as_str())),
        Part::Say(text!(in language, "mail-denied-what", mxid = to.localpart.on(server))),
    ];
    if let Some(message) = to.decision.as_ref().and_then(|decision| decision.message.clone()) {
        parts.push(Part::Say(text!(in language, "mail-decision-message")));
        parts.push(Part::Quote(message));
    }
    if to.account == Account::Removed {
        parts.push(Part::Say(text!(in language, "mail-denied-then")));
    }
    Letter::new(config, language, text!(in language, "mail-denied-subject", server = server), &parts)
}
