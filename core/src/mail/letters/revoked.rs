//! The mail about a decision that was turned around.

use super::layout::{Letter, Part};
use crate::{
    config::Config,
    domain::{Registration, Verdict},
    text,
};

/// Says that the account is locked, or that a denied request is reviewed again, with the moderators' message, if any.
pub(crate) fn revoked(config: &Config, to: &Registration, was: Verdict, message: Option<&str>) -> Letter {
    let language = config.languages.stored(to.language.as_deref());
    let (server, mxid) = (config.synapse.domain.as_str(), to.localpart.on(&config.synapse.domain));
    let (subject, what) = match was {
        Verdict::Approve => (
            text!(in language, "mail-revoked-subject", server = server),
            text!(in language, "mail-revoked-what", mxid = mxid),
        ),
        Verdict::Deny => (
            text!(in language, "mail-reconsidered-subject", server = server),
            text!(in language, "mail-reconsidered-what", mxid = mxid),
        ),
    };
    let mut parts = vec![Part::Say(text!(in language, "mail-greeting", name = to.localpart.as_str())), Part::Say(what)];
    if let Some(message) = message {
        parts.push(Part::Say(text!(in language, "mail-decision-message")));
        parts.push(Part::Quote(message.to_owned()));
    }
    Letter::new(config, language, subject, &parts)
}
