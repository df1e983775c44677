//! The mail to the operators about a new request.

use super::layout::{Letter, Part};
use crate::{config::Config, domain::Registration, text};

/// Says that a request waits for a decision.
pub(crate) fn operator_notice(config: &Config, of: &Registration) -> Letter {
    let language = config.room_language();
    let server = config.synapse.domain.as_str();
    let mxid = of.localpart.on(server);
    let reason = of.answers.reason.as_ref().map_or("", |reason| reason.as_str());
    Letter::new(
        config,
        language,
        text!(in language, "mail-operators-subject", mxid = mxid.as_str(), server = server),
        &[
            Part::Say(text!(in language, "mail-operators-what", mxid = mxid.as_str(), number = of.id.to_string())),
            Part::Say(text!(in language, "mail-operators-email", email = of.email.as_typed())),
            Part::Quote(reason.to_owned()),
            Part::Small(text!(in language, "mail-operators-where")),
        ],
    )
}
