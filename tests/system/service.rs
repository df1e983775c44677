//! The process of a town: started, killed, and started again by a guard when it dies by itself.

use std::{
    fs::File,
    os::unix::process::CommandExt,
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
pub const SOON: (&str, &str) = ("REGISTRATION_LEASE_S", "4");

/// Of every service here: operators wait half a minute for what a dead process had in hand, tests need not.
/// Slow enough all the same that no effect outlasts its lease on a busy machine.
const LEASE: (&str, &str) = ("REGISTRATION_LEASE_S", "10");

/// Where it is to die: see `core/src/fault.rs`.
pub const FAULT: &str = "REGISTRATION_FAULT";

/// How a process is started.
#[derive(Clone, Debug, Default)]
pub struct Launch {
    /// The config file.
    pub config: PathBuf,
    /// Where its log goes.
    pub log: PathBuf,
    /// For `--only`; empty for all parts.
    pub only: &'static str,
    /// More for its environment.
    pub env: Vec<(&'static str, String)>,
    /// A program that runs it, with its arguments.
    pub under: &'static [&'static str],
    /// Whether it outlives the test that starts it, however that ends.
    pub is_shared: bool,
}

/// A running service. Dropping it ends the process.
pub struct Service {
    launch: Launch,
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
    pub fn start(launch: Launch) -> Self {
        let process = Arc::new(Mutex::new(launch.start(&[])));
        Self { launch, process, guard: None }
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.process.lock().expect("not poisoned").id()
    }

    /// Kills it in the middle of whatever it does, and starts it again.
    pub fn is_struck_by_lightning(&mut self) {
        self.ends();
        *self.process.lock().expect("not poisoned") = self.launch.start(&[]);
    }

    /// Starts it again, unharmed, whatever it was to die of.
    pub fn is_mended(&mut self) {
        self.launch.env.retain(|(name, _)| *name != FAULT);
        self.is_struck_by_lightning();
    }

    /// Starts it again, to die at a fault point (see `core/src/fault.rs`), after which a guard
    /// starts it once more, unharmed.
    pub fn dies_at(&mut self, fault: &str) {
        self.ends();
        *self.process.lock().expect("not poisoned") = self.launch.start(&[(FAULT, fault), SOON]);
        let guard = Arc::new(Guard::default());
        self.guard = Some(Arc::clone(&guard));
        let (process, launch) = (Arc::clone(&self.process), self.launch.clone());
        std::thread::spawn(move || {
            while !guard.is_off.load(Ordering::SeqCst) {
                let mut process = process.lock().expect("not poisoned");
                if process.try_wait().expect("its state").is_some() && !guard.is_off.load(Ordering::SeqCst) {
                    guard.has_struck.store(true, Ordering::SeqCst);
                    *process = launch.start(&[SOON]);
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

impl Launch {
    fn start(&self, more: &[(&str, &str)]) -> Child {
        let log = File::options().create(true).append(true).open(&self.log).expect("a log");
        let mut command = under(self.under, binary(&self.config));
        command.arg("serve").envs([LEASE]).envs(more.iter().copied()).envs(self.env.iter().cloned());
        if !self.only.is_empty() {
            command.args(["--only", self.only]);
        }
        if self.is_shared {
            // A test that takes too long is killed together with its process group.
            command.process_group(0);
        }
        command.stderr(log).stdout(Stdio::null()).spawn().expect("it starts")
    }
}

/// The same command, run by another program.
fn under(program: &[&str], command: Command) -> Command {
    let [program, arguments @ ..] = program else { return command };
    let mut outer = Command::new(program);
    outer.args(arguments).arg(command.get_program()).args(command.get_args());
    outer.envs(command.get_envs().filter_map(|(key, value)| Some((key, value?))));
    outer
}

/// The binary with this config, ready for a command.
pub fn binary(config: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_synapse-registration"));
    command.arg("--config").arg(config).env("SSL_CERT_FILE", &world().mail.authority).env("RUST_BACKTRACE", "0");
    command
}
