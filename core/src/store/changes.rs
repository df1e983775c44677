//! What happens to a registration: its state, its history, and what follows, written in one trip.

use std::time::Duration;

use jiff::Timestamp;
use sea_orm::sea_query::Query;

use super::{
    Job, StoreError, Task, Txn,
    batch::Batch,
    entities::registration::Column,
    events::entry,
    outbox::{rows, tasks},
    registrations::advancing,
};
use crate::domain::{Origin, RegistrationId, State};

/// Something that happened, and what follows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change<'a> {
    /// To which registration.
    pub of: RegistrationId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: &'a str,
    /// Who did it.
    pub by: &'a Origin,
    /// What is to be done now.
    pub jobs: &'a [Job],
    /// For how long it is claimed: by the caller, who performs it right away. Else nobody has claimed it.
    pub lease: Option<Duration>,
}

/// Writes down what happened.
pub(crate) async fn note(txn: &Txn, change: &Change<'_>) -> Result<Vec<Task>, StoreError> {
    tasks(&change.added_to(Batch::on(txn)).query(txn).await?)
}

/// Writes down what happened, if the registration still is in the state `from`, and moves it on; `None` means that
/// somebody else moved it first, and nothing may be committed.
pub(crate) async fn make(
    txn: &Txn,
    (from, to): (State, State),
    change: &Change<'_>,
) -> Result<Option<Vec<Task>>, StoreError> {
    let mut advancing = advancing(change.of, (from, to), change.at);
    advancing.returning(Query::returning().column(Column::Id));
    let rows = change.added_to(Batch::on(txn).with(&advancing)).query(txn).await?;
    // The first is the registration's own.
    let (own, queued) = rows.split_at(rows.len().saturating_sub(change.jobs.len()));
    if own.is_empty() { Ok(None) } else { tasks(queued).map(Some) }
}

impl Change<'_> {
    fn added_to(&self, batch: Batch) -> Batch {
        let batch = batch.with(&entry(self.of, self.at, self.kind, self.by, None));
        if self.jobs.is_empty() { batch } else { batch.with(&rows(self.of, self.jobs, self.at, self.lease)) }
    }
}
