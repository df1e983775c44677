//! Config files of the Django app.

use std::{
    fs::{self, File},
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Output, Stdio},
};

use serde_json::json;

use super::old_app::{HOST, OldApp};
use crate::{
    harness::Applicant,
    service_process::binary,
    support::{
        matrix::{Person, eventually, fresh_name},
        test_servers::servers,
    },
};

/// The service, started in a folder with a config file. Dropping it ends the process.
struct Service<'a> {
    folder: &'a Path,
    process: Child,
}

impl<'a> Service<'a> {
    async fn start(folder: &'a Path, listen: SocketAddr) -> Self {
        let log = File::create(folder.join("service.log")).expect("a log");
        let mut command = binary(&folder.join("config.yaml"));
        let process = command.arg("serve").current_dir(folder).stderr(log).stdout(Stdio::null()).spawn();
        let mut service = Self { folder, process: process.expect("it starts") };
        let ready = format!("http://{listen}/readyz");
        eventually("the service answers", async || {
            if let Ok(Some(ended)) = service.process.try_wait() {
                panic!("it ended with {ended}: {}", service.log());
            }
            reqwest::get(&ready).await.ok()?.status().is_success().then_some(())
        })
        .await;
        service
    }

    fn command(&self, arguments: &[&str]) -> Output {
        let mut command = binary(&self.folder.join("config.yaml"));
        command.args(arguments).current_dir(self.folder).output().expect("it runs")
    }

    /// Waits until `check` finds no error; the bot may still be creating its account. Nobody can resolve the host names
    /// of these tests.
    async fn is_well(&self) -> Output {
        let is_error = |line: &str| line.starts_with("FAIL") && !line.starts_with("FAIL  public_url");
        let well = |check: &Output| !String::from_utf8_lossy(&check.stdout).lines().any(is_error);
        let check = async || Some(self.command(&["check"])).filter(well);
        eventually("`check` says that all is well", check).await
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.join("service.log")).expect("a log")
    }
}

impl Drop for Service<'_> {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        if std::thread::panicking() {
            eprintln!("--- the service's log ---\n{}", self.log());
        }
    }
}

fn free_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number")
}

async fn private_room() -> String {
    Person::admin().create_room(json!({"preset": "private_chat"})).await
}

/// Only placeholders are filled in, and a free port is chosen.
#[tokio::test]
async fn django_example_config_starts_the_service() {
    let (synapse, mail, listen) = (&servers().synapse, &servers().mail, free_port());
    let example = fs::read_to_string(&servers().django.config).expect("the app's example");
    let (lounge, admins) = (private_room().await, private_room().await);
    let mut filled = example;
    for (placeholder, value) in [
        ("syt_your_admin_token", synapse.admin_token.as_str()),
        ("server: https://matrix.your.server", &format!("server: {}", synapse.url)),
        ("host: mail.your.server", "host: localhost"),
        ("port: 587", &format!("port: {}", mail.ports.starttls)),
        ("registrations@your.server", &mail.username),
        ("your_password", &mail.password),
        ("your-form-secret", &synapse.form_secret),
        ("!your_room_id:your.server", &lounge),
        ("!adminRoomId:your.server", &admins),
        ("your.server", &synapse.server_name),
    ] {
        assert!(filled.contains(placeholder), "{placeholder}: {filled}");
        filled = filled.replace(placeholder, value);
    }
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("config.yaml"), format!("{filled}listen: {listen}\n")).expect("written");

    let service = Service::start(folder.path(), listen).await;
    let report = service.is_well().await;
    assert!(String::from_utf8_lossy(&report.stdout).contains(&admins), "the app's room is ours");
    let host = format!("register.matrix.{}", synapse.server_name);
    let client = reqwest::Client::builder().resolve(&host, listen).build().expect("a client");
    let page = client.get(format!("http://{host}:{}/", listen.port())).send().await.expect("an answer");
    assert!(page.status().is_success(), "{}", page.status());
}

/// The whole move of `docs/moving-from-django.md`, with a config file into which the app has written its secret.
#[tokio::test]
async fn service_replaces_the_django_app_in_its_folder() {
    let (listen, room, bot) = (free_port(), private_room().await, fresh_name("bot"));
    let ours = format!(
        "listen: {listen}\n\
         public_url: http://{HOST}:{port}\n\
         bot: {{username: {bot}, encrypted: false}}\n\
         matrix_notifications: {{enabled: true, admin_room: {{room_id: '{room}', message_template: 'A request.'}}}}\n",
        port = listen.port(),
    );
    let app = OldApp::used_with("0.1.5", &ours);
    let (config, database) = (fs::read(&app.config).expect("a file"), fs::read(app.database()).expect("a file"));
    assert!(String::from_utf8_lossy(&config).contains("secret_key"), "the app has rewritten its config");

    let service = Service::start(app.folder(), listen).await;
    service.is_well().await;
    let done = service.command(&["import-django", "db.sqlite3", "--apply"]);
    assert!(done.status.success(), "{done:?}");
    assert_eq!(fs::read(&app.config).expect("a file"), config);
    assert_eq!(fs::read(app.database()).expect("a file"), database);
    assert!(app.folder().join("db.registration.sqlite3").exists(), "ours lies beside it");

    let (admin, sender) = (Person::admin(), format!("@{bot}:{}", servers().synapse.server_name));
    let mxid = format!("@{}:{}", app.name("requested"), servers().synapse.server_name);
    let has_card = |event: &serde_json::Value| {
        event["sender"] == sender && event["content"]["body"].as_str().is_some_and(|body| body.contains(&mxid))
    };
    admin.wait_for(&room, has_card).await;
    let url = format!("http://{HOST}:{}", listen.port());
    let applicant = Applicant::new(&url, &app.name("started"), &app.email("started"), Some((HOST, listen)));
    let page = applicant.opens(&app.mailed("started", "/verify-email/")).await;
    assert!(page.path.starts_with("/verify/"), "{} {}", page.path, page.html);
    assert_eq!(applicant.posts(&page.path, &[]).await.path, "/register/details");
}
