//! The letter to somebody whose address has an account or a request already: the page itself must
//! not say so to whoever typed the address.

use super::layout::{Letter, Part};
use crate::{config::Config, text};

/// Says that nothing new was started.
pub(crate) fn already_registered(config: &Config) -> Letter {
    let server = config.synapse.domain.as_str();
    Letter::new(
        config,
        text!("mail-known-subject", server = server),
        &[
            Part::Say(text!("mail-known-what", server = server)),
            Part::Say(text!("mail-known-do")),
            Part::Small(text!("mail-verification-not-you")),
        ],
    )
}
