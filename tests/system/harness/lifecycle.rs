//! Killing and restarting the service: only for tests that do not share it.

use super::TestService;
use crate::service_process::ServiceProcess;

impl TestService {
    /// Kills the service without a shutdown, and restarts it.
    pub async fn kill_and_restart(&mut self) {
        self.process_mut().kill_and_restart();
        self.wait_until_ready().await;
    }

    /// The same, for a service that does not become ready.
    pub async fn kill_and_restart_unready(&mut self) {
        self.process_mut().kill_and_restart();
        self.wait_until_answering().await;
    }

    /// The service crashes at a fault point, counted from now on, and is then restarted.
    pub fn crash_at(&mut self, fault: &str) {
        self.process_mut().crash_at(fault);
    }

    /// The same, counted from a new start on.
    pub async fn crash_from_start_at(&mut self, fault: &str) {
        self.process_mut().crash_from_start_at(fault);
        self.wait_until_ready().await;
    }

    /// Whether the fault point has been reached.
    pub fn has_crashed(&self) -> bool {
        self.process.as_ref().is_some_and(ServiceProcess::has_crashed)
    }

    /// Kills the service without a shutdown.
    pub fn kill(&mut self) {
        self.process_mut().kill();
    }

    /// Restarts the service.
    pub async fn restart(&mut self) {
        self.process_mut().kill_and_restart();
        self.wait_until_ready().await;
    }

    /// The process of a service that is not shared.
    fn process_mut(&mut self) -> &mut ServiceProcess {
        self.process.as_mut().expect("a service that is not shared: see `TestService::shared`")
    }
}
