//! Carries out what a moderator has said yes to.

use registration_core::{
    Registrations,
    domain::{Actor, Mxid, NewRule},
    store::StoreError,
};

use super::{pending_action::PendingAction, response::Response, rules};

/// Does it, in the name of who said yes.
pub(crate) async fn execute(
    registrations: &Registrations,
    action: PendingAction,
    by: &str,
) -> Result<Response, StoreError> {
    match action {
        PendingAction::Decide(decisions) => decisions.carry_out(registrations, by).await,
        PendingAction::Block(rule, ids) => {
            let author = Actor::Moderator(Mxid(by.to_owned()));
            rules::make(registrations, NewRule { author, ..rule }, &ids).await
        }
    }
}
