//! The mail to the operators about a new request.

use super::layout::{Letter, Part};
use crate::{
    config::Config,
    domain::{Answers, Registration},
    text,
};

/// Says that a request waits for a decision.
pub(crate) fn operator_notice(config: &Config, of: &Registration) -> Letter {
    let language = config.room_language();
    let server = config.synapse.domain.as_str();
    let mxid = of.localpart.on(server);
    let Answers { reason, own } = &of.answers;
    let mut parts = vec![
        Part::Say(text!(in language, "mail-operators-what", mxid = mxid.as_str(), number = of.id.to_string())),
        Part::Say(text!(in language, "mail-operators-email", email = of.email.as_typed())),
    ];
    parts.extend(reason.iter().map(|reason| Part::Quote(reason.as_str().to_owned())));
    parts.extend(own.iter().flat_map(|answer| [Part::Say(answer.label.clone()), Part::Quote(answer.text.clone())]));
    parts.push(Part::Small(text!(in language, "mail-operators-where")));
    let subject = text!(in language, "mail-operators-subject", mxid = mxid.as_str(), server = server);
    Letter::new(config, language, subject, &parts)
}
