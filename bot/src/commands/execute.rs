//! Executes confirmed actions.

use registration_core::{
    Registrations,
    domain::{Actor, Mxid, NewRule},
    store::StoreError,
};

use super::{decide, pending_action::PendingAction, response::Response, rules};

/// Executes `action` in the name of the moderator who confirmed it.
pub(super) async fn execute(
    registrations: &Registrations,
    action: PendingAction,
    by: &str,
) -> Result<Response, StoreError> {
    match action {
        PendingAction::Decide(decision) => decide::decide_all(registrations, &decision, by).await,
        PendingAction::Block(rule, ids) => {
            let author = Actor::Moderator(Mxid(by.to_owned()));
            rules::add(registrations, NewRule { author, ..rule }, &ids).await
        }
    }
}
