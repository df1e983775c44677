//! A town that several tests use at the same time, each in a process of its own. The first one starts the service;
//! it is ended with the run (`xtask/fixtures/tether.py`).

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{Person, Town, Wishes, checks::Checks};

/// Names the folder in which shared towns are kept: that of this run and its database.
const FOLDER: &str = "REGISTRATION_TEST_SHARED";

/// Where a running town is, for the other tests.
#[derive(Debug, Deserialize, Serialize)]
struct Place {
    url: String,
    moderators: Vec<Person>,
    operator: String,
    bot: String,
    database: String,
    config: PathBuf,
    log: PathBuf,
    room: String,
}

impl Town {
    /// The town of this name, with a plain room and one moderator; other tests use it too.
    pub async fn shared(name: &str) -> Self {
        Self::shared_with(name, Wishes::default()).await
    }

    /// The same as wished, which must be the same wishes in all tests that give this name.
    pub async fn shared_with(name: &str, wishes: Wishes) -> Self {
        let Some(folder) = std::env::var_os(FOLDER) else { return Self::with(wishes).await };
        let folder = Path::new(&folder).join(name);
        fs::create_dir_all(&folder).expect("a folder");
        let lock = File::create(folder.join("lock")).expect("a lock");
        lock.lock().expect("the others are done");
        let (checks, env) = (Checks::of(&wishes), wishes.env.clone());
        let file = folder.join("place.json");
        if !file.exists() {
            let place = Self::begins_for_all(wishes, &folder).await;
            fs::write(&file, serde_json::to_string(&place).expect("JSON")).expect("written");
        }
        let place = serde_json::from_str(&fs::read_to_string(&file).expect("a place")).expect("as it was written");
        Self::at(place, checks, env)
    }

    /// Starts a service that outlives this test.
    async fn begins_for_all(wishes: Wishes, folder: &Path) -> Place {
        let mut town = Self::within(wishes, tempfile::tempdir_in(folder).expect("a folder"), true).await;
        let room = town.room().await;
        if let Some(folder) = town.folder.take() {
            let _ = folder.keep();
        }
        std::mem::forget(town.service.take());
        Place {
            room,
            url: town.url.clone(),
            moderators: town.moderators.clone(),
            operator: town.operator.clone(),
            bot: town.bot.clone(),
            database: town.database.clone(),
            config: town.config.clone(),
            log: town.log.clone(),
        }
    }

    fn at(place: Place, mut checks: Checks, env: Vec<(&'static str, String)>) -> Self {
        checks.log_before = fs::read_to_string(&place.log).map_or(0, |log| log.len());
        Self {
            url: place.url,
            moderators: place.moderators,
            operator: place.operator,
            bot: place.bot,
            database: place.database,
            config: place.config,
            log: place.log,
            env,
            service: None,
            room: Some(place.room),
            checks,
            folder: None,
        }
    }
}
