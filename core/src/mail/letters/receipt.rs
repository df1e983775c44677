//! The letter that says that a request has arrived.

use super::layout::{Letter, Part};
use crate::{
    config::Config,
    domain::{Account, Registration, Token},
    text,
};

/// Confirms the request, with the link to its status.
pub(crate) fn receipt(config: &Config, to: &Registration, status: &Token) -> Letter {
    let server = config.synapse.domain.as_str();
    Letter::new(
        config,
        text!("mail-receipt-subject", server = server),
        &[
            Part::Say(text!("mail-greeting", name = to.localpart.as_str())),
            Part::Say(match to.account {
                Account::None => text!("mail-receipt-what-name", mxid = to.localpart.on(server)),
                _ => text!("mail-receipt-what", mxid = to.localpart.on(server)),
            }),
            Part::Say(text!("mail-receipt-then")),
            Part::Button { label: text!("mail-receipt-button"), url: config.link(&format!("/status/{status}")) },
        ],
    )
}
