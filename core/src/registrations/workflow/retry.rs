//! Leases, time limits and retries of effects.

use std::time::Duration;

use crate::{fault_injection, store::StoreError};

/// How long a claimed effect belongs to one worker: after a crash, the others wait this long.
const LEASE: Duration = Duration::from_secs(30);
/// Attempts before an effect is parked: about two days with the backoff below.
const MAX_ATTEMPTS: u32 = 60;
/// The longest pause between two attempts.
const MAX_BACKOFF: Duration = Duration::from_hours(1);

/// Why an effect was not performed. A cause must not contain personal data: it is logged and stored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EffectError {
    /// It may work later.
    #[error("{cause}")]
    Retry {
        /// What went wrong.
        cause: String,
        /// When to try again, if the other side said so.
        after: Option<Duration>,
    },
    /// It will not work until somebody fixes something.
    #[error("{cause}")]
    Park {
        /// What went wrong.
        cause: String,
    },
    /// It is parked until a person answers a question that the room shows, so it is not reported there as well.
    #[error("{cause}")]
    AwaitAnswer {
        /// Why a person has to decide.
        cause: String,
    },
}

impl EffectError {
    /// Tries again with the normal backoff.
    pub(crate) fn retry(cause: impl Into<String>) -> Self {
        Self::Retry { cause: cause.into(), after: None }
    }

    /// Parks the effect.
    pub(crate) fn park(cause: impl Into<String>) -> Self {
        Self::Park { cause: cause.into() }
    }

    /// Prefixes the cause with what it is about.
    pub(crate) fn about(self, what: &str) -> Self {
        match self {
            Self::Retry { cause, after } => Self::Retry { cause: format!("{what}: {cause}"), after },
            Self::Park { cause } => Self::Park { cause: format!("{what}: {cause}") },
            Self::AwaitAnswer { cause } => Self::AwaitAnswer { cause: format!("{what}: {cause}") },
        }
    }
}

impl From<StoreError> for EffectError {
    fn from(error: StoreError) -> Self {
        Self::retry(error.to_string())
    }
}

/// How long an effect is claimed.
pub(crate) fn lease() -> Duration {
    fault_injection::lease().unwrap_or(LEASE)
}

/// Limits the time of an effect so that it ends within its lease.
pub(crate) async fn within_lease<T>(work: impl Future<Output = Result<T, EffectError>>) -> Result<T, EffectError> {
    let limit = lease() * 5 / 6;
    // Boxed, because a conversation with a mail server is a large future.
    tokio::time::timeout(limit, Box::pin(work)).await.unwrap_or_else(|_| Err(EffectError::retry("it took too long")))
}

/// How long to wait after attempt number `attempts`: doubles from two seconds, with up to a quarter of jitter so that
/// retries do not come all at once. `None` means to park the effect.
pub(crate) fn backoff(attempts: u32, after: Option<Duration>, chance: f64) -> Option<Duration> {
    if attempts >= MAX_ATTEMPTS {
        return None;
    }
    let doubled = Duration::from_secs(1_u64 << attempts.min(12)).min(MAX_BACKOFF);
    let jittered = doubled.mul_f64(0.75 + chance.clamp(0.0, 1.0) / 2.0);
    Some(after.map_or(jittered, |after| jittered.max(after)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backoff_doubles_and_ends() {
        let seconds = |attempts| backoff(attempts, None, 0.5).map(|wait| wait.as_secs());
        assert_eq!((1..5).map(seconds).collect::<Vec<_>>(), [Some(2), Some(4), Some(8), Some(16)]);
        assert_eq!(seconds(30), Some(3600));
        assert_eq!(seconds(MAX_ATTEMPTS), None);
    }

    #[test]
    fn retry_after_is_a_minimum() {
        let asked = Some(Duration::from_secs(100));
        assert_eq!(backoff(1, asked, 0.0), asked);
        assert!(backoff(12, asked, 0.0) > asked);
    }
}
