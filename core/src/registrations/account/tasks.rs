//! Work on accounts that cannot be cancelled: neither by a client that disconnects nor by a shutdown.

use std::time::Duration;

use super::access::lease;
use crate::{
    domain::{AccountStatus, Registration},
    fault_injection,
    registrations::context::{Operations, Registrations},
    store::StoreError,
};

/// How long a page waits for work on an account.
const PAGE_WAITS: Duration = Duration::from_secs(15);
impl Operations {
    /// Waits until this process has finished all work on accounts.
    pub async fn finish_account_work(&self) {
        self.0.account_work.close();
        self.0.account_work.wait().await;
    }
}

impl Registrations {
    /// Runs `work` to its end, whether or not somebody waits for it.
    pub(in crate::registrations) async fn uncancelled<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Option<T> {
        self.0.account_work.spawn(work).await.ok()
    }

    /// Whether this process or another one is working on the account of a request.
    pub async fn is_account_in_work(&self, of: &Registration) -> Result<bool, StoreError> {
        let record = self.store().account_of(of).await?;
        let in_work = |status| matches!(status, AccountStatus::Intended | AccountStatus::Ours);
        Ok(record.is_some_and(|record| in_work(record.status) && record.is_busy(self.clock().now(), 2 * lease())))
    }
}

/// How long a page waits for work on an account.
pub(in crate::registrations) fn page_waits() -> Duration {
    fault_injection::page_patience().unwrap_or(PAGE_WAITS)
}
