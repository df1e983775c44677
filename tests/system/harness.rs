//! Test harness: a running service with its moderators' room, applicants and moderators.
//!
//! # How to write a test
//!
//! Start a service, let an applicant sign up, and wait for the result:
//!
//! ```ignore
//! #[tokio::test]
//! async fn approved_applicant_can_log_in() {
//!     let service = TestService::shared("sign_up").await;
//!     let room = service.room().await;
//!     let alice = service.applicant("alice");
//!     alice.signs_up().await;
//!     let card = service.card(&room, &alice).await;
//!     service.moderators[0].react(&room, &card, "✅").await;
//!     alice.receives_mail("is ready").await;
//! }
//! ```
//!
//! Wait for conditions ([`eventually`], `wait_for`), never for a fixed time, and do not assert durations. Take names
//! from [`fresh_name`], because all tests use the same servers.
//!
//! # What tests share
//!
//! - One Synapse, mail server, chromedriver and `PostgreSQL` server for the whole run (`support/test_servers.rs`).
//! - [`TestService::shared`]: one running service for all tests that pass the same name, at the same time. A test may use
//!   it if it has its own applicants, checks only these, and does not restart, reconfigure, pause or break the service.
//!   Lists, counts and "nothing is parked" concern all applicants, so they need a service of their own.
//! - [`TestService::start`] and [`TestService::with`] start a service for one test. This takes a second or two, mostly
//!   processor time, so prefer a shared one.
//!
//! # What is checked when a service is dropped
//!
//! A test that has passed so far fails (`harness/drop_checks.rs`) if
//!
//! - an effect is left in the outbox, parked or not, after there was time to perform it. A test that leaves effects on
//!   purpose sets [`TestOptions::leaves_effects`]. In a shared service only the test's own applicants count;
//! - the log contains personal data or a secret: an applicant's name, address, password or reason, or a link's token;
//! - the log reports a panic.

mod checks;
mod drop_checks;
pub mod extra_process;
mod lifecycle;
mod operator;
mod options;
mod shared;

use std::{
    fs,
    net::TcpListener,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Output,
};

pub use crate::applicant::{Applicant, PASSWORD, Page, REASON};
use crate::service_process::{Launch, ServiceProcess, binary};
use crate::support::{
    encrypted_person::EncryptedPerson,
    matrix::{Person, eventually, fresh_name},
    test_servers::servers,
};
pub use options::TestOptions;
use options::yaml;

/// A running service with its surroundings. Dropping it ends the process, unless it is shared.
pub struct TestService {
    /// Base URL of the form.
    pub url: String,
    /// The moderators invited to the room.
    pub moderators: Vec<Person>,
    /// The address for notices to operators.
    pub operator: String,
    bot: String,
    database: String,
    config: PathBuf,
    log: PathBuf,
    env: Vec<(&'static str, String)>,
    /// `None` if the service is shared.
    process: Option<ServiceProcess>,
    /// The room of a shared service, which its moderators have joined.
    room: Option<String>,
    checks: checks::Checks,
    /// Removed with the service, unless it is shared.
    folder: Option<tempfile::TempDir>,
}

impl TestService {
    /// A service with an unencrypted room and one moderator.
    pub async fn start() -> Self {
        Self::with(TestOptions::default()).await
    }

    /// A service with these options; it is ready.
    pub async fn with(options: TestOptions) -> Self {
        Self::within(options, tempfile::tempdir().expect("a folder"), false).await
    }

