//! The clock: the only source of time, so that tests can set it.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};

use crate::{fault_injection, lock::Lock};

/// Tells the time: the system clock, or in tests one that is set by hand.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System { began: Instant },
    Manual(Arc<Lock<ManualTime>>),
}

#[derive(Clone, Copy, Debug)]
struct ManualTime {
    now: Timestamp,
    uptime: Duration,
}

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System { began: Instant::now() })
    }

    /// A clock that shows `now` until [`advance`](Self::advance) or [`set`](Self::set) moves it.
    #[must_use]
    pub fn manual(now: Timestamp) -> Self {
        Self(Source::Manual(Arc::new(Lock::new(ManualTime { now, uptime: Duration::ZERO }))))
    }

    /// The current time in whole milliseconds, as it is stored. It goes backwards when someone sets the
    /// machine's clock back.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let now = match &self.0 {
            Source::System { .. } => {
                Timestamp::now().saturating_add(fault_injection::clock_is_ahead()).unwrap_or(Timestamp::MAX)
            }
            Source::Manual(time) => read(time).now,
        };
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }

    /// How long this clock has run. Never goes backwards; only meaningful within this process.
    #[must_use]
    pub fn uptime(&self) -> Duration {
        match &self.0 {
            Source::System { began } => began.elapsed(),
            Source::Manual(time) => read(time).uptime,
        }
    }

    /// Lets time pass on a manual clock; does nothing to the system clock.
    pub fn advance(&self, by: SignedDuration) {
        if let Source::Manual(time) = &self.0 {
            let mut time = time.lock();
            time.now = time.now.saturating_add(by).unwrap_or(time.now);
            time.uptime += by.unsigned_abs();
        }
    }

    /// Sets a manual clock forwards or backwards without any time passing.
    pub fn set(&self, by: SignedDuration) {
        if let Source::Manual(time) = &self.0 {
            let mut time = time.lock();
            time.now = time.now.saturating_add(by).unwrap_or(time.now);
        }
    }
}

fn read(time: &Lock<ManualTime>) -> ManualTime {
    *time.lock()
}
