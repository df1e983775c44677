//! What happens to a registration: its state, its history, and what follows, written together.

use std::time::Duration;

use jiff::Timestamp;

use super::{Job, StoreError, Task, Txn, events::record, outbox::push, registrations::advance};
use crate::domain::{AuditKind, Origin, RegistrationId, State};

/// Something that happened, and what follows.
#[derive(Clone, Debug)]
pub(crate) struct Change<'a> {
    /// To which registration.
    pub of: RegistrationId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: AuditKind,
    /// Who did it.
    pub by: &'a Origin,
    /// What is to be done now.
    pub jobs: &'a [Job],
    /// For how long it is claimed: by the caller, who performs it right away. Else nobody has claimed it.
    pub lease: Option<Duration>,
}

/// Writes down what happened.
pub(crate) async fn note(txn: &Txn, change: &Change<'_>) -> Result<Vec<Task>, StoreError> {
    record(txn, change.of, change.at, change.kind.clone(), change.by, None).await?;
    push(txn, change.of, change.jobs, change.at, change.lease).await
}

/// Writes down what happened, if the registration still is in the state `from`, and moves it on; `None` means that
/// somebody else moved it first, and nothing may be committed.
pub(crate) async fn make(
    txn: &Txn,
    (from, to): (State, State),
    change: &Change<'_>,
) -> Result<Option<Vec<Task>>, StoreError> {
    if advance(txn, change.of, (from, to), change.at).await? { note(txn, change).await.map(Some) } else { Ok(None) }
}
