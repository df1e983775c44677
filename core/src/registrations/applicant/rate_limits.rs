//! Rate limits of forms and mails, by network, mailbox and in all.

use std::{net::IpAddr, time::Duration};

use jiff::SignedDuration;

use crate::{
    counters::{Counter, Counters},
    domain::{EmailAddress, Limit, network_of, site_of},
    registrations::{
        check_error::CheckError,
        context::{Applicants, Moderation, Registrations},
    },
    store::{LimitError, StoreError, Txn, write},
};

pub(crate) const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Mails to an unverified mailbox, first or repeated. After that a browser has to solve a puzzle for each.
const TO_A_MAILBOX: Limit = Limit { count: 5, per: DAY };
/// Mails to a mailbox, with or without puzzles.
pub(crate) const TO_A_MAILBOX_AT_MOST: Limit = Limit { count: 25, per: DAY };
/// The mails of an IPv6 site, as a multiple of those of one network. After that a browser has to solve a puzzle for
/// each: nobody can use up the limit of others on the same campus or with the same provider.
const NETWORKS_OF_A_SITE: u32 = 4;
/// Additional mails for links that were requested by address.
const UNSEEN: Limit = Limit { count: 3, per: DAY };
/// Once in 24 hours.
pub(crate) const ONCE_A_DAY: Limit = Limit { count: 1, per: DAY };

/// A limit is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many requests ({scope:?})")]
pub struct RateLimited {
    /// Which limit.
    pub scope: Scope,
    /// How long until it has room again.
    pub wait: Duration,
}

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One form, sent from one network.
    Form,
    /// Links of one registration.
    Link,
    /// Mails to one mailbox. The wait must not be shown: it would reveal when others wrote to it.
    Mailbox,
    /// Mails caused from one network.
    Network,
    /// Requests without proof of work.
    WithoutProof,
    /// Requests of everybody together.
    Everybody,
}

impl Scope {
    /// Its name in metrics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Link => "link",
            Self::Mailbox => "mailbox",
            Self::Network => "network",
            Self::WithoutProof => "without_proof",
            Self::Everybody => "everybody",
        }
    }
}

impl RateLimited {
    /// How long until the client can try again, if it may know.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        (self.scope != Scope::Mailbox).then_some(self.wait)
    }
}

/// The limit with this scope was reached, or the database failed.
fn in_scope(scope: Scope, counters: &Counters) -> impl Fn(LimitError) -> CheckError<RateLimited> {
    move |error| match error {
        LimitError::Reached { wait } => {
            counters.add(Counter::RateLimits, &[scope.as_str()]);
            CheckError::Refused(RateLimited { scope, wait })
        }
        LimitError::Store(error) => CheckError::Store(error),
    }
}

impl Applicants {
    /// Counts that this client sends the form `form`.
    pub async fn admit(&self, form: &str, address: Option<IpAddr>) -> Result<(), CheckError<RateLimited>> {
        let Some(address) = address else { return Ok(()) };
        let key = self.keys().attempts(form, &network_of(address));
        let limit = self.config().rate_limit.each_form();
        self.store().admit(&key, limit, self.clock().now()).await.map_err(in_scope(Scope::Form, self.counters()))
    }

    /// Counts a mail from the IPv6 site of this client: one site has 65,536 networks.
    pub(crate) async fn admit_site(&self, txn: &Txn, address: Option<IpAddr>) -> Result<(), CheckError<RateLimited>> {
        let Some(site) = address.and_then(site_of) else { return Ok(()) };
        let Limit { count, per } = self.config().rate_limit.submissions();
        let limit = Limit { count: count.saturating_mul(NETWORKS_OF_A_SITE), per };
        self.limit(txn, ("mail", &site), limit, Scope::Network).await
    }

    /// The same for a link that was requested by address. It has a counter of its own, since requests in vain are not
    /// counted: the other limit would reveal whether something waits for that address.
    pub(crate) async fn admit_unseen(&self, txn: &Txn, email: &EmailAddress) -> Result<(), CheckError<RateLimited>> {
        self.limit(txn, ("mail to, unseen", &email.mailbox()), UNSEEN, Scope::Mailbox).await
    }
}

impl Moderation {
    /// Whether `what` did not happen to `who` in the last 24 hours; counts it as having happened now.
    pub async fn is_first_today(&self, what: &str, who: &str) -> Result<bool, StoreError> {
        let txn = self.store().begin().await?;
        let is_first = CheckError::passed(self.limit(&txn, (what, who), ONCE_A_DAY, Scope::Form).await)?;
        self.store().commit(txn).await?;
        Ok(is_first)
    }
}

impl Registrations {
    /// Counts an attempt of `who` at `what`.
    pub(crate) async fn limit(
        &self,
        txn: &Txn,
        (what, who): (&str, &str),
        limit: Limit,
        scope: Scope,
    ) -> Result<(), CheckError<RateLimited>> {
        let key = self.keys().attempts(what, who);
        write::admit(txn, &key, limit, self.clock().now()).await.map_err(in_scope(scope, self.counters()))
    }

    /// Counts a mail to this mailbox. A stranger may have typed the address: no mailbox is flooded through our forms,
    /// however many networks they are sent from.
    pub(crate) async fn admit_to(&self, txn: &Txn, email: &EmailAddress) -> Result<(), CheckError<RateLimited>> {
        self.limit(txn, ("mail to", &email.mailbox()), TO_A_MAILBOX, Scope::Mailbox).await
    }

    /// Counts that this client requests a mail again.
    pub(crate) async fn admit_again(&self, txn: &Txn, address: Option<IpAddr>) -> Result<(), CheckError<RateLimited>> {
        self.limit_network(txn, "mail again", address, self.config().rate_limit.resends(), Scope::Network).await
    }

    pub(crate) async fn limit_network(
        &self,
        txn: &Txn,
        what: &str,
        address: Option<IpAddr>,
        limit: Limit,
        scope: Scope,
    ) -> Result<(), CheckError<RateLimited>> {
        let Some(address) = address else { return Ok(()) };
        self.limit(txn, (what, &network_of(address)), limit, scope).await
    }
}
