//! `backup` and `pg_dump` while the service runs, and the restore.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    harness::{Applicant, TestOptions, TestService},
    room_commands::ask_bot,
    service_process::binary,
    support::matrix::eventually,
};

#[tokio::test]
async fn restored_backup_recovers_requests_and_room_decisions() {
    let mut service = TestService::start().await;
    let room = service.room().await;
    let moderator = service.moderators[0].id.clone();
    let (alice, carl) = (service.applicant("alice"), service.applicant("carl"));
    for applicant in [&alice, &carl] {
        applicant.signs_up().await;
    }
    let cards = [service.card(&room, &alice).await, service.card(&room, &carl).await];
    let backup = Backup::of(&service);

    // Everything after the backup exists only in the room, in Synapse and in mailboxes.
    service.moderators[0].react(&room, &cards[0], "✅").await;
    alice.receives_mail("is ready").await;
    let bert = service.applicant("bert");
    bert.signs_up().await;
    let lost = service.card(&room, &bert).await;
    let number = service.show(&bert)["id"].as_i64().expect("a number");
    assert!(ask_bot(&service, &room, "!reg block username ^spam").await.contains("Block #1 added"));
    service.kill();
    backup.restore();
    service.restart().await;

    eventually("the approval is restored", async || (service.show(&alice)["state"] == "active").then_some(())).await;
    assert_eq!(service.show(&alice)["decision"]["by"], serde_json::json!(moderator));
    alice.login().await.expect("the account is open as before");
    assert!(
        !service.command(&["requests", "show", &bert.name]).status.success(),
        "the request is newer than the backup"
    );
    assert_eq!(bert.account().await.expect("an account")["locked"], true, "and was never approved");

    service.moderators[0].react(&room, &cards[1], "✅").await;
    carl.receives_mail("is ready").await;
    carl.login().await.expect("a request from before the backup goes on");
    assert_eq!(cards_of(&service, &room, &carl).await, 1, "no card is posted twice");

    let dora = service.applicant("dora");
    dora.signs_up().await;
    service.card(&room, &dora).await;
    assert!(service.show(&dora)["id"].as_i64().expect("a number") > number, "the number is not reused");
    let said = ask_bot(&service, &room, &format!("!reg approve #{number}")).await;
    assert!(said.contains("no longer exists"), "{said}");
    let reply = service.moderators[0].reply(&room, &lost, "approve").await;
    service.moderators[0].react(&room, &lost, "✅").await;
    for to in [&reply, &lost] {
        let is_it = |event: &serde_json::Value| {
            let relation = &event["content"]["m.relates_to"];
            // The answer to a reaction is in the card's thread.
            (relation["m.in_reply_to"]["event_id"] == to.as_str() || relation["event_id"] == to.as_str())
                && event["content"]["body"].to_string().contains("This card is no longer valid")
        };
        service.moderators[0].wait_for(&room, is_it).await;
    }
    assert_eq!(service.show(&dora)["state"], "awaiting_review");
    assert!(!ask_bot(&service, &room, "!reg block username ^junk").await.contains("Block #1 added"));
}

async fn cards_of(service: &TestService, room: &str, applicant: &Applicant) -> usize {
    let events = service.moderators[0].events(room).await;
    let is_card = |event: &&serde_json::Value| {
        let content = &event["content"];
        let first = content["body"].as_str().and_then(|body| body.lines().next()).unwrap_or_default();
        event["sender"] == service.bot_id() && content["m.relates_to"].is_null() && first.contains(&applicant.mxid())
    };
    events.iter().filter(is_card).count()
}

/// A backup of a service's database, for `SQLite` or `PostgreSQL`.
enum Backup {
    File { database: PathBuf, copy: PathBuf },
    Dump { url: String, copy: PathBuf },
}

impl Backup {
    fn of(service: &TestService) -> Self {
        let copy = service.config().with_file_name("backup");
        let config = fs::read_to_string(service.config()).expect("a config file");
        let server = config.lines().find_map(|line| line.strip_prefix("database: {url: '")?.strip_suffix("'}"));
        let Some(url) = server else {
            let name = copy.to_str().expect("a name");
            service.operator_runs(&["backup", name]);
            assert_owner_only(&copy);
            assert!(!service.command(&["backup", name]).status.success(), "a backup is never overwritten");
            fails_without_a_database(service);
            return Self::File { database: service.config().with_file_name("db.sqlite3"), copy };
        };
        let refused = service.command(&["backup", "x"]);
        assert!(String::from_utf8_lossy(&refused.stderr).contains("pg_dump"), "{refused:?}");
        run(Command::new(beside_psql("pg_dump")).arg("-f").arg(&copy).arg(url));
        Self::Dump { url: url.to_owned(), copy }
    }

