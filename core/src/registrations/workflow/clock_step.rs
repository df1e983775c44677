//! Due times and leases go by the machine's clock. When somebody sets it, nothing is to be done twice,
//! and nothing is to wait until the clock is there again.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};

use super::retry::{MAX_BACKOFF, lease};
use crate::clock::Clock;

/// An effect is over so long before its lease ends: nothing is done twice by a smaller step.
const TOLERATED: SignedDuration = SignedDuration::from_secs(5);

/// What the clock did so far.
#[derive(Debug, Default)]
pub(crate) struct ClockSteps(Mutex<Seen>);

#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    /// The time when the clock began to run, by what it shows now. A step moves it.
    origin: Option<Timestamp>,
    /// Whether it was set while we ran, and who has a lease from before may still be at work.
    was_set: bool,
    /// When, by the uptime, all that was leased before is over, and times are to be mended.
    repair_at: Option<Duration>,
}

/// In whole seconds, which is what people read.
fn rounded(span: SignedDuration) -> SignedDuration {
    SignedDuration::from_secs((span + SignedDuration::from_millis(500)).as_secs())
}

/// What can be made of the times in the outbox now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    /// The present instant.
    pub now: Timestamp,
    /// Whose lease ended by then has lost it.
    pub leases_end: Timestamp,
    /// What is due later than this waits because of the clock alone; looked for once after each step.
    pub repair_beyond: Option<Timestamp>,
}

impl ClockSteps {
    /// Looks at the clock, before anything is claimed by it.
    pub(crate) fn look(&self, clock: &Clock) -> Look {
        let (now, uptime) = (clock.now(), clock.uptime());
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let origin = now.checked_sub(uptime).unwrap_or(now);
        let step = origin.duration_since(seen.origin.unwrap_or(origin));
        if step.abs() > TOLERATED {
            let by = rounded(step.abs());
            if step.is_negative() {
                tracing::warn!("the clock was set back by {by:#}; what waits for its time is tried again soon");
            } else {
                tracing::warn!("the clock went ahead by {by:#}: it was set, or the machine was asleep");
            }
            *seen = Seen { origin: Some(origin), was_set: true, repair_at: Some(uptime + lease()) };
        } else if seen.origin.is_none() {
            // It may have been set back while we did not run.
            *seen = Seen { origin: Some(origin), was_set: false, repair_at: Some(uptime + lease()) };
        }
        let is_over = seen.repair_at.is_some_and(|at| at <= uptime);
        // Nobody waits for longer by our own doing.
        let beyond = if seen.was_set { now } else { now.saturating_add(2 * MAX_BACKOFF).unwrap_or(now) };
        // Nothing is leased until then, but for what is not leased at all.
        let leases_end = if seen.was_set && !is_over { Timestamp::UNIX_EPOCH } else { now };
        Look { now, leases_end, repair_beyond: is_over.then_some(beyond) }
    }

    /// The times are mended.
    pub(crate) fn are_repaired(&self) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *seen = Seen { origin: seen.origin, ..Seen::default() };
    }
}
