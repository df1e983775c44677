//! The worker: claims effects from the outbox, has them performed, and records the results.

mod perform;
mod performer;

use std::{sync::Arc, time::Duration};

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::{
    domain::{Event, Lane, LaneEffect},
    finding::Part,
    registrations::{Registrations, within_lease},
    store::StoreError,
};
pub use crate::{registrations::EffectError, store::Task};
pub use perform::Perform;
pub use performer::CorePerformer;

/// How often the outbox is checked for effects that another process queued.
const POLL: Duration = Duration::from_secs(2);
/// Effects of one lane that are performed concurrently.
const AT_ONCE: u64 = 8;
/// How long effects in progress may take to finish at shutdown.
const GRACE: Duration = Duration::from_secs(10);

/// Performs the effects of one lane until told to stop, then finishes or releases the effects in progress.
pub async fn run<E: LaneEffect>(registrations: Registrations, performer: Arc<dyn Perform<E>>, stop: CancellationToken) {
    let lane = E::LANE;
    // The messages in the room keep their order.
    let at_once = if lane == Lane::Room { 1 } else { AT_ONCE };
    let mut in_progress = JoinSet::new();
    // `may_be_due`: the outbox was not checked yet, or not everything that is due was claimed.
    let (mut is_woken, mut may_be_due) = (false, true);
    while !stop.is_cancelled() {
        let woken = registrations.notified(lane);
        tokio::pin!(woken);
        woken.as_mut().enable();
        let free_slots = at_once - in_progress.len() as u64;
        match claim(&registrations, lane, free_slots, is_woken, may_be_due).await {
            Ok(claimed) => {
                is_woken &= free_slots == 0;
                may_be_due = claimed.len() as u64 == free_slots;
                for task in claimed {
                    in_progress.spawn(attempt(registrations.clone(), Arc::clone(&performer), task, stop.clone()));
                }
            }
            Err(error) => registrations.note_down(Part::Database, &error.finding()),
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = &mut woken => is_woken = true,
            Some(_) = in_progress.join_next() => {}
            () = tokio::time::sleep(POLL) => may_be_due = true,
        }
        while in_progress.try_join_next().is_some() {}
    }
    while in_progress.join_next().await.is_some() {}
}

/// Claims up to `free_slots` effects, if any is due.
async fn claim(
    registrations: &Registrations,
    lane: Lane,
    free_slots: u64,
    is_woken: bool,
    may_be_due: bool,
) -> Result<Vec<Task>, StoreError> {
    if free_slots > 0 && (is_woken || (may_be_due && registrations.is_due(lane).await?)) {
        registrations.claim(lane, free_slots).await
    } else {
        Ok(vec![])
    }
}

/// Performs one claimed effect and records how it went.
async fn attempt<E: LaneEffect>(
    registrations: Registrations,
    performer: Arc<dyn Perform<E>>,
    task: Task,
    stop: CancellationToken,
) {
    let outcome = tokio::select! {
        outcome = load_and_perform(&registrations, performer.as_ref(), &task) => outcome,
        () = async { stop.cancelled().await; tokio::time::sleep(GRACE).await; } => {
            if let Err(error) = registrations.release(&task).await {
                tracing::warn!(effect = %task.effect, error = &error as &dyn std::error::Error, "cannot release an effect");
            }
            return;
        }
    };
    registrations.complete(&task, outcome).await;
}

/// Performs `task` on the current state of its registration.
async fn load_and_perform<E: LaneEffect>(
    registrations: &Registrations,
    performer: &dyn Perform<E>,
    task: &Task,
) -> Result<Option<Event>, EffectError> {
    let Some(effect) = E::of(&task.effect) else {
        return Err(EffectError::Park { cause: format!("{} does not belong to lane {}", task.effect, E::LANE) });
    };
    match registrations.find(task.registration).await? {
        Some(registration) => within_lease(performer.perform(task, effect, &registration)).await,
        None => Ok(None),
    }
}