    /// Restores the backup; the bot's keys and the rest of `data_dir` are lost.
    fn restore(&self) {
        match self {
            Self::File { database, copy } => {
                for ending in ["", "-wal", "-shm"] {
                    let _ = fs::remove_file(format!("{}{ending}", database.display()));
                }
                fs::copy(copy, database).expect("restored");
                fs::remove_dir_all(database.with_file_name("bot")).expect("the bot's keys");
                fs::remove_file(database.with_file_name("numbers.json")).expect("the stored numbers");
            }
            Self::Dump { url, copy } => {
                let (server, name) = url.rsplit_once('/').expect("a URL");
                for statement in [format!("DROP DATABASE {name} WITH (FORCE)"), format!("CREATE DATABASE {name}")] {
                    registration_core::testing::psql(&format!("{server}/postgres"), &statement);
                }
                run(Command::new(beside_psql("psql")).args(["-qX", "-v", "ON_ERROR_STOP=1", "-f"]).arg(copy).arg(url));
                fs::remove_dir_all(copy.with_file_name("bot")).expect("the bot's keys");
                fs::remove_file(copy.with_file_name("numbers.json")).expect("the stored numbers");
            }
        }
    }
}

/// With the wrong folder in the config file, `backup` fails instead of creating an empty backup.
fn fails_without_a_database(service: &TestService) {
    let folder = service.config().with_file_name("elsewhere");
    let config = fs::read_to_string(service.config()).expect("a config file");
    let ours = format!("data_dir: {}\n", service.config().parent().expect("a folder").display());
    assert!(config.contains(&ours), "{config}");
    let other = service.config().with_file_name("elsewhere.yaml");
    fs::write(&other, config.replace(&ours, &format!("data_dir: {}\n", folder.display()))).expect("written");
    let copy = service.config().with_file_name("nothing");
    let refused = binary(&other).arg("backup").arg(&copy).output().expect("it runs");
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && said.contains("there is nothing to back up"), "{said}");
    assert!(!copy.exists() && !folder.exists(), "nothing is created");
}

fn assert_owner_only(file: &Path) {
    let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(file).expect("a file").permissions());
    assert_eq!(mode & 0o777, 0o600);
}

fn beside_psql(program: &str) -> PathBuf {
    let psql = std::env::var("REGISTRATION_TEST_PSQL").unwrap_or_else(|_| "psql".into());
    Path::new(&psql).with_file_name(program)
}

fn run(command: &mut Command) {
    let output = command.output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test]
async fn backups_in_a_folder_are_verified_and_rotated() {
    let database = Some("database: {path: db.sqlite3}\n".to_owned());
    let service = TestService::with(TestOptions { only: "web,worker", database, ..TestOptions::default() }).await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let folder = service.config().with_file_name("backups");
    fs::create_dir(&folder).expect("a folder");
    let place = folder.to_str().expect("a path");
    fs::write(folder.join("notes.txt"), "mine").expect("written");
    for day in ["20260101", "20260102"] {
        fs::write(folder.join(format!("registration-{day}T000000Z.sqlite3")), "old").expect("written");
    }
    let output = service.command(&["backup", place, "--with-key", "--keep", "2"]);
    let (said, warned) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}{warned}");
    assert!(
        said.contains("verified: 1 requests up to #1, 1 pending") && warned.contains("warning: "),
        "{said}{warned}"
    );
    let mut names: Vec<String> = fs::read_dir(&folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("text"))
        .collect();
    names.sort_unstable();
    assert_eq!((names.len(), &*names[0], &*names[1]), (4, "notes.txt", "registration-20260102T000000Z.sqlite3"));
    let (copy, key) = (folder.join(&names[2]), folder.join(&names[3]));
    assert_owner_only(&copy);
    assert_owner_only(&key);
    assert_eq!(fs::read_to_string(&key).expect("a key"), "a secret key for tests");

    let verify = |file: &Path| service.command(&["backup", "--verify", file.to_str().expect("a path")]);
    let sound = verify(&copy);
    assert!(sound.status.success() && String::from_utf8_lossy(&sound.stdout).contains("made with this secret key"));
    fs::write(&key, "another key of somebody").expect("written");
    let other = verify(&copy);
    assert!(!other.status.success() && String::from_utf8_lossy(&other.stderr).contains("another secret key"));
    let mut bytes = fs::read(&copy).expect("a backup");
    let middle = bytes.len() / 2;
    bytes[middle - 2048..middle + 2048].fill(0x5a);
    let damaged = folder.join("damaged");
    fs::write(&damaged, bytes).expect("written");
    for file in [&damaged, &folder.join(&names[1]), &folder.join("nothing")] {
        assert!(!verify(file).status.success(), "{}", file.display());
    }
    let file = service.command(&["backup", copy.to_str().expect("a path"), "--keep", "2"]);
    assert!(!file.status.success() && String::from_utf8_lossy(&file.stderr).contains("name a folder"));
}
