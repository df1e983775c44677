//! What touches more than one request: it is done when a moderator has said yes to it.

use registration_core::{
    Registrations,
    domain::{Actor, Mxid, NewRule, RegistrationId},
    store::StoreError,
};
use serde::{Deserialize, Serialize};

pub use super::decide::Decisions;
use super::{Answer, rules};

/// What was asked for, and is not done yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// The same decision on several requests.
    Decide(Decisions),
    /// A rule, and a no to requests that are under it.
    Block(NewRule, Vec<RegistrationId>),
}

/// Does it, in the name of who said yes.
pub(crate) async fn carry_out(registrations: &Registrations, action: Action, by: &str) -> Result<Answer, StoreError> {
    match action {
        Action::Decide(decisions) => decisions.carry_out(registrations, by).await,
        Action::Block(rule, ids) => {
            let author = Actor::Moderator(Mxid(by.to_owned()));
            rules::make(registrations, NewRule { author, ..rule }, &ids).await
        }
    }
}
