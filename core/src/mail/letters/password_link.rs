//! The letter that brings the link with which an approved applicant sets a password.

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
    let server = config.synapse.domain.as_str();
    let mut parts = vec![
        Part::Say(text!("mail-greeting", name = to.localpart.as_str())),
        Part::Say(text!("mail-password-what", mxid = to.localpart.on(server))),
    ];
    if let Some(message) = to.decision.as_ref().and_then(|decision| decision.message.clone()) {
        parts.push(Part::Say(text!("mail-decision-message")));
        parts.push(Part::Quote(message));
    }
    parts.extend([
        Part::Say(text!("mail-password-do")),
        Part::Button { label: text!("mail-password-button"), url: config.link(&format!("/password/{token}")) },
        Part::Say(link_expiry::sentence(left)),
        Part::Say(text!("mail-password-then")),
        Part::Small(text!("mail-password-not-you")),
    ]);
    Letter::new(config, text!("mail-password-subject", server = server), &parts)
}
