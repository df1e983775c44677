//! The letter that proves an address: a link, and what to do if nobody asked.

use super::layout::{Letter, Part};
use crate::{
    config::{AccountCreation, Config},
    domain::Token,
    text,
};

/// Asks whether this address is the applicant's. Nobody has proven it, so nothing stands here that the
/// applicant has typed: a username like `www.evil.example` would be a link in many mail programs.
pub(crate) fn verification(config: &Config, token: &Token) -> Letter {
    let server = config.synapse.domain.as_str();
    let hours = config.link_lifetime().as_hours().max(1);
    Letter::new(
        config,
        text!("mail-verification-subject", server = server),
        &[
            Part::Say(text!("mail-verification-why", server = server)),
            Part::Button { label: text!("mail-verification-button"), url: config.link(&format!("/verify/{token}")) },
            Part::Say(match config.registration.account_creation {
                AccountCreation::OnRequest => text!("mail-verification-then", hours = hours),
                AccountCreation::OnApproval => text!("mail-verification-then-reason", hours = hours),
            }),
            Part::Small(text!("mail-verification-not-you")),
        ],
    )
}
