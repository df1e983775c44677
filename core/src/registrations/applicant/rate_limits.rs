//! Limits for one client: how often a form can be sent, and how often mails can be caused.

use std::{net::IpAddr, time::Duration};

use jiff::SignedDuration;

use super::{proof_of_work::ProofError, start::StartError};
use crate::{
    domain::{EmailAddress, Limit, network_of, site_of},
    registrations::Registrations,
    store::{StoreError, Txn, write},
};

pub(crate) const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Mails to a mailbox that nobody has proven, begun or sent again. Then a browser has to solve a puzzle for each.
const TO_A_MAILBOX: Limit = Limit { count: 5, per: DAY };
/// Mails to a mailbox, with a puzzle or without.
const TO_A_MAILBOX_AT_MOST: Limit = Limit { count: 25, per: DAY };
/// So many times the mails of a network for all networks of an IPv6 site. Then a browser has to solve a puzzle for
/// each: nobody can use up what others on their campus, or with their provider, may ask for.
const NETWORKS_OF_A_SITE: u32 = 4;
/// More of them, when a link was asked for by address.
const UNSEEN: Limit = Limit { count: 3, per: DAY };
/// What is said once a day.
pub(crate) const ONCE_A_DAY: Limit = Limit { count: 1, per: DAY };

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

    /// Counts a new request: by its mailbox, by the network that it comes from, and, if the operator has set a limit,
    /// among those of everybody. `is_proven` says that a puzzle was solved for it.
    pub(crate) async fn admit_start(
        &self,
        txn: &Txn,
        email: &EmailAddress,
        address: Option<IpAddr>,
        is_proven: bool,
    ) -> Result<Result<(), StartError>, StoreError> {
        let (limits, now) = (&self.config().rate_limit, self.clock().now());
        let mailbox = self.keys().attempts("mail to, in all", &email.mailbox());
        if write::admit(txn, &mailbox, TO_A_MAILBOX_AT_MOST, now).await?.is_err() {
            return Ok(Err(StartError::TooMany));
        }
        if let Err(wait) = self.count(txn, "mail", address, limits.submissions()).await? {
            return Ok(Err(StartError::TooManyFromHere { wait }));
        }
        let is_crowded = !self.admit_to(txn, email).await? || !self.admit_site(txn, address).await?;
        if is_crowded && !is_proven {
            return Ok(Err(StartError::ProofError(ProofError::Crowded)));
        }
        let Some(limit) = limits.all_together() else { return Ok(Ok(())) };
        let key = self.keys().attempts("all", "everybody");
        let admitted = write::admit(txn, &key, limit, now).await?;
        Ok(admitted.map_err(|wait| StartError::FullToday { wait }))
    }

    /// Counts a mail from the site of this client: from one site a stranger has 65,536 networks.
    async fn admit_site(&self, txn: &Txn, address: Option<IpAddr>) -> Result<bool, StoreError> {
        let Some(site) = address.and_then(site_of) else { return Ok(true) };
        let Limit { count, per } = self.config().rate_limit.submissions();
        let limit = Limit { count: count.saturating_mul(NETWORKS_OF_A_SITE), per };
        Ok(write::admit(txn, &self.keys().attempts("mail", &site), limit, self.clock().now()).await?.is_ok())
    }

    /// Counts a mail to this mailbox, whose address a stranger may have typed: nobody's mailbox is filled by our
    /// forms, however many networks they are sent from. How long to wait is not told: it would say when
    /// others have asked.
    pub(crate) async fn admit_to(&self, txn: &Txn, email: &EmailAddress) -> Result<bool, StoreError> {
        let key = self.keys().attempts("mail to", &email.mailbox());
        Ok(write::admit(txn, &key, TO_A_MAILBOX, self.clock().now()).await?.is_ok())
    }

    /// The same for a link that was asked for by address. It is counted apart, since what is asked in
    /// vain is not counted: else the other limit would tell whether something waits for that address.
    pub(crate) async fn admit_unseen(&self, txn: &Txn, email: &EmailAddress) -> Result<bool, StoreError> {
        let key = self.keys().attempts("mail to, unseen", &email.mailbox());
        Ok(write::admit(txn, &key, UNSEEN, self.clock().now()).await?.is_ok())
    }

    /// Counts that this client asks for a mail once more.
    pub(crate) async fn admit_again(
        &self,
        txn: &Txn,
        address: Option<IpAddr>,
    ) -> Result<Result<(), Duration>, StoreError> {
        self.count(txn, "mail again", address, self.config().rate_limit.resends()).await
    }

    pub(crate) async fn count(
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
