//! The service is killed and started again, which only a test with a town of its own may do.

use super::Town;
use crate::service::Service;

impl Town {
    /// Kills the service in the middle of whatever it does, and starts it again.
    pub async fn is_struck_by_lightning(&mut self) {
        self.process_mut().is_struck_by_lightning();
        self.is_ready().await;
    }

    /// The same, where the bot cannot start then, so that the service does not become ready.
    pub async fn is_struck_and_stays_unready(&mut self) {
        self.process_mut().is_struck_by_lightning();
        self.answers().await;
    }

    /// Starts the service again, to die at a fault point and to be started once more.
    pub async fn dies_at(&mut self, fault: &str) {
        self.process_mut().dies_at(fault);
        self.is_ready().await;
    }

    /// Whether the fault point was reached.
    pub fn has_died(&self) -> bool {
        self.service.as_ref().is_some_and(Service::has_died)
    }

    /// Kills the service in the middle of whatever it does.
    pub fn goes_dark(&mut self) {
        self.process_mut().ends();
    }

    /// Starts the service again.
    pub async fn wakes(&mut self) {
        self.process_mut().is_struck_by_lightning();
        self.is_ready().await;
    }

    /// The process, to which a test with a town of its own may do anything.
    fn process_mut(&mut self) -> &mut Service {
        self.service.as_mut().expect("a service that no other test uses: see `Town::shared`")
    }
}