    /// The same, with its data in this folder.
    async fn within(options: TestOptions, folder: tempfile::TempDir, is_shared: bool) -> Self {
        // `check` warns about a folder that others can read.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).expect("set");
        let mut moderators = vec![];
        for _ in 0..options.moderators {
            moderators.push(Person::new(&fresh_name("moderator")).await);
        }
        let listen = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number").to_string();
        let bot = fresh_name("bot");
        let operator = format!("{}@example.test", fresh_name("operator"));
        let config = folder.path().join("config.yaml");
        let database = options.database.clone().unwrap_or_else(registration_core::testing::database);
        fs::write(&config, yaml(&options, &folder, &listen, &bot, &operator, &moderators, &database)).expect("written");
        let log = folder.path().join("service.log");
        let launch = Launch {
            config: config.clone(),
            log: log.clone(),
            only: options.only,
            env: options.env.clone(),
            under: options.under,
            is_shared,
        };
        let stays_unready = options.stays_unready;
        let service = Self {
            url: format!("http://{listen}"),
            moderators,
            operator,
            bot,
            database,
            config,
            log,
            checks: checks::Checks::of(&options),
            env: options.env,
            process: Some(ServiceProcess::start(launch)),
            room: None,
            folder: Some(folder),
        };
        if stays_unready {
            service.wait_until_answering().await;
        } else {
            service.wait_until_ready().await;
        }
        service
    }

    /// An applicant with a unique username.
    pub fn applicant(&self, stem: &str) -> Applicant {
        let name = fresh_name(stem);
        let email = format!("{name}@example.test");
        self.applicant_named(&name, &email)
    }

    /// An applicant with this username and e-mail address.
    pub fn applicant_named(&self, name: &str, email: &str) -> Applicant {
        self.checks.add_applicant(name);
        Applicant::new(&self.url, name, email, None)
    }

    /// The bot's full user ID.
    pub fn bot_id(&self) -> String {
        format!("@{}:{}", self.bot, servers().synapse.server_name)
    }

    /// The moderators' room, which all moderators have joined.
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

    /// The card of `applicant` in an unencrypted room. Other cards may mention them, but not in the first line.
    pub async fn card(&self, room: &str, applicant: &Applicant) -> String {
        let mxid = applicant.mxid();
        let card = self.moderators[0]
            .wait_for(room, |event| {
                let content = &event["content"];
                event["sender"] == self.bot_id()
                    && content["m.relates_to"].is_null()
                    && content["body"]
                        .as_str()
                        .and_then(|body| body.lines().next())
                        .is_some_and(|head| head.contains(&mxid))
            })
            .await;
        card["event_id"].as_str().expect("an event").to_owned()
    }

    /// Waits until an edit of the card contains `words`.
    pub async fn card_says(&self, room: &str, card: &str, words: &str) {
        eventually(&format!("the card says {words:?}"), async || {
            let edits = self.moderators[0].relations(room, card, "m.replace").await;
            let says = |edit: &serde_json::Value| edit["content"]["m.new_content"]["body"].to_string().contains(words);
            edits.iter().any(says).then_some(())
        })
        .await;
    }

    /// Runs a command of the binary with this service's config file.
    pub fn command(&self, arguments: &[&str]) -> Output {
        let mut command = binary(&self.config);
        command.args(arguments).envs(self.env.iter().cloned()).output().expect("it runs")
    }

    /// Runs a command that must succeed, and returns its output.
    pub fn operator_runs(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments);
        let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{arguments:?}: {said}{complained}");
        said.into_owned()
    }

    /// The output of `requests show --json` for `applicant`.
    pub fn show(&self, applicant: &Applicant) -> serde_json::Value {
        let said = self.operator_runs(&["requests", "show", &applicant.name, "--json"]);
        serde_json::from_str(&said).expect("JSON")
    }

    /// The parsed output of a command with `--json`.
    pub fn json_output(&self, arguments: &[&str]) -> serde_json::Value {
        serde_json::from_str(&self.operator_runs(arguments)).expect("JSON")
    }

    /// The config file. The service's data is in the same folder.
    pub fn config(&self) -> &Path {
        &self.config
    }

    /// The service's log.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).expect("a log")
    }
}

/// A moderator with end-to-end encryption, who has joined the room that the bot created.
pub async fn encrypted_moderator(service: &TestService) -> (EncryptedPerson, String) {
    let moderator = EncryptedPerson::log_in(service.moderators[0].clone()).await;
    let invited = async || moderator.plain.invitations().await.pop();
    let room = eventually("the bot invites the moderator", invited).await;
    moderator.join(&room).await;
    (moderator, room)
}
