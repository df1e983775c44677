//! Submissions go on in the background when they take longer than a page waits.

use jiff::SignedDuration;
use tokio::sync::oneshot;

use super::submission::{Pending, Submission, SubmitError, Typed};
use crate::{
    domain::{Registration, RegistrationId},
    registrations::{account::page_waits, context::Applicants},
    store::StoreError,
};

/// How long a result that the applicant has not seen is kept.
const KEPT_FOR: SignedDuration = SignedDuration::from_mins(30);

impl Applicants {
    /// Runs a submission to its end. `None` means that it takes longer than a page waits; its result is then kept for
    /// [`Self::pending_submission`].
    pub(crate) async fn submit_in_background(
        &self,
        id: RegistrationId,
        typed: Typed,
        work: impl Future<Output = Result<(), SubmitError>> + Send + 'static,
    ) -> Option<Result<(), SubmitError>> {
        let (ours, (done, outcome)) = (self.clone(), oneshot::channel());
        let since = self.clock().now();
        {
            let mut submissions = self.0.submissions.lock().await;
            submissions.retain(|_, one| one.failed.is_none() || since.duration_since(one.since) < KEPT_FOR);
            submissions.insert(id, Submission { typed, since, failed: None });
        }
        self.0.account_work.spawn(async move {
            let unseen = done.send(work.await).err();
            let mut submissions = ours.0.submissions.lock().await;
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

    /// The result of a submission that the applicant has not seen. Each result is returned once.
    pub async fn pending_submission(&self, of: &Registration) -> Result<Option<Pending>, StoreError> {
        let mut submissions = self.0.submissions.lock().await;
        match submissions.get(&of.id).map(|one| one.failed.is_some()) {
            Some(false) => return Ok(Some(Pending::Working)),
            Some(true) => {
                let told = submissions.remove(&of.id).and_then(|Submission { typed, failed, .. }| {
                    failed.map(|error| Pending::Failed { error, answers: typed.answers, rename: typed.rename })
                });
                return Ok(told);
            }
            None => drop(submissions),
        }
        Ok(self.is_account_in_work(of).await?.then_some(Pending::Working))
    }
}
