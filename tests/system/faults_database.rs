//! The database on its bad days: what the operator reads then, and that everything goes on without
//! hands when the day is over.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use crate::{
    service::SOON,
    support::{
        matrix::{eventually, fresh_name},
        proxy::{Fault, Proxy},
    },
    town::{Newcomer, Town, Wishes},
};

fn soon() -> Vec<(&'static str, String)> {
    vec![(SOON.0, SOON.1.to_owned())]
}

/// The form says so, and not more.
async fn is_sorry(newcomer: &Newcomer) {
    let sorry = async || {
        let page = newcomer.tries("/register/email", &[("email", &newcomer.email)]).await?;
        assert!(!page.html.contains("database"), "what is wrong is ours to know: {}", page.html);
        (page.status.is_server_error() && page.html.contains("<h1")).then_some(())
    };
    eventually("the form says that something is broken", sorry).await;
}

/// Somebody who has chosen a name, and types the address next.
async fn visitor(town: &Town) -> Newcomer {
    let newcomer = town.newcomer(&fresh_name("visitor"));
    let page = newcomer.sends("/register", &[("username", &newcomer.name)]).await;
    assert_eq!(page.path, "/register/email", "{}", page.html);
    newcomer
}

async fn goes_on(town: &Town, [waiting, visitor]: [&Newcomer; 2]) {
    waiting.is_told("is ready").await;
    waiting.login().await.expect("the account is open");
    town.is_ready().await;
    let sent = async || {
        let page = visitor.tries("/register/email", &[("email", &visitor.email)]).await?;
        (page.path == "/register/sent").then_some(())
    };
    eventually("the form works again", sent).await;
    assert_eq!(visitor.proves().await.path, "/register/details");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_server_that_is_gone_for_a_while_is_named_and_everything_goes_on() {
    let database = registration_core::testing::database();
    let Some(port) = database.split(&[':', '/']).find_map(|part| part.parse::<u16>().ok()) else {
        return; // Only a server can be gone.
    };
    let mut proxy = Proxy::to(port).await;
    let database = Some(database.replace(&format!(":{port}/"), &format!(":{}/", proxy.port)));
    let town = Town::with(Wishes { database, env: soon(), ..Wishes::default() }).await;
    let room = town.room().await;
    for fault in [Fault::Down, Fault::Hangs] {
        println!("{fault:?}");
        let alice = town.newcomer("alice");
        alice.signs_up().await;
        let (card, visitor) = (town.card(&room, &alice).await, visitor(&town).await);
        let before = town.log().len();
        let has_logged = async |words: &str| {
            eventually(words, async || town.log()[before..].contains(words).then_some(())).await;
        };
        proxy.set(fault).await;
        town.is_unready("database down").await;
        has_logged("cannot read the outbox").await;
        has_logged("the bot cannot renew its lease, and stops acting until it can").await;
        town.fails_check("database", "cannot be opened").await;
        is_sorry(&visitor).await;
        town.moderators[0].react(&room, &card, "✅").await;
        proxy.set(Fault::None(port)).await;
        goes_on(&town, [&alice, &visitor]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_locked_or_cannot_grow_is_named_and_everything_goes_on() {
    if std::env::var_os("REGISTRATION_TEST_POSTGRES").is_some() {
        return; // This is about a file.
    }
    // Without this, a file that may not grow would end the process.
    let under = &["env", "--ignore-signal=XFSZ"];
    let town = Town::with(Wishes { env: soon(), under, ..Wishes::default() }).await;
    let room = town.room().await;
    let file = town.config().with_file_name("db.sqlite3");

    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let (card, visitor_1) = (town.card(&room, &alice).await, visitor(&town).await);
    let mut other = locks(&file);
    town.moderators[0].react(&room, &card, "✅").await;
    is_sorry(&visitor_1).await;
    town.logs("database is locked").await;
    other.kill().and_then(|()| other.wait()).expect("the other process ends");
    goes_on(&town, [&alice, &visitor_1]).await;

    let bert = town.newcomer("bert");
    bert.signs_up().await;
    let (card, visitor_2) = (town.card(&room, &bert).await, visitor(&town).await);
    let size = fs::metadata(file.with_extension("sqlite3-wal")).expect("a journal").len();
    town.may_write(&size.to_string());
    is_sorry(&visitor_2).await;
    town.logs("disk I/O error").await;
    town.moderators[0].react(&room, &card, "✅").await;
    town.may_write("unlimited");
    goes_on(&town, [&bert, &visitor_2]).await;
}

/// Another process that locks the file until it is ended.
fn locks(file: &std::path::Path) -> Child {
    let script = "import sqlite3, sys, time\n\
        database = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)\n\
        database.execute('BEGIN IMMEDIATE')\n\
        print('locked', flush=True)\n\
        time.sleep(120)";
    let mut command = Command::new("python3");
    let mut other = command.args(["-c", script]).arg(file).stdout(Stdio::piped()).spawn().expect("python3 runs");
    let mut line = String::new();
    BufReader::new(other.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
    assert_eq!(line.trim(), "locked");
    other
}
