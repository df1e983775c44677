//! The letter that proves an address: a link, and what to do if nobody asked.

use jiff::SignedDuration;

use super::{
    layout::{Letter, Part},
    link_expiry,
};
use crate::{
    config::{AccountCreation, Config},
    domain::Token,
    text,
};

/// Asks whether this address is the applicant's. Nobody has proven it, so nothing stands here that the
/// applicant has typed: a username like `www.evil.example` would be a link in many mail programs.
pub(crate) fn verification(config: &Config, token: &Token, left: SignedDuration) -> Letter {
    let server = config.synapse.domain.as_str();
    Letter::new(
        config,
        text!("mail-verification-subject", server = server),
        &[
            Part::Say(text!("mail-verification-why", server = server)),
            Part::Button { label: text!("mail-verification-button"), url: config.link(&format!("/verify/{token}")) },
            Part::Say(link_expiry::sentence(left)),
            Part::Say(match config.registration.account_creation {
                AccountCreation::OnRequest => text!("mail-verification-then"),
                AccountCreation::OnApproval => text!("mail-verification-then-reason"),
            }),
            Part::Small(text!("mail-verification-not-you")),
        ],
    )
}
