//! Changes: the new state, the audit log entry and the effects of an event, written together.

use std::time::Duration;

use jiff::Timestamp;

use super::{Job, StoreError, Task, Txn, events::record, outbox::push, updates::advance};
use crate::domain::{AuditKind, Origin, RegistrationId, State};

/// An event, and the effects that it causes.
#[derive(Clone, Debug)]
pub(crate) struct Change<'a> {
    /// The registration.
    pub of: RegistrationId,
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub kind: AuditKind,
    /// Who did it.
    pub by: &'a Origin,
    /// More about it, for the audit log.
    pub detail: Option<&'a str>,
    /// The effects to queue.
    pub jobs: &'a [Job],
    /// How long the caller, who performs the effects right away, claims them. Without it nobody has claimed them.
    pub lease: Option<Duration>,
}

/// Records an event and queues its effects.
pub(crate) async fn note(txn: &Txn, change: &Change<'_>) -> Result<Vec<Task>, StoreError> {
    record(txn, change.of, change.at, change.kind.clone(), change.by, change.detail).await?;
    push(txn, change.of, change.jobs, change.at, change.lease).await
}

/// Like [`note`], and moves the registration from one state to another; `None` means that somebody else moved it
/// first, and the transaction must not be committed.
pub(crate) async fn make(
    txn: &Txn,
    (from, to): (State, State),
    change: &Change<'_>,
) -> Result<Option<Vec<Task>>, StoreError> {
    if advance(txn, change.of, (from, to), change.at).await? { note(txn, change).await.map(Some) } else { Ok(None) }
}
