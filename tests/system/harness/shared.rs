//! A service that several tests use at the same time, each in its own process. The first one starts the service, and
//! it ends with the test run.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{Person, TestOptions, TestService, checks::Checks};

/// Environment variable with the folder of this run's shared services.
const FOLDER: &str = "REGISTRATION_TEST_SHARED";

/// What other tests need to use a running service.
#[derive(Debug, Deserialize, Serialize)]
struct SharedService {
    url: String,
    moderators: Vec<Person>,
    operator: String,
    bot: String,
    database: String,
    config: PathBuf,
    log: PathBuf,
    room: String,
}

impl TestService {
    /// The shared service of this name, with an unencrypted room and one moderator.
    pub async fn shared(name: &str) -> Self {
        Self::shared_with(name, TestOptions::default()).await
    }

    /// The same with options, which must be equal in all tests that use this name.
    pub async fn shared_with(name: &str, options: TestOptions) -> Self {
        let Some(folder) = std::env::var_os(FOLDER) else { return Self::with(options).await };
        let folder = Path::new(&folder).join(name);
        fs::create_dir_all(&folder).expect("a folder");
        let lock = File::create(folder.join("lock")).expect("a lock");
        lock.lock().expect("a lock");
        let (checks, env) = (Checks::of(&options), options.env.clone());
        let file = folder.join("service.json");
        if !file.exists() {
            let shared = Self::start_shared(options, &folder).await;
            fs::write(&file, serde_json::to_string(&shared).expect("JSON")).expect("written");
        }
        let shared = serde_json::from_str(&fs::read_to_string(&file).expect("a shared")).expect("as it was written");
        Self::at(shared, checks, env)
    }

    /// Starts a service that outlives this test.
    async fn start_shared(options: TestOptions, folder: &Path) -> SharedService {
        let mut service = Self::within(options, tempfile::tempdir_in(folder).expect("a folder"), true).await;
        let room = service.room().await;
        if let Some(folder) = service.folder.take() {
            let _ = folder.keep();
        }
        std::mem::forget(service.process.take());
        SharedService {
            room,
            url: service.url.clone(),
            moderators: service.moderators.clone(),
            operator: service.operator.clone(),
            bot: service.bot.clone(),
            database: service.database.clone(),
            config: service.config.clone(),
            log: service.log.clone(),
        }
    }

    fn at(shared: SharedService, mut checks: Checks, env: Vec<(&'static str, String)>) -> Self {
        checks.log_before = fs::read_to_string(&shared.log).map_or(0, |log| log.len());
        Self {
            url: shared.url,
            moderators: shared.moderators,
            operator: shared.operator,
            bot: shared.bot,
            database: shared.database,
            config: shared.config,
            log: shared.log,
            env,
            process: None,
            room: Some(shared.room),
            checks,
            folder: None,
        }
    }
}
