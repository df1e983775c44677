//! A town: our service, started as operators start it, with a room and people of its own.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Command, Output},
};

use reqwest::{
    Method, StatusCode,
    header::{HeaderMap, HeaderValue},
};
use serde_json::json;

use crate::service::{Service, binary};
use crate::support::{
    inbox::{self, Mail},
    matrix::{EncryptedPerson, Person, account, admin_api, escape, eventually, fresh_name},
    world::world,
};

/// Strong, and within bcrypt's limit.
pub const PASSWORD: &str = "violet kayak mends the clock";
/// Long enough.
pub const REASON: &str = "I have read about this server, and would like to talk with my friends here.";

/// What differs from one town to the next.
#[derive(Clone, Debug)]
pub struct Wishes {
    /// Whether the moderators' room is encrypted.
    pub encrypted: bool,
    /// Which of the mail servers is used: `plain`, `starttls` or `tls`.
    pub mail: &'static str,
    /// Whether Synapse is spoken to over TLS, with an authority of its own.
    pub https: bool,
    /// `verify_cert`, where it is not the authority's file.
    pub verify: Option<&'static str>,
    /// More lines for the config file.
    pub config: String,
    /// How many moderators are invited.
    pub moderators: usize,
    /// A room that is there already, by its ID or alias.
    pub room: Option<String>,
}

