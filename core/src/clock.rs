//! The one door through which time comes in.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};

use crate::fault;

/// Tells the time: the system's, or in a test one that is moved by hand.
#[derive(Clone, Debug)]
pub struct Clock(Hands);

#[derive(Clone, Debug)]
enum Hands {
    System { began: Instant },
    Standing(Arc<Mutex<Standing>>),
}

#[derive(Clone, Copy, Debug)]
struct Standing {
    now: Timestamp,
    uptime: Duration,
}

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Hands::System { began: Instant::now() })
    }

    /// A clock that stands at `now` until [`advance`](Self::advance) moves it.
    #[must_use]
    pub fn standing(now: Timestamp) -> Self {
        Self(Hands::Standing(Arc::new(Mutex::new(Standing { now, uptime: Duration::ZERO }))))
    }

    /// The present instant, in whole milliseconds, as it is stored. Somebody may set the machine's
    /// clock, so it may go back.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let now = match &self.0 {
            Hands::System { .. } => Timestamp::now().saturating_add(fault::clock_is_ahead()).unwrap_or(Timestamp::MAX),
            Hands::Standing(standing) => read(standing).now,
        };
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }

    /// How long this clock has run. It never goes back, whatever becomes of the machine's clock, and
    /// means nothing to another process.
    #[must_use]
    pub fn uptime(&self) -> Duration {
        match &self.0 {
            Hands::System { began } => began.elapsed(),
            Hands::Standing(standing) => read(standing).uptime,
        }
    }

    /// Lets time pass on a standing clock; the system's clock is left alone.
    pub fn advance(&self, by: SignedDuration) {
        if let Hands::Standing(standing) = &self.0 {
            let mut hands = standing.lock().unwrap_or_else(PoisonError::into_inner);
            hands.now = hands.now.saturating_add(by).unwrap_or(hands.now);
            hands.uptime += by.unsigned_abs();
        }
    }

    /// Sets a standing clock, forward or back, while no time passes.
    pub fn set(&self, by: SignedDuration) {
        if let Hands::Standing(standing) = &self.0 {
            let mut hands = standing.lock().unwrap_or_else(PoisonError::into_inner);
            hands.now = hands.now.saturating_add(by).unwrap_or(hands.now);
        }
    }
}

fn read(standing: &Mutex<Standing>) -> Standing {
    *standing.lock().unwrap_or_else(PoisonError::into_inner)
}
