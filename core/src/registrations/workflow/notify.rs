//! Wakes the worker of a lane as soon as an effect is queued for it.

use tokio::sync::{Notify, futures::Notified};

use crate::{
    domain::{EffectKind, Lane},
    registrations::Registrations,
};

/// One notification per lane.
#[derive(Debug, Default)]
pub(crate) struct LaneNotifiers {
    mail: Notify,
    homeserver: Notify,
    room: Notify,
}

impl LaneNotifiers {
    fn of(&self, lane: Lane) -> &Notify {
        match lane {
            Lane::Mail => &self.mail,
            Lane::Homeserver => &self.homeserver,
            Lane::Room => &self.room,
        }
    }
}

impl Registrations {
    /// Completes when this process queues an effect for `lane`.
    pub(crate) fn notified(&self, lane: Lane) -> Notified<'_> {
        self.0.notifiers.of(lane).notified()
    }

    /// Wakes the workers of the lanes of `effects`.
    pub(crate) fn notify(&self, effects: &[EffectKind]) {
        for effect in effects {
            self.0.notifiers.of(effect.lane()).notify_one();
        }
    }
}
