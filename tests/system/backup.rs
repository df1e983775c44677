//! A backup, taken while the service runs, brings everything back that it had.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    room_commands::asks,
    service::binary,
    support::matrix::eventually,
    town::{Newcomer, Town},
};

#[tokio::test]
async fn a_backup_brings_requests_back_and_decisions_are_found_again() {
    let mut town = Town::start().await;
    let room = town.room().await;
    let moderator = town.moderators[0].id.clone();
    let (alice, carl) = (town.newcomer("alice"), town.newcomer("carl"));
    for newcomer in [&alice, &carl] {
        newcomer.signs_up().await;
    }
    let cards = [town.card(&room, &alice).await, town.card(&room, &carl).await];
    let backup = Backup::of(&town);

    // What happens after it is in the room, in Synapse and in mailboxes alone.
    town.moderators[0].react(&room, &cards[0], "✅").await;
    alice.is_told("is ready").await;
    let bert = town.newcomer("bert");
    bert.signs_up().await;
    let lost = town.card(&room, &bert).await;
    let number = town.shows(&bert)["id"].as_i64().expect("a number");
    assert!(asks(&town, &room, "!reg block username ^spam").await.contains("Rule #1 is made"));
    town.goes_dark();
    backup.is_restored();
    town.wakes().await;

    eventually("the approval is found again", async || (town.shows(&alice)["state"] == "active").then_some(())).await;
    assert_eq!(town.shows(&alice)["decision"]["by"], serde_json::json!(moderator));
    alice.login().await.expect("the account is open as before");
    assert!(!town.command(&["requests", "show", &bert.name]).status.success(), "he asked after the backup");
    assert_eq!(bert.account().await.expect("made")["locked"], true, "and nobody has let him in");

    town.moderators[0].react(&room, &cards[1], "✅").await;
    carl.is_told("is ready").await;
    carl.login().await.expect("a request from before the backup goes on");
    assert_eq!(cards_of(&town, &room, &carl).await, 1, "no card is posted twice");

    let dora = town.newcomer("dora");
    dora.signs_up().await;
    town.card(&room, &dora).await;
    assert!(town.shows(&dora)["id"].as_i64().expect("a number") > number, "his number is not given out again");
    let said = asks(&town, &room, &format!("!reg approve #{number}")).await;
    assert!(said.contains("not known any more"), "{said}");
    let reply = town.moderators[0].reply(&room, &lost, "approve").await;
    town.moderators[0].react(&room, &lost, "✅").await;
    for to in [&reply, &lost] {
        let is_it = |event: &serde_json::Value| {
            event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == to.as_str()
                && event["content"]["body"].to_string().contains("This card counts no more")
        };
        town.moderators[0].wait_for(&room, is_it).await;
    }
    assert_eq!(town.shows(&dora)["state"], "awaiting_review");
    assert!(!asks(&town, &room, "!reg block username ^junk").await.contains("Rule #1 is made"));
}

async fn cards_of(town: &Town, room: &str, newcomer: &Newcomer) -> usize {
    let events = town.moderators[0].events(room).await;
    let is_card = |event: &&serde_json::Value| {
        let content = &event["content"];
        let first = content["body"].as_str().and_then(|body| body.lines().next()).unwrap_or_default();
        event["sender"] == town.bot() && content["m.relates_to"].is_null() && first.contains(&newcomer.mxid())
    };
    events.iter().filter(is_card).count()
}

/// A copy of a town's database, in the way that its kind asks for.
enum Backup {
    File { database: PathBuf, copy: PathBuf },
    Dump { url: String, copy: PathBuf },
}

impl Backup {
    fn of(town: &Town) -> Self {
        let copy = town.config().with_file_name("backup");
        let config = fs::read_to_string(town.config()).expect("a config file");
        let server = config.lines().find_map(|line| line.strip_prefix("database: {url: '")?.strip_suffix("'}"));
        let Some(url) = server else {
            let name = copy.to_str().expect("a name");
            town.operator_runs(&["backup", name]);
            assert_only_ours(&copy);
            assert!(!town.command(&["backup", name]).status.success(), "a backup is never overwritten");
            makes_nothing_of_nothing(town);
            return Self::File { database: town.config().with_file_name("db.sqlite3"), copy };
        };
        let refused = town.command(&["backup", "x"]);
        assert!(String::from_utf8_lossy(&refused.stderr).contains("pg_dump"), "{refused:?}");
        run(Command::new(beside_psql("pg_dump")).arg("-f").arg(&copy).arg(url));
        Self::Dump { url: url.to_owned(), copy }
    }

    /// Nothing is left of what was there; the bot's keys are lost as well, and all else that lay in `data_dir`.
    fn is_restored(&self) {
        match self {
            Self::File { database, copy } => {
                for ending in ["", "-wal", "-shm"] {
                    let _ = fs::remove_file(format!("{}{ending}", database.display()));
                }
                fs::copy(copy, database).expect("restored");
                fs::remove_dir_all(database.with_file_name("bot")).expect("the bot's keys");
                fs::remove_file(database.with_file_name("numbers.json")).expect("what was noted of numbers");
            }
            Self::Dump { url, copy } => {
                let (server, name) = url.rsplit_once('/').expect("a URL");
                for statement in [format!("DROP DATABASE {name} WITH (FORCE)"), format!("CREATE DATABASE {name}")] {
                    registration_core::testing::psql(&format!("{server}/postgres"), &statement);
                }
                run(Command::new(beside_psql("psql")).args(["-qX", "-v", "ON_ERROR_STOP=1", "-f"]).arg(copy).arg(url));
                fs::remove_dir_all(copy.with_file_name("bot")).expect("the bot's keys");
                fs::remove_file(copy.with_file_name("numbers.json")).expect("what was noted of numbers");
            }
        }
    }
}

/// A config file that names the wrong folder is not to end in an empty backup.
fn makes_nothing_of_nothing(town: &Town) {
    let folder = town.config().with_file_name("elsewhere");
    let config = fs::read_to_string(town.config()).expect("a config file");
    let ours = format!("data_dir: {}\n", town.config().parent().expect("a folder").display());
    assert!(config.contains(&ours), "{config}");
    let other = town.config().with_file_name("elsewhere.yaml");
    fs::write(&other, config.replace(&ours, &format!("data_dir: {}\n", folder.display()))).expect("written");
    let copy = town.config().with_file_name("nothing");
    let refused = binary(&other).arg("backup").arg(&copy).output().expect("it runs");
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && said.contains("there is nothing to back up"), "{said}");
    assert!(!copy.exists() && !folder.exists(), "nothing is made");
}

fn assert_only_ours(file: &Path) {
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
