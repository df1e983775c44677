//! Work on accounts that nobody can cancel: neither a client that hangs up nor a shutdown.

use std::{collections::HashMap, time::Duration};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Mutex, oneshot};
use tokio_util::task::TaskTracker;

use super::{Registrations, lease};
use crate::{
    domain::{AccountStatus, Localpart, Reason, Registration, RegistrationId},
    fault_injection,
    registrations::SubmitError,
    store::StoreError,
};

/// How long a page waits for work on an account.
const PAGE_WAITS: Duration = Duration::from_secs(15);
/// How long an outcome that nobody saw is kept for the page to show.
const KEPT_FOR: SignedDuration = SignedDuration::from_mins(30);

/// Work on accounts in this process.
#[derive(Debug, Default)]
pub(in crate::registrations) struct Tasks {
    tracker: TaskTracker,
    submissions: Mutex<HashMap<RegistrationId, Submission>>,
}

#[derive(Debug)]
struct Submission {
    typed: Typed,
    since: Timestamp,
    failed: Option<SubmitError>,
}

/// What an applicant has typed at step 3, but for the password.
#[derive(Clone, Debug)]
pub(in crate::registrations) struct Typed {
    pub reason: Reason,
    pub rename: Option<Localpart>,
}

/// What has become of a form that was sent, where its sender was not told.
#[derive(Debug)]
pub enum Pending {
    /// It is being worked on.
    Working,
    /// It failed.
    Failed {
        /// Why.
        error: SubmitError,
        /// The reason as it was typed.
        reason: Reason,
        /// Another username, if one was chosen.
        rename: Option<Localpart>,
    },
}

impl Registrations {
    /// Runs `work` to its end, whether or not anybody waits for it.
    pub(in crate::registrations) async fn uncancelled<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Option<T> {
        self.0.tasks.tracker.spawn(work).await.ok()
    }

    /// Runs the submission of a form to its end. `None` means that it takes longer than a page waits; what becomes
    /// of it is then kept for [`Self::pending_submission`].
    pub(in crate::registrations) async fn submit_in_background(
        &self,
        id: RegistrationId,
        typed: Typed,
        work: impl Future<Output = Result<(), SubmitError>> + Send + 'static,
    ) -> Option<Result<(), SubmitError>> {
        let (ours, (done, outcome)) = (self.clone(), oneshot::channel());
        let since = self.clock().now();
        {
            let mut submissions = self.0.tasks.submissions.lock().await;
            submissions.retain(|_, one| one.failed.is_none() || since.duration_since(one.since) < KEPT_FOR);
            submissions.insert(id, Submission { typed, since, failed: None });
        }
        self.0.tasks.tracker.spawn(async move {
            let unseen = done.send(work.await).err();
            let mut submissions = ours.0.tasks.submissions.lock().await;
            match (unseen, submissions.get_mut(&id)) {
                (Some(Err(error)), Some(submission)) => submission.failed = Some(error),
                _ => drop(submissions.remove(&id)),
            }
        });
        match tokio::time::timeout(page_waits(), outcome).await {
            Ok(outcome) => outcome.ok(),
            Err(_) => None,
        }
    }

    /// What has become of the form of a request whose sender was not told. An outcome is told once.
    pub async fn pending_submission(&self, of: &Registration) -> Result<Option<Pending>, StoreError> {
        let mut submissions = self.0.tasks.submissions.lock().await;
        match submissions.get(&of.id).map(|one| one.failed.is_some()) {
            Some(false) => return Ok(Some(Pending::Working)),
            Some(true) => {
                let told = submissions.remove(&of.id).and_then(|Submission { typed, failed, .. }| {
                    failed.map(|error| Pending::Failed { error, reason: typed.reason, rename: typed.rename })
                });
                return Ok(told);
            }
            None => drop(submissions),
        }
        Ok(self.is_account_in_work(of).await?.then_some(Pending::Working))
    }

    /// Whether this process or another one works on the account of a request.
    pub async fn is_account_in_work(&self, of: &Registration) -> Result<bool, StoreError> {
        let record = self.store().account_of(of).await?;
        let in_work = |status| matches!(status, AccountStatus::Intended | AccountStatus::Ours);
        Ok(record.is_some_and(|record| in_work(record.status) && record.is_busy(self.clock().now(), 2 * lease())))
    }

    /// Waits until no work on accounts is left in this process.
    pub async fn finish_account_work(&self) {
        self.0.tasks.tracker.close();
        self.0.tasks.tracker.wait().await;
    }
}

/// How long a page waits for work on an account.
pub(in crate::registrations) fn page_waits() -> Duration {
    fault_injection::page_patience().unwrap_or(PAGE_WAITS)
}
