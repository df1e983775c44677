//! Requests of machines that the honeypot has caught.
//!
//! They pass the same checks, count against the same limits and get the same answers after the same time as all
//! others. Only nothing comes of them: no row, and no mail.

use std::{
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    links::{LINKS_PER_DAY, PAUSE, ResendError},
    start::{DeliveryAttempt, Start, StartError, Started},
};
use crate::{
    domain::{EmailAddress, Limit, RegistrationId},
    registrations::Registrations,
    store::{StoreError, Txn, write},
};

/// The number of no registration: what a caught request gets in place of one.
const NOBODY: RegistrationId = RegistrationId(0);

/// How long the last mail took that somebody waited for, and what became of it.
#[derive(Debug, Default)]
pub(crate) struct LastDelivery(Mutex<Option<(Duration, DeliveryAttempt)>>);

impl Registrations {
    /// Answers as [`Self::start`] would.
    pub async fn pretend_start(&self, start: Start) -> Result<Started, StartError> {
        let txn = self.admit_request(&start).await?;
        // As long as every other mark, and as random.
        let mark = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 9]>());
        let _ = self.admit_pretended(&txn, &mark).await?;
        self.store().commit(txn).await?;
        let last = *self.0.last_delivery.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (took, mail) = last.unwrap_or((Duration::ZERO, DeliveryAttempt::Sent));
        tokio::time::sleep(took).await;
        Ok(Started { id: NOBODY, mark, mail })
    }

    /// Answers as [`Self::resend`] would to the applicant; `mark` is what [`Self::pretend_start`] gave out.
    pub async fn pretend_resend(
        &self,
        mark: &str,
        email: &EmailAddress,
        address: Option<IpAddr>,
    ) -> Result<(), ResendError> {
        let txn = self.store().begin().await?;
        self.admit_pretended(&txn, mark).await?.map_err(|wait| ResendError::TooSoon { wait })?;
        let from_here = self.admit_again(&txn, address).await?;
        from_here.map_err(|wait| ResendError::TooManyFromHere { wait })?;
        if !self.admit_to(&txn, email).await? {
            return Err(ResendError::TooMany);
        }
        self.store().commit(txn).await?;
        Ok(())
    }

    /// Whether this is the number of a request that was caught.
    #[must_use]
    pub fn is_pretended(id: RegistrationId) -> bool {
        id == NOBODY
    }

    /// Remembers how long a mail took at the form.
    pub(crate) fn note_delivery(&self, took: Duration, mail: DeliveryAttempt) {
        *self.0.last_delivery.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((took, mail));
    }

    /// Counts a link that is not made, as those that are made are counted.
    async fn admit_pretended(&self, txn: &Txn, mark: &str) -> Result<Result<(), Duration>, StoreError> {
        let now = self.clock().now();
        let count = u32::try_from(LINKS_PER_DAY).unwrap_or(u32::MAX);
        let of_today = Limit { count, per: super::rate_limits::DAY };
        let pause = Limit { count: 1, per: PAUSE };
        let mut longest = None;
        for (what, limit) in [("pretended link", of_today), ("pretended pause", pause)] {
            let admitted = write::admit(txn, &self.keys().attempts(what, mark), limit, now).await?;
            longest = longest.max(admitted.err());
        }
        Ok(longest.map_or(Ok(()), Err))
    }
}
