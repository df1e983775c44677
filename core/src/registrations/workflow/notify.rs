//! Wakes the worker of a lane as soon as an effect is queued for it.

use tokio::sync::Notify;

use crate::domain::Lane;

/// One notification per lane.
#[derive(Debug, Default)]
pub(crate) struct LaneNotifiers {
    mail: Notify,
    homeserver: Notify,
    room: Notify,
}

impl LaneNotifiers {
    /// The notification of `lane`.
    pub(crate) fn of(&self, lane: Lane) -> &Notify {
        match lane {
            Lane::Mail => &self.mail,
            Lane::Homeserver => &self.homeserver,
            Lane::Room => &self.room,
        }
    }
}
