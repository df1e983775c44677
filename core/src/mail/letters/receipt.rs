//! The mail that confirms a submitted request.

use super::layout::{Letter, Part};
use crate::{
    config::Config,
    domain::{Account, Registration, Token},
    text,
};

/// Confirms the request, with the link to its status.
pub(crate) fn receipt(config: &Config, to: &Registration, status: &Token) -> Letter {
    let language = config.languages.stored(to.language.as_deref());
    let server = config.synapse.domain.as_str();
    Letter::new(
        config,
        language,
        text!(in language, "mail-receipt-subject", server = server),
        &[
            Part::Say(text!(in language, "mail-greeting", name = to.localpart.as_str())),
            Part::Say(match to.account {
                Account::None => text!(in language, "mail-receipt-what-name", mxid = to.localpart.on(server)),
                _ => text!(in language, "mail-receipt-what", mxid = to.localpart.on(server)),
            }),
            Part::Say(text!(in language, "mail-receipt-then")),
            Part::Button {
                label: text!(in language, "mail-receipt-button"),
                url: config.link(&format!("/status/{status}")),
            },
        ],
    )
}
