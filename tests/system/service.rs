//! The process of a town: started, killed, and started again by a guard when it dies by itself.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use crate::support::world::world;

/// What a dead process had in hand is taken up soon.
const SOON: (&str, &str) = ("REGISTRATION_LEASE_S", "4");

/// A running service. Dropping it ends the process.
pub struct Service {
    config: PathBuf,
    log: PathBuf,
    process: Arc<Mutex<Child>>,
    guard: Option<Arc<Guard>>,
}

#[derive(Default)]
struct Guard {
    is_off: AtomicBool,
    has_struck: AtomicBool,
}

impl Service {
    /// Starts it.
    pub fn start(config: &Path, log: &Path) -> Self {
        let process = Arc::new(Mutex::new(launch(config, log, &[])));
        Self { config: config.to_owned(), log: log.to_owned(), process, guard: None }
    }

    /// Kills it in the middle of whatever it does, and starts it again.
    pub fn is_struck_by_lightning(&mut self) {
        self.ends();
        *self.process.lock().expect("not poisoned") = launch(&self.config, &self.log, &[]);
    }

    /// Starts it again, to die at a fault point (see `core/src/fault.rs`), after which a guard
    /// starts it once more, unharmed.
    pub fn dies_at(&mut self, fault: &str) {
        self.ends();
        *self.process.lock().expect("not poisoned") =
            launch(&self.config, &self.log, &[("REGISTRATION_FAULT", fault), SOON]);
        let guard = Arc::new(Guard::default());
        self.guard = Some(Arc::clone(&guard));
        let (process, config, log) = (Arc::clone(&self.process), self.config.clone(), self.log.clone());
        std::thread::spawn(move || {
            while !guard.is_off.load(Ordering::SeqCst) {
                let mut process = process.lock().expect("not poisoned");
                if process.try_wait().expect("its state").is_some() && !guard.is_off.load(Ordering::SeqCst) {
                    guard.has_struck.store(true, Ordering::SeqCst);
                    *process = launch(&config, &log, &[SOON]);
                }
                drop(process);
                std::thread::sleep(Duration::from_millis(20));
            }
        });
    }

    /// Whether the fault point was reached.
    pub fn has_died(&self) -> bool {
        self.guard.as_ref().is_some_and(|guard| guard.has_struck.load(Ordering::SeqCst))
    }

    /// Kills it in the middle of whatever it does.
    pub fn ends(&mut self) {
        if let Some(guard) = self.guard.take() {
            guard.is_off.store(true, Ordering::SeqCst);
        }
        let mut process = self.process.lock().expect("not poisoned");
        let _ = process.kill();
        let _ = process.wait();
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.ends();
    }
}

fn launch(config: &Path, log: &Path, more: &[(&str, &str)]) -> Child {
    let log = File::options().create(true).append(true).open(log).expect("a log");
    let mut command = binary(config);
    command.envs(more.iter().copied());
    command.arg("serve").stderr(log).stdout(Stdio::null()).spawn().expect("it starts")
}

/// The binary with this config, ready for a command.
pub fn binary(config: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_synapse-registration"));
    command.arg("--config").arg(config).env("SSL_CERT_FILE", &world().mail.authority).env("RUST_BACKTRACE", "0");
    command
}