impl Default for Wishes {
    fn default() -> Self {
        Self {
            encrypted: false,
            mail: "plain",
            https: false,
            verify: None,
            config: String::new(),
            moderators: 1,
            room: None,
        }
    }
}

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
        let database = registration_core::testing::database();
        fs::write(&config, yaml(&wishes, &folder, &listen, &bot, &operator, &moderators, &database)).expect("written");
        let log = folder.path().join("service.log");
        let service = Service::start(&config, &log);
        let town = Self {
            url: format!("http://{listen}"),
            moderators,
            operator,
            bot,
            database,
            config,
            log,
            service,
            _folder: folder,
        };
        town.answers().await;
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
        command.args(arguments).output().expect("it runs")
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

    /// Lets days go by for everything that is in the database.
    pub fn days_go_by(&self, days: u32) {
        let ms = u64::from(days) * 86_400_000;
        let statements = [
            format!("UPDATE registrations SET started_at = started_at - {ms}, submitted_at = submitted_at - {ms}, changed_at = changed_at - {ms}"),
            format!("UPDATE links SET created_at = created_at - {ms}, expires_at = expires_at - {ms}"),
            format!("UPDATE attempts SET at = at - {ms}"),
        ]
        .join("; ");
        if let Some(url) = self.database.split('\'').nth(1) {
            return registration_core::testing::psql(url, &statements);
        }
        let script = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=20).executescript(sys.argv[2])";
        let file = self.config.with_file_name("db.sqlite3");
        let status = Command::new("python3").args(["-c", script]).arg(file).arg(statements).status();
        assert!(status.expect("python3 runs").success());
    }

    /// Runs a command that must succeed, and gives what it says.
    pub fn succeeds(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    }

    /// What a command with `--json` says.
    pub fn report(&self, arguments: &[&str]) -> serde_json::Value {
        serde_json::from_str(&self.succeeds(arguments)).expect("JSON")
    }

    /// Kills the service in the middle of whatever it does, and starts it again.
    pub async fn is_struck_by_lightning(&mut self) {
        self.service.is_struck_by_lightning();
        self.answers().await;
    }

    /// Starts the service again, to die at a fault point and to be started once more.
    pub async fn dies_at(&mut self, fault: &str) {
        self.service.dies_at(fault);
        self.answers().await;
    }

    /// Whether the fault point was reached.
    pub fn has_died(&self) -> bool {
        self.service.has_died()
    }

    /// What a statement finds in the database: of each row the first column.
    pub fn asks_database(&self, query: &str) -> Vec<String> {
        assert!(self.database.is_empty(), "this looks into a file");
        let script = "import sqlite3, sys\nfor row in sqlite3.connect(sys.argv[1], timeout=20).execute(sys.argv[2]): print(row[0])";
        let file = self.config.with_file_name("db.sqlite3");
        let output = Command::new("python3").args(["-c", script]).arg(file).arg(query).output().expect("python3 runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
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
        self.answers().await;
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

    async fn answers(&self) {
        let ready =
            async || reqwest::get(format!("{}/readyz", self.url)).await.ok()?.status().is_success().then_some(());
        eventually("the form answers", ready).await;
    }
}

impl Drop for Town {
    fn drop(&mut self) {
        let log = self.log();
        if std::thread::panicking() {
            eprintln!("--- the service's log ---\n{log}");
            return;
        }
        // The route's name may be there, a token may not.
        let links = ["/verify", "/status", "/password", "/verify-email", "/set-password"];
        let log = links.iter().fold(log, |log, link| log.replace(&format!("{link}/{{token}}"), ""));
        let links = links.map(|link| format!("{link}/"));
        for secret in [PASSWORD, "my friends here", "@example.test"].into_iter().chain(links.iter().map(String::as_str))
        {
            assert!(!log.contains(secret), "the log holds {secret:?}");
        }
        assert!(!log.contains("panicked"), "{log}");
    }
}

fn yaml(
    wishes: &Wishes,
    folder: &tempfile::TempDir,
    listen: &str,
    bot: &str,
    operator: &str,
    moderators: &[Person],
    database: &str,
) -> String {
    let (synapse, mail) = (&world().synapse, &world().mail);
    let (server, verify) = if wishes.https {
        (&synapse.https_url, wishes.verify.map_or_else(|| json!(synapse.authority).to_string(), str::to_owned))
    } else {
        (&synapse.url, "true".to_owned())
    };
    let port = match wishes.mail {
        "plain" => mail.ports.plain,
        "starttls" => mail.ports.starttls,
        _ => mail.ports.tls,
    };
    let login = if wishes.mail == "plain" {
        String::new()
    } else {
        format!("  username: {}\n  password: {}\n", mail.username, mail.password)
    };
    let invited: Vec<&str> = moderators.iter().map(|moderator| moderator.id.as_str()).collect();
    format!(
        "secret_key: a key for a town\n\
         listen: {listen}\n\
         public_url: http://{listen}\n\
         hosts: [{listen}]\n\
         data_dir: {folder}\n\
         synapse:\n  server: {server}\n  domain: {domain}\n  admin_token: {token}\n  verify_cert: {verify}\n\
         email:\n  host: localhost\n  port: {port}\n  from: Town <town@example.test>\n  tls: {tls}\n  ssl: {ssl}\n{login}\
         admin:\n  email: {operator}\n\
         bot:\n  username: {bot}\n  moderators: {invited}\n  encrypted: {encrypted}\n{room}\
         {limits}{database}{more}",
        folder = folder.path().display(),
        domain = synapse.server_name,
        token = synapse.admin_token,
        tls = wishes.mail == "starttls",
        ssl = wishes.mail == "tls",
        invited = json!(invited),
        encrypted = wishes.encrypted,
        room = wishes.room.as_ref().map_or_else(String::new, |room| format!("  admin_room: \"{room}\"\n")),
        limits = if wishes.config.contains("rate_limit") {
            ""
        } else {
            "rate_limit: {email_submission: 1000, forms: 10000}\n"
        },
        database = database,
        more = wishes.config,
    )
}

/// A page, as an applicant sees it.
#[derive(Debug)]
pub struct Page {
    /// The HTTP status.
    pub status: StatusCode,
    /// Where one ended up.
    pub path: String,
    /// The HTML.
    pub html: String,
    /// The headers.
    pub headers: HeaderMap,
}

impl Page {
    /// How many seconds one is asked to wait.
    pub fn retry_after(&self) -> Option<u64> {
        self.headers.get("retry-after")?.to_str().ok()?.parse().ok()
    }
}

/// Somebody who would like an account, with a browser that keeps cookies and runs no scripts.
#[derive(Clone, Debug)]
pub struct Newcomer {
    /// The username.
    pub name: String,
    /// Where mails go.
    pub email: String,
    url: String,
    http: reqwest::Client,
}

impl Newcomer {
    /// Somebody at the service of this address; its host may stand for a socket.
    pub fn at(url: &str, name: &str, email: &str, host: Option<(&str, SocketAddr)>) -> Self {
        let mut http = reqwest::Client::builder().cookie_store(true);
        if let Some((host, socket)) = host {
            http = http.resolve(host, socket);
        }
        let http = http.build().expect("a client");
        Self { name: name.to_owned(), email: email.to_owned(), url: url.to_owned(), http }
    }

    /// The user ID that is asked for.
    pub fn mxid(&self) -> String {
        format!("@{}:{}", self.name, world().synapse.server_name)
    }

    /// The same person at another device: no cookies.
    pub fn at_another_device(&self) -> Self {
        Self { http: reqwest::Client::builder().cookie_store(true).build().expect("a client"), ..self.clone() }
    }

    /// The same person at another device, before another web server of the same town.
    pub fn before(&self, url: &str) -> Self {
        Self { url: url.to_owned(), ..self.at_another_device() }
    }

    /// The same person at another device, whose requests all carry this header.
    pub fn claiming(&self, header: &'static str, value: &[u8]) -> Self {
        let value = HeaderValue::from_bytes(value).expect("what HTTP can carry");
        let http = reqwest::Client::builder()
            .cookie_store(true)
            .default_headers([(reqwest::header::HeaderName::from_static(header), value)].into_iter().collect());
        Self { http: http.build().expect("a client"), ..self.clone() }
    }

    /// Opens a page.
    pub async fn opens(&self, path: &str) -> Page {
        page(self.http.get(format!("{}{path}", self.url)).send().await.expect("an answer")).await
    }

    /// Fills in a form and sends it off.
    pub async fn sends(&self, path: &str, form: &[(&str, &str)]) -> Page {
        let request = self.http.post(format!("{}{path}", self.url)).header("Origin", &self.url).form(form);
        page(request.send().await.expect("an answer")).await
    }

    /// Fills in a form and sends it off; `None` if nobody answers.
    pub async fn tries(&self, path: &str, form: &[(&str, &str)]) -> Option<Page> {
        let request = self.http.post(format!("{}{path}", self.url)).header("Origin", &self.url).form(form);
        let answer = request.send().await.ok()?;
        let (status, path, headers) = (answer.status(), answer.url().path().to_owned(), answer.headers().clone());
        Some(Page { status, path, headers, html: answer.text().await.ok()? })
    }

    /// Steps 1 and 2, up to the mailed link.
    pub async fn asks(&self) -> Page {
        let named = self.sends("/register", &[("username", &self.name)]).await;
        assert_eq!(named.path, "/register/email", "{}", named.html);
        self.sends("/register/email", &[("email", &self.email)]).await
    }

    /// The newest verification link that arrived, as a path.
    pub async fn link(&self) -> String {
        self.link_to("verify").await
    }

    /// The newest link of this kind that arrived, as a path.
    pub async fn link_to(&self, kind: &str) -> String {
        let prefix = format!("{}/{kind}/", self.url);
        inbox::wait_for(&self.email, |mail| mail.link(&prefix).is_some()).await;
        let mails = inbox::mails_to(&self.email);
        let newest = mails.iter().rev().find_map(|mail| mail.link(&prefix)).expect("a link");
        newest.trim_start_matches(&self.url).to_owned()
    }

    /// Presses the button behind the mailed link.
    pub async fn proves(&self) -> Page {
        let link = self.link().await;
        self.sends(&link, &[]).await
    }

    /// Step 3, with the fields as they should be.
    pub async fn submits(&self) -> Page {
        self.sends("/register/details", &[("password", PASSWORD), ("again", PASSWORD), ("reason", REASON)]).await
    }

    /// The whole form.
    pub async fn signs_up(&self) {
        let sent = self.asks().await;
        assert_eq!(sent.path, "/register/sent", "{}", sent.html);
        let proven = self.proves().await;
        assert_eq!(proven.path, "/register/details", "{}", proven.html);
        let done = self.submits().await;
        assert_eq!(done.path, "/register/done", "{}", done.html);
    }

    /// Waits for a mail whose subject says so.
    pub async fn is_told(&self, words: &str) -> Mail {
        inbox::wait_for(&self.email, |mail| mail.subject.contains(words)).await
    }

    /// Whether any mail's subject said so.
    pub fn was_told(&self, words: &str) -> bool {
        inbox::mails_to(&self.email).iter().any(|mail| mail.subject.contains(words))
    }

    /// What Synapse answers to a login.
    pub async fn login(&self) -> Result<Person, serde_json::Value> {
        Person::log_in(&self.name, PASSWORD).await
    }

    /// Synapse's view of the account.
    pub async fn account(&self) -> Option<serde_json::Value> {
        account(&self.name).await
    }
}

async fn page(answer: reqwest::Response) -> Page {
    let (status, path, headers) = (answer.status(), answer.url().path().to_owned(), answer.headers().clone());
    Page { status, path, headers, html: answer.text().await.expect("a page") }
}

/// A moderator with end-to-end encryption, in the room that the bot has made.
pub async fn encrypted_moderator(town: &Town) -> (EncryptedPerson, String) {
    let moderator = EncryptedPerson::log_in(town.moderators[0].clone()).await;
    let invited = async || moderator.plain.invitations().await.pop();
    let room = eventually("the bot invites the moderator", invited).await;
    moderator.join(&room).await;
    (moderator, room)
}
