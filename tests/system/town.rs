//! A town: our service, started as operators start it, with a room and people of its own.
//!
//! # How to write a test
//!
//! Start a town, have somebody sign up, and wait for what must become of it:
//!
//! ```ignore
//! #[tokio::test]
//! async fn an_approved_newcomer_can_log_in() {
//!     let town = Town::shared("sign_up").await;
//!     let room = town.room().await;
//!     let alice = town.newcomer("alice");
//!     alice.signs_up().await;
//!     let card = town.card(&room, &alice).await;
//!     town.moderators[0].react(&room, &card, "✅").await;
//!     alice.is_told("is ready").await;
//! }
//! ```
//!
//! Wait for conditions ([`eventually`], `wait_for`), never for time, and assert no durations. Names come from
//! [`fresh_name`], since the servers are the same for all tests.
//!
//! # What is shared
//!
//! - One Synapse, mail server, chromedriver and `PostgreSQL` server for the whole run (`support/world.rs`).
//! - [`Town::shared`]: one running service for all tests that give the same name, at the same time. A test may use it
//!   if it has its own applicants, looks at nothing but them, and does not restart, reconfigure, pause or break
//!   anything. Lists, counts and "nothing is parked" are about all applicants, so they need a town of their own.
//! - [`Town::start`] and [`Town::with`] start a service for one test. That takes a second or two, most of it the
//!   processor's, so prefer a shared one.
//!
//! # What is checked when a town is dropped
//!
//! A test that has passed so far fails (`town/checks.rs`) if
//!
//! - an effect is left in the outbox, parked or not, once there was time to perform it. A test that leaves effects on
//!   purpose says so: [`Wishes::leaves_effects`]. In a shared town only the test's own applicants count;
//! - the log holds personal data or a secret: an applicant's name, address, password or reason, or a link's token;
//! - the log tells of a panic.

mod checks;
mod life;
mod looks;
mod process;
mod shared;
mod wishes;

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Output,
};

pub use crate::newcomer::{Newcomer, PASSWORD, Page, REASON};
use crate::service::{Launch, Service, binary};
use crate::support::{
    matrix::{EncryptedPerson, Person, eventually, fresh_name},
    world::world,
};
pub use process::Process;
pub use wishes::Wishes;
use wishes::yaml;

/// The service and its surroundings. Dropping it ends the process, unless others share it.
pub struct Town {
    /// Where the form is.
    pub url: String,
    /// Who are invited to the room.
    pub moderators: Vec<Person>,
    /// Where the operators' notices go.
    pub operator: String,
    bot: String,
    database: String,
    config: PathBuf,
    log: PathBuf,
    env: Vec<(&'static str, String)>,
    /// `None` if other tests use it too.
    service: Option<Service>,
    /// The room of a shared town, in which all its moderators are.
    room: Option<String>,
    checks: checks::Checks,
    /// Goes with the town, unless that is shared.
    folder: Option<tempfile::TempDir>,
}

impl Town {
    /// A town with a plain room and one moderator.
    pub async fn start() -> Self {
        Self::with(Wishes::default()).await
    }

    /// A town as wished; its form answers.
    pub async fn with(wishes: Wishes) -> Self {
        Self::within(wishes, tempfile::tempdir().expect("a folder"), false).await
    }

    /// The same, with all that it keeps in this folder.
    async fn within(wishes: Wishes, folder: tempfile::TempDir, is_shared: bool) -> Self {
        let mut moderators = vec![];
        for _ in 0..wishes.moderators {
            moderators.push(Person::new(&fresh_name("moderator")).await);
        }
        let listen = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number").to_string();
        let bot = fresh_name("bot");
        let operator = format!("{}@example.test", fresh_name("operator"));
        let config = folder.path().join("config.yaml");
        let database = wishes.database.clone().unwrap_or_else(registration_core::testing::database);
        fs::write(&config, yaml(&wishes, &folder, &listen, &bot, &operator, &moderators, &database)).expect("written");
        let log = folder.path().join("service.log");
        let launch = Launch {
            config: config.clone(),
            log: log.clone(),
            only: wishes.only,
            env: wishes.env.clone(),
            under: wishes.under,
            is_shared,
        };
        let stays_unready = wishes.stays_unready;
        let town = Self {
            url: format!("http://{listen}"),
            moderators,
            operator,
            bot,
            database,
            config,
            log,
            checks: checks::Checks::of(&wishes),
            env: wishes.env,
            service: Some(Service::start(launch)),
            room: None,
            folder: Some(folder),
        };
        if stays_unready {
            town.answers().await;
        } else {
            town.is_ready().await;
        }
        town
    }

