//! The crash matrix: the service dies before and after everything that lasts, one point at a time.
//! Whatever the point, the story goes on where it was, and at its end nothing is lost, doubled or
//! open without an approval. `REGISTRATION_CRASHES=all` tries every point, else a sample is taken.

use crate::{
    support::{
        inbox,
        matrix::{account, eventually, fresh_name},
    },
    town::{Newcomer, PASSWORD, REASON, Town},
};

/// Each is a kind of point, and after how many of them the next one is tried in a sample.
const KINDS: [(&str, usize); 8] = [
    ("before commit", 9),
    ("after commit", 9),
    ("before synapse", 7),
    ("after synapse", 7),
    ("before mail", 2),
    ("after mail", 2),
    ("before room", 3),
    ("after room", 3),
];
/// More than any story passes.
const MOST: usize = 150;

#[tokio::test]
async fn death_before_or_after_a_commit_loses_and_doubles_nothing() {
    matrix("commit").await;
}

#[tokio::test]
async fn death_around_a_request_to_synapse_loses_and_doubles_nothing() {
    matrix("synapse").await;
}

#[tokio::test]
async fn death_around_a_mail_or_a_message_loses_and_doubles_nothing() {
    matrix("mail").await;
    matrix("room").await;
}

async fn matrix(what: &str) {
    if std::env::var_os("REGISTRATION_TEST_POSTGRES").is_some() {
        return; // It looks into the file.
    }
    let all = std::env::var("REGISTRATION_CRASHES").is_ok_and(|wish| wish == "all");
    for (kind, step) in KINDS.into_iter().filter(|(kind, _)| kind.ends_with(what)) {
        let mut town = Town::start().await;
        let room = town.room().await;
        let mut tried = 0;
        for count in (1..MOST).step_by(if all { 1 } else { step }) {
            let fault = format!("{kind}:{count}");
            town.dies_at(&fault).await;
            let told = story(&town, &room).await;
            if !town.has_died() {
                break;
            }
            tried += 1;
            println!("{fault:<20} survived, {told}");
        }
        assert!(tried > 0, "no {kind} was reached");
    }
}

/// Somebody signs up, a moderator approves, and everything is looked at.
async fn story(town: &Town, room: &str) -> String {
    let alice = town.newcomer_called(&fresh_name("alice"), &format!("{}@example.test", fresh_name("mail")));
    asks(&alice).await;
    proves(town, &alice).await;
    submits(&alice).await;
    let card = town.card(room, &alice).await;
    let refused = alice.login().await.expect_err("the account is locked until it is approved");
    assert_eq!(refused["errcode"], "M_USER_LOCKED");
    town.moderators[0].react(room, &card, "✅").await;
    alice.is_told("is ready").await;
    alice.login().await.expect("the account is open");
    let idle = async || town.asks_database("SELECT id FROM outbox").is_empty().then_some(());
    eventually("everything is done", idle).await;
    look(town, room, &alice).await
}

async fn look(town: &Town, room: &str, alice: &Newcomer) -> String {
    let events = town.moderators[0].events(room).await;
    let is_card = |event: &&serde_json::Value| {
        let content = &event["content"];
        content["m.relates_to"].is_null() && content["body"].as_str().is_some_and(|body| body.contains(&alice.mxid()))
    };
    let cards = events.iter().filter(is_card).count();
    assert_eq!(cards, 1, "one request, one card");
    let mails = inbox::mails_to(&alice.email);
    let count = |words: &str| mails.iter().filter(|mail| mail.subject.contains(words)).count();
    for words in ["has arrived", "is ready"] {
        assert!((1..=2).contains(&count(words)), "{words}: {} times", count(words));
    }
    assert_eq!(count("About your request"), 0, "nobody is told something untrue");
    let account = account(&alice.name).await.expect("an account");
    assert_eq!((&account["locked"], &account["deactivated"]), (&false.into(), &false.into()));
    let query =
        format!("SELECT state FROM registrations WHERE localpart = '{}' AND state != 'awaiting_email'", alice.name);
    assert_eq!(town.asks_database(&query), ["active"], "one registration has the name");
    format!("{} mails", mails.len())
}

async fn asks(alice: &Newcomer) {
    let sent = async || {
        alice.tries("/register", &[("username", &alice.name)]).await.filter(|page| page.path == "/register/email")?;
        alice.tries("/register/email", &[("email", &alice.email)]).await.filter(|page| page.path == "/register/sent")
    };
    eventually("the address is taken", sent).await;
}

/// Presses the button; if the answer never came, asks for another link as the page offers.
async fn proves(town: &Town, alice: &Newcomer) {
    let proven = async || {
        let link = alice.link().await;
        let page = alice.tries(&link, &[]).await?;
        if page.path == "/register/details" {
            return Some(());
        }
        // A minute has to pass between two links.
        town.days_go_by(1);
        let before = inbox::mails_to(&alice.email).len();
        alice.tries(&format!("{link}/resend"), &[]).await.filter(|page| page.status.is_success())?;
        inbox::wait_for_count(&alice.email, before + 1).await;
        None
    };
    eventually("the address is proven", proven).await;
}

async fn submits(alice: &Newcomer) {
    let form = [("password", PASSWORD), ("again", PASSWORD), ("reason", REASON)];
    let done = async || {
        let page = alice.tries("/register/details", &form).await?;
        (page.path == "/register/done").then_some(())
    };
    eventually("the request is filed", done).await;
}
