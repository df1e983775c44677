//! Wakes the worker of a lane as soon as something is queued for it.

use tokio::sync::{Notify, futures::Notified};

use crate::{
    domain::{Effect, Lane},
    registrations::Registrations,
};

/// A bell for each lane.
#[derive(Debug, Default)]
pub(crate) struct Wakers {
    mail: Notify,
    synapse: Notify,
    room: Notify,
}

impl Wakers {
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
    pub(crate) fn woken(&self, lane: Lane) -> Notified<'_> {
        self.0.wakers.of(lane).notified()
    }

    pub(crate) fn wake(&self, effects: &[Effect]) {
        for effect in effects {
            self.0.wakers.of(effect.lane()).notify_one();
        }
    }
}
