//! Limits for one client: how often a form can be sent, and how often mails can be caused.

use std::{net::IpAddr, time::Duration};

use jiff::SignedDuration;

use super::Registrations;
use crate::{
    domain::network_of,
    store::{Limit, StoreError, Txn, write},
};

/// What is said once a day.
pub(super) const ONCE_A_DAY: Limit = Limit { count: 1, per: SignedDuration::from_hours(24) };

impl Registrations {
    /// Counts that this client sends the form `form`; an error says how long to wait.
    pub async fn admit(&self, form: &str, address: Option<IpAddr>) -> Result<Result<(), Duration>, StoreError> {
        let Some(address) = address else { return Ok(Ok(())) };
        let key = self.keys().attempts(form, &network_of(address));
        self.store().admit(&key, self.config().rate_limit.each_form(), self.clock().now()).await
    }

    /// Whether `who` has not come across `what` in the last day; it counts as having done so now.
    pub async fn is_first_today(&self, what: &str, who: &str) -> Result<bool, StoreError> {
        let txn = self.store().begin().await?;
        let key = self.keys().attempts(what, who);
        let admitted = write::admit(&txn, &key, ONCE_A_DAY, self.clock().now()).await?;
        self.store().commit(txn).await?;
        Ok(admitted.is_ok())
    }

    /// Counts that this client causes a mail to an address that nobody has proven.
    pub(super) async fn admit_mail(
        &self,
        txn: &Txn,
        address: Option<IpAddr>,
    ) -> Result<Result<(), Duration>, StoreError> {
        self.count(txn, "mail", address, self.config().rate_limit.submissions()).await
    }

    /// Counts a request among those of all clients together, if the operator has set a limit.
    pub(super) async fn admit_today(&self, txn: &Txn) -> Result<Result<(), Duration>, StoreError> {
        let Some(limit) = self.config().rate_limit.all_together() else { return Ok(Ok(())) };
        let key = self.keys().attempts("all", "everybody");
        write::admit(txn, &key, limit, self.clock().now()).await
    }

    pub(super) async fn count(
        &self,
        txn: &Txn,
        what: &str,
        address: Option<IpAddr>,
        limit: Limit,
    ) -> Result<Result<(), Duration>, StoreError> {
        let Some(address) = address else { return Ok(Ok(())) };
        let key = self.keys().attempts(what, &network_of(address));
        write::admit(txn, &key, limit, self.clock().now()).await
    }
}
