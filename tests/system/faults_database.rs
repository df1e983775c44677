//! Faults of the database: how they are reported, and recovery without intervention.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use crate::{
    harness::{Applicant, TestOptions, TestService},
    service_process::SHORT_LEASE,
    support::{
        matrix::{eventually, fresh_name},
        proxy::{Fault, Proxy},
    },
};

fn soon() -> Vec<(&'static str, String)> {
    vec![(SHORT_LEASE.0, SHORT_LEASE.1.to_owned())]
}

/// Waits until the form shows an error page without details.
async fn shows_error_page(applicant: &Applicant) {
    let sorry = async || {
        let page = applicant.tries_to_post("/register/email", &[("email", &applicant.email)]).await?;
        assert!(!page.html.contains("database"), "what is wrong is ours to know: {}", page.html);
        (page.status.is_server_error() && page.html.contains("<h1")).then_some(())
    };
    eventually("the form says that something is broken", sorry).await;
}

/// An applicant who has chosen a username.
async fn visitor(service: &TestService) -> Applicant {
    let applicant = service.applicant(&fresh_name("visitor"));
    let page = applicant.posts("/register", &[("username", &applicant.name)]).await;
    assert_eq!(page.path, "/register/email", "{}", page.html);
    applicant
}

async fn recovers(service: &TestService, [waiting, visitor]: [&Applicant; 2]) {
    waiting.receives_mail("is ready").await;
    waiting.login().await.expect("the account is open");
    service.wait_until_ready().await;
    let sent = async || {
        let page = visitor.tries_to_post("/register/email", &[("email", &visitor.email)]).await?;
        (page.path == "/register/sent").then_some(())
    };
    eventually("the form works again", sent).await;
    assert_eq!(visitor.confirms_email().await.path, "/register/details");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn database_outage_is_reported_and_recovered() {
    let database = registration_core::testing::database();
    let Some(port) = database.split(&[':', '/']).find_map(|part| part.parse::<u16>().ok()) else {
        return; // PostgreSQL only.
    };
    let mut proxy = Proxy::to(port).await;
    let database = Some(database.replace(&format!(":{port}/"), &format!(":{}/", proxy.port)));
    let service = TestService::with(TestOptions { database, env: soon(), ..TestOptions::default() }).await;
    let room = service.room().await;
    for fault in [Fault::Down, Fault::Hangs] {
        println!("{fault:?}");
        let alice = service.applicant("alice");
        alice.signs_up().await;
        let (card, visitor) = (service.card(&room, &alice).await, visitor(&service).await);
        let before = service.log().len();
        let has_logged = async |words: &str| {
            eventually(words, async || service.log()[before..].contains(words).then_some(())).await;
        };
        proxy.set(fault).await;
        service.wait_until_unready("database down").await;
        has_logged("a part of the service does not work part=database").await;
        has_logged("the bot cannot renew its lease, and stops acting until it can").await;
        service.wait_for_failed_check("database", "the database cannot be reached: ").await;
        shows_error_page(&visitor).await;
        service.moderators[0].react(&room, &card, "✅").await;
        proxy.set(Fault::None(port)).await;
        recovers(&service, [&alice, &visitor]).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn locked_or_full_database_file_is_reported_and_recovered() {
    if registration_core::testing::is_postgres() {
        return; // SQLite only.
    }
    // Otherwise a write beyond the limit would kill the process.
    let under = &["env", "--ignore-signal=XFSZ"];
    let service = TestService::with(TestOptions { env: soon(), under, ..TestOptions::default() }).await;
    let room = service.room().await;
    let file = service.config().with_file_name("db.sqlite3");

    let alice = service.applicant("alice");
    alice.signs_up().await;
    let (card, visitor_1) = (service.card(&room, &alice).await, visitor(&service).await);
    let mut other = lock_file(&file);
    service.moderators[0].react(&room, &card, "✅").await;
    for _ in 0..2 {
        shows_error_page(&visitor_1).await;
    }
    service.wait_for_log("code=\"database-busy\"").await;
    let log = service.log();
    let outages = log.lines().filter(|line| line.contains("a part of the service does not work part=database"));
    assert_eq!(outages.count(), 1, "one outage is logged once: {log}");
    other.kill().and_then(|()| other.wait()).expect("the other process ends");
    recovers(&service, [&alice, &visitor_1]).await;

    let bert = service.applicant("bert");
    bert.signs_up().await;
    let (card, visitor_2) = (service.card(&room, &bert).await, visitor(&service).await);
    let size = fs::metadata(file.with_extension("sqlite3-wal")).expect("a journal").len();
    service.limit_file_size(&size.to_string());
    shows_error_page(&visitor_2).await;
    service.wait_for_log("disk I/O error").await;
    service.moderators[0].react(&room, &card, "✅").await;
    service.limit_file_size("unlimited");
    recovers(&service, [&bert, &visitor_2]).await;
}

/// Starts another process that locks the file.
fn lock_file(file: &std::path::Path) -> Child {
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
