//! The service's process: start, kill, restart, and restart by a guard after a crash.

use std::{
    fs::{self, File},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use crate::support::test_servers::servers;

/// A short lease: effects of a crashed process are retried soon.
pub const SHORT_LEASE: (&str, &str) = ("REGISTRATION_LEASE_S", "4");

/// The lease in tests: shorter than the default of 30 s, and long enough that no effect outlasts it on a busy machine.
const LEASE: (&str, &str) = ("REGISTRATION_LEASE_S", "10");

/// Environment variable that names the file with the fault point: see `core/src/fault_injection.rs`.
const FAULT: &str = "REGISTRATION_FAULT";

/// How to start a process.
#[derive(Clone, Debug, Default)]
pub struct Launch {
    /// The config file.
    pub config: PathBuf,
    /// The log file.
    pub log: PathBuf,
    /// For `--only`; empty for all parts.
    pub only: &'static str,
    /// Additional environment variables.
    pub env: Vec<(&'static str, String)>,
    /// A wrapper program, with its arguments.
    pub under: &'static [&'static str],
    /// Whether it outlives the test that starts it.
    pub is_shared: bool,
}

/// A running process of the service. Dropping it ends the process.
pub struct ServiceProcess {
    launch: Launch,
    process: Arc<Mutex<Child>>,
    guard: Option<Arc<Guard>>,
}

#[derive(Default)]
struct Guard {
    is_off: AtomicBool,
    has_crashed: AtomicBool,
}

impl ServiceProcess {
    /// Starts it.
    pub fn start(launch: Launch) -> Self {
        let process = Arc::new(Mutex::new(launch.start()));
        Self { launch, process, guard: None }
    }

    /// Its process ID.
    pub fn id(&self) -> u32 {
        self.process.lock().expect("not poisoned").id()
    }

    /// Kills it without a shutdown, and restarts it without a fault point.
    pub fn kill_and_restart(&mut self) {
        self.kill();
        self.launch.disarm();
        *self.process.lock().expect("not poisoned") = self.launch.start();
    }

    /// Has it crash at a fault point (see `core/src/fault_injection.rs`), counted from now on. A guard then restarts it
    /// without the fault point.
    pub fn crash_at(&mut self, fault: &str) {
        self.launch.arm(fault);
        self.guard_against_crashes();
    }

    /// The same from a new start on.
    pub fn crash_from_start_at(&mut self, fault: &str) {
        self.kill();
        self.launch.arm(fault);
        *self.process.lock().expect("not poisoned") = self.launch.start();
        self.guard_against_crashes();
    }

    fn guard_against_crashes(&mut self) {
        let guard = Arc::new(Guard::default());
        if let Some(former) = self.guard.replace(Arc::clone(&guard)) {
            former.is_off.store(true, Ordering::SeqCst);
        }
        let (process, launch) = (Arc::clone(&self.process), self.launch.clone());
        std::thread::spawn(move || {
            while !guard.is_off.load(Ordering::SeqCst) {
                let mut process = process.lock().expect("not poisoned");
                if process.try_wait().expect("its state").is_some() && !guard.is_off.load(Ordering::SeqCst) {
                    guard.has_crashed.store(true, Ordering::SeqCst);
                    launch.disarm();
                    *process = launch.start();
                }
                drop(process);
                std::thread::sleep(Duration::from_millis(20));
            }
        });
    }

    /// Whether the fault point has been reached.
    pub fn has_crashed(&self) -> bool {
        self.guard.as_ref().is_some_and(|guard| guard.has_crashed.load(Ordering::SeqCst))
    }

    /// Kills it without a shutdown.
    pub fn kill(&mut self) {
        if let Some(guard) = self.guard.take() {
            guard.is_off.store(true, Ordering::SeqCst);
        }
        let mut process = self.process.lock().expect("not poisoned");
        let _ = process.kill();
        let _ = process.wait();
    }
}

impl Drop for ServiceProcess {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Launch {
    /// The file with the fault point.
    fn fault(&self) -> PathBuf {
        self.log.with_extension("fault")
    }

    /// Has the process crash at a fault point. The file appears at once: the process may be reading it.
    pub fn arm(&self, fault: &str) {
        let written = self.log.with_extension("new-fault");
        fs::write(&written, fault).expect("written");
        fs::rename(written, self.fault()).expect("renamed");
    }

    fn disarm(&self) {
        let _ = fs::remove_file(self.fault());
    }

    fn start(&self) -> Child {
        let log = File::options().create(true).append(true).open(&self.log).expect("a log");
        let mut command = under(self.under, binary(&self.config));
        command.arg("serve").envs([LEASE]).env(FAULT, self.fault()).envs(self.env.iter().cloned());
        if !self.only.is_empty() {
            command.args(["--only", self.only]);
        }
        if self.is_shared {
            // nextest kills the process group of a test that times out.
            command.process_group(0);
        }
        command.stderr(log).stdout(Stdio::null()).spawn().expect("it starts")
    }
}

/// The command, run by a wrapper program.
fn under(program: &[&str], command: Command) -> Command {
    let [program, arguments @ ..] = program else { return command };
    let mut outer = Command::new(program);
    outer.args(arguments).arg(command.get_program()).args(command.get_args());
    outer.envs(command.get_envs().filter_map(|(key, value)| Some((key, value?))));
    outer
}

/// The binary with this config file.
pub fn binary(config: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_synapse-registration"));
    command.arg("--config").arg(config).env("SSL_CERT_FILE", &servers().mail.authority).env("RUST_BACKTRACE", "0");
    command
}