    /// Somebody who would like an account, with a name of their own.
    pub fn newcomer(&self, stem: &str) -> Newcomer {
        let name = fresh_name(stem);
        let email = format!("{name}@example.test");
        self.newcomer_called(&name, &email)
    }

    /// Somebody who would like this account, and reads this address.
    pub fn newcomer_called(&self, name: &str, email: &str) -> Newcomer {
        self.checks.know(name);
        Newcomer::at(&self.url, name, email, None)
    }

    /// The bot's full user ID.
    pub fn bot(&self) -> String {
        format!("@{}:{}", self.bot, world().synapse.server_name)
    }

    /// The moderators' room: the first moderator has been invited, and is in it from now on.
    pub async fn room(&self) -> String {
        if let Some(room) = &self.room {
            return room.clone();
        }
        let moderator = &self.moderators[0];
        let room = eventually("the bot invites the moderator", async || moderator.invitations().await.pop()).await;
        for moderator in &self.moderators {
            moderator.join(&room).await;
        }
        room
    }

    /// The card of `newcomer` in a plain room: cards of others may name them, but not in their head.
    pub async fn card(&self, room: &str, newcomer: &Newcomer) -> String {
        let mxid = newcomer.mxid();
        let card = self.moderators[0]
            .wait_for(room, |event| {
                let content = &event["content"];
                event["sender"] == self.bot()
                    && content["m.relates_to"].is_null()
                    // Cards of others may name them further down.
                    && content["body"]
                        .as_str()
                        .and_then(|body| body.lines().next())
                        .is_some_and(|head| head.contains(&mxid))
            })
            .await;
        card["event_id"].as_str().expect("an event").to_owned()
    }

    /// Waits until the card says so, in its newest edit.
    pub async fn card_says(&self, room: &str, card: &str, words: &str) {
        eventually(&format!("the card says {words:?}"), async || {
            let edits = self.moderators[0].relations(room, card, "m.replace").await;
            let says = |edit: &serde_json::Value| edit["content"]["m.new_content"]["body"].to_string().contains(words);
            edits.iter().any(says).then_some(())
        })
        .await;
    }

    /// Runs a command of the binary with this town's config.
    pub fn command(&self, arguments: &[&str]) -> Output {
        let mut command = binary(&self.config);
        command.args(arguments).envs(self.env.iter().cloned()).output().expect("it runs")
    }

    /// Runs a command that must succeed, and gives back what it printed.
    pub fn operator_runs(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments);
        let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{arguments:?}: {said}{complained}");
        said.into_owned()
    }

    /// What `requests show --json` says of `newcomer`.
    pub fn shows(&self, newcomer: &Newcomer) -> serde_json::Value {
        let said = self.operator_runs(&["requests", "show", &newcomer.name, "--json"]);
        serde_json::from_str(&said).expect("JSON")
    }

    /// What a command with `--json` says.
    pub fn report(&self, arguments: &[&str]) -> serde_json::Value {
        serde_json::from_str(&self.operator_runs(arguments)).expect("JSON")
    }

    /// The config file; beside it lies all that the service keeps.
    pub fn config(&self) -> &Path {
        &self.config
    }

    /// What the service has logged.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).expect("a log")
    }
}

/// A moderator with end-to-end encryption, in the room that the bot has made.
pub async fn encrypted_moderator(town: &Town) -> (EncryptedPerson, String) {
    let moderator = EncryptedPerson::log_in(town.moderators[0].clone()).await;
    let invited = async || moderator.plain.invitations().await.pop();
    let room = eventually("the bot invites the moderator", invited).await;
    moderator.join(&room).await;
    (moderator, room)
}
