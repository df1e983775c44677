//! The worker: claims effects from the outbox, has them performed, and settles them together with
//! what they led to.

mod clock_step;
mod performer;
mod provisioning;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

pub use crate::store::Task;
use crate::{
    Registrations,
    domain::{Event, Lane, Registration},
    fault_injection,
    store::StoreError,
};

pub(crate) use clock_step::ClockSteps;
pub use performer::CorePerformer;

/// How long a claimed effect belongs to us: after a crash, others wait for so long.
const LEASE: Duration = Duration::from_secs(30);
/// How long we sleep when nothing is due, in case another process has queued something.
const POLL: Duration = Duration::from_secs(2);
/// Effects of one lane that are performed side by side.
const AT_ONCE: u64 = 8;
/// How long effects in hand may take to finish at shutdown.
const GRACE: Duration = Duration::from_secs(10);
/// Attempts before an effect is parked: with the backoff below, about two days.
const MAX_ATTEMPTS: u32 = 60;
/// The longest pause between two attempts.
const MAX_BACKOFF: Duration = Duration::from_hours(1);

/// How long an effect is claimed.
pub(crate) fn lease() -> Duration {
    fault_injection::lease().unwrap_or(LEASE)
}

/// How long an effect may take, so that it is settled within its lease.
fn limit() -> Duration {
    lease() * 5 / 6
}

/// Carries out effects of a lane.
#[async_trait]
pub trait Perform: Send + Sync {
    /// Carries out `task`, at least once, and says what it led to.
    async fn perform(&self, task: &Task, on: &Registration) -> Result<Option<Event>, EffectError>;
}

/// Why an effect was not performed. A cause holds no personal data: it is logged and stored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EffectError {
    /// It may work later.
    #[error("{cause}")]
    Retry {
        /// What stood in the way.
        cause: String,
        /// When to try again, if the other side said so.
        after: Option<Duration>,
    },
    /// It will not work until somebody mends something.
    #[error("{cause}")]
    Park {
        /// What stands in the way.
        cause: String,
    },
}

impl EffectError {
    /// The same, with what it is about before its cause.
    pub(crate) fn about(self, what: &str) -> Self {
        match self {
            Self::Retry { cause, after } => Self::Retry { cause: format!("{what}: {cause}"), after },
            Self::Park { cause } => Self::Park { cause: format!("{what}: {cause}") },
        }
    }
}

impl From<StoreError> for EffectError {
    fn from(error: StoreError) -> Self {
        Self::Retry { cause: error.to_string(), after: None }
    }
}

/// Works through `lanes` until it is told to stop, then finishes or gives back what is in hand.
pub async fn run(registrations: Registrations, lanes: Vec<(Lane, Arc<dyn Perform>)>, stop: CancellationToken) {
    let mut tasks = JoinSet::new();
    for (lane, performer) in lanes {
        tasks.spawn(work(registrations.clone(), lane, performer, stop.clone()));
    }
    while tasks.join_next().await.is_some() {}
}

/// Works through one lane.
async fn work(registrations: Registrations, lane: Lane, performer: Arc<dyn Perform>, stop: CancellationToken) {
    // The room is a conversation: its effects keep their order.
    let at_once = if lane == Lane::Room { 1 } else { AT_ONCE };
    let mut in_hand = JoinSet::new();
    // Something may be due: nobody has looked, or not all of it was claimed. Whoever was woken need not look.
    let (mut is_woken, mut may_be_due) = (false, true);
    while !stop.is_cancelled() {
        let woken = registrations.notified(lane);
        tokio::pin!(woken);
        woken.as_mut().enable();
        let room = at_once - in_hand.len() as u64;
        match claim(&registrations, lane, room, is_woken, may_be_due).await {
            Ok(claimed) => {
                is_woken &= room == 0;
                may_be_due = claimed.len() as u64 == room;
                for task in claimed {
                    in_hand.spawn(attempt(registrations.clone(), Arc::clone(&performer), task, stop.clone()));
                }
            }
            Err(error) => tracing::error!(%lane, error = &error as &dyn std::error::Error, "cannot read the outbox"),
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = &mut woken => is_woken = true,
            Some(_) = in_hand.join_next() => {}
            () = tokio::time::sleep(POLL) => may_be_due = true,
        }
        while in_hand.try_join_next().is_some() {}
    }
    while in_hand.join_next().await.is_some() {}
}

/// Claims up to `room` effects, if something is due.
async fn claim(
    registrations: &Registrations,
    lane: Lane,
    room: u64,
    is_woken: bool,
    may_be_due: bool,
) -> Result<Vec<Task>, StoreError> {
    if room > 0 && (is_woken || (may_be_due && registrations.is_due(lane).await?)) {
        registrations.claim(lane, room).await
    } else {
        Ok(vec![])
    }
}

/// Performs one claimed effect and writes down how it went.
async fn attempt(registrations: Registrations, performer: Arc<dyn Perform>, task: Task, stop: CancellationToken) {
    let outcome = tokio::select! {
        outcome = look_and_perform(&registrations, performer.as_ref(), &task) => outcome,
        () = async { stop.cancelled().await; tokio::time::sleep(GRACE).await; } => {
            if let Err(error) = registrations.release(&task).await {
                tracing::warn!(effect = %task.effect, error = &error as &dyn std::error::Error, "cannot give an effect back");
            }
            return;
        }
    };
    registrations.complete(&task, outcome).await;
}

/// Performs `task` on its registration as it is now.
async fn look_and_perform(
    registrations: &Registrations,
    performer: &dyn Perform,
    task: &Task,
) -> Result<Option<Event>, EffectError> {
    match registrations.find(task.registration).await? {
        Some(registration) => perform(performer, task, &registration).await,
        None => Ok(None),
    }
}

pub(crate) async fn perform(
    performer: &dyn Perform,
    task: &Task,
    on: &Registration,
) -> Result<Option<Event>, EffectError> {
    tokio::time::timeout(limit(), performer.perform(task, on))
        .await
        .unwrap_or_else(|_| Err(EffectError::Retry { cause: "it took too long".into(), after: None }))
}

/// How long to wait after attempt number `attempts`: doubling from two seconds, give or take a
/// quarter so that a crowd does not come back all at once. `None` means to stop trying.
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
    fn patience_grows_and_ends() {
        let seconds = |attempts| backoff(attempts, None, 0.5).map(|wait| wait.as_secs());
        assert_eq!((1..5).map(seconds).collect::<Vec<_>>(), [Some(2), Some(4), Some(8), Some(16)]);
        assert_eq!(seconds(30), Some(3600));
        assert_eq!(seconds(MAX_ATTEMPTS), None);
    }

    #[test]
    fn what_the_other_side_asks_for_is_the_least() {
        let asked = Some(Duration::from_secs(100));
        assert_eq!(backoff(1, asked, 0.0), asked);
        assert!(backoff(12, asked, 0.0) > asked);
    }
}
