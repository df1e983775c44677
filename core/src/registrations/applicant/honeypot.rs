//! Requests that the honeypot caught.
//!
//! They pass the same checks, count against the same limits and get the same responses after the same time as all
//! others, but nothing is stored and no mail is sent.

use std::{net::IpAddr, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    delivery::DeliveryAttempt,
    links::{LINKS_PER_DAY, PAUSE, ResendError},
    rate_limits::{DAY, RateLimited, Scope},
    start::{Start, StartError, Started},
};
use crate::{
    domain::{EmailAddress, Limit, RegistrationId},
    registrations::{check_error::CheckError, context::Applicants},
    store::Txn,
};

/// The number that a caught request gets. No registration has it.
const NOBODY: RegistrationId = RegistrationId(0);

impl Applicants {
    /// Responds like [`Self::start`].
    pub async fn pretend_start(&self, start: Start) -> Result<Started, StartError> {
        let txn = self.admit_request(&start).await?;
        // As long and as random as other marks.
        let mark = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 9]>());
        CheckError::passed(self.admit_pretended(&txn, &mark).await)?;
        self.store().commit(txn).await?;
        let last = *self.0.last_delivery.0.lock();
        let (took, mail) = last.unwrap_or((Duration::ZERO, DeliveryAttempt::Sent));
        tokio::time::sleep(took).await;
        Ok(Started { id: NOBODY, mark, mail })
    }

    /// Responds like `resend` to the applicant; `mark` comes from [`Self::pretend_start`].
    pub async fn pretend_resend(
        &self,
        mark: &str,
        email: &EmailAddress,
        address: Option<IpAddr>,
    ) -> Result<(), ResendError> {
        let txn = self.store().begin().await?;
        self.admit_pretended(&txn, mark).await?;
        self.admit_again(&txn, address).await?;
        self.admit_to(&txn, email).await?;
        self.store().commit(txn).await?;
        Ok(())
    }

    /// Whether this is the number of a caught request.
    #[must_use]
    pub fn is_pretended(id: RegistrationId) -> bool {
        id == NOBODY
    }

    /// Remembers how long a mail took that a page waited for.
    pub(crate) fn note_delivery(&self, took: Duration, mail: DeliveryAttempt) {
        *self.0.last_delivery.0.lock() = Some((took, mail));
    }

    /// Counts a link that is not created like one that is.
    async fn admit_pretended(&self, txn: &Txn, mark: &str) -> Result<(), CheckError<RateLimited>> {
        let count = u32::try_from(LINKS_PER_DAY).unwrap_or(u32::MAX);
        let of_today = Limit { count, per: DAY };
        let pause = Limit { count: 1, per: PAUSE };
        let today = self.limit(txn, ("pretended link", mark), of_today, Scope::Link).await;
        let pause = self.limit(txn, ("pretended pause", mark), pause, Scope::Link).await;
        match (today, pause) {
            (Err(CheckError::Refused(today)), Err(CheckError::Refused(pause))) if pause.wait > today.wait => {
                Err(CheckError::Refused(pause))
            }
            (today, pause) => today.and(pause),
        }
    }
}
