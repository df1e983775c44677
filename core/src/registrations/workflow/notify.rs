//! Wakes the worker of a lane as soon as something is queued for it.

use tokio::sync::{Notify, futures::Notified};

use crate::{
    domain::{Effect, Lane},
    registrations::Registrations,
};

/// A bell for each lane.
#[derive(Debug, Default)]
pub(crate) struct LaneNotifiers {
    mail: Notify,
    synapse: Notify,
    room: Notify,
}

impl LaneNotifiers {
    fn of(&self, lane: Lane) -> &Notify {
        match lane {
            Lane::Mail => &self.mail,
            Lane::Synapse => &self.synapse,
            Lane::Room => &self.room,
        }
    }
}

impl Registrations {
    /// Ends when something is queued for `lane` by this process.
    pub(crate) fn notified(&self, lane: Lane) -> Notified<'_> {
        self.0.notifiers.of(lane).notified()
    }

    pub(crate) fn notify(&self, effects: &[Effect]) {
        for effect in effects {
            self.0.notifiers.of(effect.lane()).notify_one();
        }
    }
}
