//! The world of one schedule: the homeserver, a database, two processes of ours, and the clock.

use std::{
    collections::{HashMap, VecDeque},
    path::Path,
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, atomic::Ordering},
};

use super::{
    super::*,
    client::{Client, Hook, Process},
    homeserver::{Foreign, Server},
};

/// What is costly to make and the same in every schedule.
static SHARED: LazyLock<(Synapse, Mailer)> = LazyLock::new(|| {
    let config = Config::parse(&config_in(Path::new("/nowhere"), "")).expect("valid");
    (Synapse::new(&config.synapse).expect("a client"), Mailer::new(&config.email).expect("a mailer"))
});

/// A database with the schema and nothing else, as bytes of a file.
static EMPTY: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let dir = tempfile::tempdir().expect("a directory");
    let config = Config::parse(&config_in(dir.path(), "")).expect("valid");
    let make = async {
        let store = Store::connect(&config).await.expect("a database");
        store.migrate().await.expect("a schema");
        // The backup is one file; the database itself still has a write-ahead log.
        let copy = dir.path().join("empty.sqlite3");
        Store::back_up(&config, &copy).await.expect("copied");
        std::fs::read(&copy).expect("a file")
    };
    std::thread::scope(|scope| scope.spawn(|| runtime().block_on(make)).join().expect("no panic"))
});

/// A directory in memory, where there is one: thousands of databases should not wait for the disk.
fn directory() -> tempfile::TempDir {
    let memory = tempfile::tempdir_in("/dev/shm");
    memory.or_else(|_| tempfile::tempdir()).expect("a directory")
}

/// When every schedule begins, in seconds since 1970.
pub(super) const NOW: i64 = 1_800_000_000;

/// A runtime of one thread.
pub(super) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

fn config_in(dir: &Path, more: &str) -> String {
    format!(
        "synapse: {{server: 'http://127.0.0.1:9', domain: example.org, admin_token: t}}\n\
         hosts: [register.example.org]\n\
         data_dir: {}\n\
         database: {{path: registration.sqlite3}}\n\
         email: {{host: 127.0.0.1, port: 9, from: bot@example.org}}\n\
         admin: {{email: admin@example.org}}\n\
         moderation: {{undo: 0}}\n\
         retention: {{started: 2, completed: 365}}\n{more}",
        dir.display(),
    )
}

/// Everything that acts, and everything that it acts on.
pub(super) struct World {
    server: Mutex<Server>,
    hooks: Mutex<VecDeque<Hook>>,
    config: Config,
    pub store: Store,
    pub clock: Clock,
    pub takes_proof: bool,
    processes: Mutex<Vec<(Arc<Process>, Registrations)>>,
    pub applicants: Mutex<[Option<RegistrationId>; 3]>,
    pub links: Mutex<HashMap<RegistrationId, Token>>,
    /// The process and the applicant of each form that is being handled.
    pub at_work: Mutex<Vec<(usize, usize)>>,
    count: Mutex<u64>,
    _dir: tempfile::TempDir,
}

pub(super) fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl World {
    pub async fn new(more: &str, hooks: Vec<Hook>, takes_proof: bool) -> Arc<Self> {
        let dir = directory();
        std::fs::write(dir.path().join("registration.sqlite3"), &*EMPTY).expect("written");
        let config = Config::parse(&config_in(dir.path(), more)).expect("valid");
        let store = Store::connect(&config).await.expect("a database");
        Self::with_store((dir, config, store), hooks, takes_proof)
    }

    /// A world whose database an earlier version has left with these rows.
    pub async fn upgraded(statements: &[String]) -> Arc<Self> {
        let dir = tempfile::tempdir().expect("a directory");
        let config = Config::parse(&config_in(dir.path(), "")).expect("valid");
        let store = Store::connect(&config).await.expect("a database");
        store.with_legacy_rows(statements).await;
        store.migrate().await.expect("a schema");
        Self::with_store((dir, config, store), vec![], false)
    }

    fn with_store(
        (dir, config, store): (tempfile::TempDir, Config, Store),
        hooks: Vec<Hook>,
        takes_proof: bool,
    ) -> Arc<Self> {
        let world = Arc::new(Self {
            server: Mutex::default(),
            hooks: Mutex::new(hooks.into()),
            store,
            config,
            clock: Clock::manual(Timestamp::from_second(NOW).expect("an instant")),
            takes_proof,
            processes: Mutex::default(),
            applicants: Mutex::default(),
            links: Mutex::default(),
            at_work: Mutex::default(),
            count: Mutex::default(),
            _dir: dir,
        });
        let processes = (0..2).map(|_| world.starts_process()).collect();
        *lock(&world.processes) = processes;
        world
    }

    /// Ends all processes, which hold this world.
    pub fn ends(&self) {
        lock(&self.hooks).clear();
        lock(&self.processes).clear();
    }

    pub fn clear_hooks(&self) {
        lock(&self.hooks).clear();
    }

    pub fn server(&self) -> MutexGuard<'_, Server> {
        lock(&self.server)
    }

    pub fn note(&self, what: String) {
        self.server().log.push(what);
    }

    pub fn now(&self) -> i64 {
        self.clock.now().as_second()
    }

    pub fn next_hook(&self) -> Hook {
        lock(&self.hooks).pop_front().unwrap_or_default()
    }

    pub fn disturb(&self, name: &Localpart, how: Foreign) {
        let now = self.now();
        self.server().disturb(name, how, now);
    }

    pub fn next_number(&self) -> u64 {
        let mut count = lock(&self.count);
        *count += 1;
        *count
    }

    fn starts_process(self: &Arc<Self>) -> (Arc<Process>, Registrations) {
        let process = Arc::new(Process { number: self.next_number(), ..Process::default() });
        let client = Client { process: Arc::clone(&process), world: Arc::clone(self) };
        let (synapse, mailer) = SHARED.clone();
        let keys = Keys::new(&SecretString::from("k"));
        let parts = (synapse, Arc::new(client) as Arc<dyn Homeserver>);
        let (store, clock) = (self.store.clone(), self.clock.clone());
        let registrations = Registrations::with_homeserver(self.config.clone(), keys, store, parts, mailer, clock);
        (process, registrations)
    }

    /// A process that lives: one that died was started again.
    pub fn process(self: &Arc<Self>, at: usize) -> (Arc<Process>, Registrations) {
        let mut processes = lock(&self.processes);
        if processes[at].0.is_dead.load(Ordering::SeqCst) {
            processes[at] = self.starts_process();
        }
        processes[at].clone()
    }

    pub fn applicant(&self, who: usize) -> Option<RegistrationId> {
        lock(&self.applicants)[who]
    }
}
