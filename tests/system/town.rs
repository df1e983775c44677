//! A town: our service, started as operators start it, with a room and people of its own.

mod looks;
mod process;
mod wishes;

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Output,
};

use reqwest::Method;
use serde_json::json;

pub use crate::newcomer::{Newcomer, PASSWORD, Page, REASON};
use crate::service::{Launch, Service, binary};
use crate::support::{
    matrix::{EncryptedPerson, Person, admin_api, escape, eventually, fresh_name},
    world::world,
};
pub use process::Process;
pub use wishes::Wishes;
use wishes::yaml;

/// The service and its surroundings. Dropping it ends the process.
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
    service: Service,
    _folder: tempfile::TempDir,
}

impl Town {
    /// A town with a plain room and one moderator.
    pub async fn start() -> Self {
        Self::with(Wishes::default()).await
    }

    /// A town as wished; its form answers.
    pub async fn with(wishes: Wishes) -> Self {
        let mut moderators = vec![];
        for _ in 0..wishes.moderators {
            moderators.push(Person::new(&fresh_name("moderator")).await);
        }
        let folder = tempfile::tempdir().expect("a folder");
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
        };
        let service = Service::start(launch);
        let town = Self {
            url: format!("http://{listen}"),
            moderators,
            operator,
            bot,
            database,
            config,
            log,
            env: wishes.env,
            service,
            _folder: folder,
        };
        town.is_ready().await;
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
        Newcomer::at(&self.url, name, email, None)
    }

    /// The bot's full user ID.
    pub fn bot(&self) -> String {
        format!("@{}:{}", self.bot, world().synapse.server_name)
    }

    /// The moderators' room: the first moderator has been invited, and is in it from now on.
    pub async fn room(&self) -> String {
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

    /// Kills the service in the middle of whatever it does, and starts it again.
    pub async fn is_struck_by_lightning(&mut self) {
        self.service.is_struck_by_lightning();
        self.is_ready().await;
    }

    /// Starts the service again, to die at a fault point and to be started once more.
    pub async fn dies_at(&mut self, fault: &str) {
        self.service.dies_at(fault);
        self.is_ready().await;
    }

    /// Whether the fault point was reached.
    pub fn has_died(&self) -> bool {
        self.service.has_died()
    }

    /// Waits until nothing is remembered any more whose key begins so.
    pub async fn forgets(&self, what: &str) {
        if !self.database.is_empty() {
            return; // It looks into the file.
        }
        let query = format!("SELECT key FROM settings WHERE key LIKE '{what}%'");
        eventually("it is forgotten", async || self.asks_database(&query).is_empty().then_some(())).await;
    }

    /// Kills the service in the middle of whatever it does.
    pub fn goes_dark(&mut self) {
        self.service.ends();
    }

    /// Starts the service again.
    pub async fn wakes(&mut self) {
        self.service.is_struck_by_lightning();
        self.is_ready().await;
    }

    /// The bot's account, in the hands of the server's admin.
    pub async fn possessed_bot(&self) -> Person {
        let id = self.bot();
        let answer = admin_api(Method::POST, &format!("v1/users/{}/login", escape(&id)), Some(&json!({}))).await;
        Person { id, password: String::new(), token: answer["access_token"].as_str().expect("a token").to_owned() }
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

impl Drop for Town {
    fn drop(&mut self) {
        let log = self.log();
        if std::thread::panicking() {
            eprintln!("--- the service's log ---\n{log}");
            return;
        }
        holds_no_secret(&log);
    }
}

/// Fails when a log holds what nobody may read there.
fn holds_no_secret(log: &str) {
    // The route's name may be there, a token may not.
    let links = ["/verify", "/status", "/password", "/verify-email", "/set-password"];
    let log = links.iter().fold(log.to_owned(), |log, link| log.replace(&format!("{link}/{{token}}"), ""));
    let links = links.map(|link| format!("{link}/"));
    for secret in [PASSWORD, "my friends here", "@example.test"].into_iter().chain(links.iter().map(String::as_str)) {
        assert!(!log.contains(secret), "the log holds {secret:?}");
    }
    assert!(!log.contains("panicked"), "{log}");
}

/// A moderator with end-to-end encryption, in the room that the bot has made.
pub async fn encrypted_moderator(town: &Town) -> (EncryptedPerson, String) {
    let moderator = EncryptedPerson::log_in(town.moderators[0].clone()).await;
    let invited = async || moderator.plain.invitations().await.pop();
    let room = eventually("the bot invites the moderator", invited).await;
    moderator.join(&room).await;
    (moderator, room)
}
