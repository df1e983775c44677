//! Carries out what a moderator has said yes to.

use registration_core::{
    Registrations,
    domain::{Actor, Mxid, NewRule},
    store::StoreError,
};

use super::{answer::Answer, pending_action::Action, rules};

/// Does it, in the name of who said yes.
pub(crate) async fn execute(registrations: &Registrations, action: Action, by: &str) -> Result<Answer, StoreError> {
    match action {
        Action::Decide(decisions) => decisions.carry_out(registrations, by).await,
        Action::Block(rule, ids) => {
            let author = Actor::Moderator(Mxid(by.to_owned()));
            rules::make(registrations, NewRule { author, ..rule }, &ids).await
        }
    }
}
