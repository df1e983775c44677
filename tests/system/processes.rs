//! Several processes on one database: web servers and workers side by side, and one bot at a time.

use crate::{
    service::{FAULT, SOON},
    support::{
        inbox,
        matrix::{eventually, fresh_name},
    },
    town::{Newcomer, Process, Town, Wishes},
};

/// As operators have it: no mail outlasts its lease, so each comes once.
const LATE: (&str, &str) = ("REGISTRATION_LEASE_S", "30");
const WAITS: &str = "another process is the bot";
const WORKS: &str = "the bot is at work";

/// Three processes with web server and worker, and nobody in the room yet. Seven addresses an hour.
async fn town() -> (Town, [Process; 2]) {
    let only = "web,worker";
    let config = "rate_limit: {email_submission: 7}\n".to_owned();
    let town = Town::with(Wishes { config, only, env: vec![(LATE.0, LATE.1.to_owned())], ..Wishes::default() }).await;
    let others = [town.another("second", only, &[LATE]), town.another("third", only, &[LATE])];
    for other in &others {
        other.answers().await;
    }
    (town, others)
}

/// Whether nothing of an approved request was done twice.
pub async fn has_one_card_and_each_letter_once(town: &Town, room: &str, newcomer: &Newcomer) {
    let events = town.moderators[0].events(room).await;
    let is_card = |event: &&serde_json::Value| {
        let head = event["content"]["body"].as_str().and_then(|body| body.lines().next());
        event["content"]["m.relates_to"].is_null() && head.is_some_and(|head| head.contains(&newcomer.mxid()))
    };
    assert_eq!(events.iter().filter(is_card).count(), 1, "one request, one card");
    let mails = inbox::mails_to(&newcomer.email);
    for words in ["Confirm", "has arrived", "is ready"] {
        let count = mails.iter().filter(|mail| mail.subject.contains(words)).count();
        assert_eq!(count, 1, "{words}: {:?}", mails.iter().map(|mail| &mail.subject).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn web_servers_workers_and_bots_share_a_database_and_one_bot_acts_at_a_time() {
    let (town, [second, third]) = town().await;
    // It dies when the first card is posted, before it has written that down.
    let mut bot = town.another("bot", "web,bot", &[SOON, (FAULT, "after room:1")]);
    bot.logs(WORKS, 1).await;
    let room = town.room().await;
    let mut other = town.another("other", "web,bot", &[SOON]);
    other.says("bot waits").await;

    let alice = town.newcomer("alice");
    alice.signs_up().await;
    other.logs(WORKS, 1).await;
    let card = town.card(&room, &alice).await;
    town.moderators[0].react(&room, &card, "✅").await;
    let (bert, carla) = (town.newcomer("bert").before(&second.url), town.newcomer("carla").before(&third.url));
    tokio::join!(bert.signs_up(), carla.signs_up());
    alice.is_told("is ready").await;
    other.says("sync ok").await;

    bot.ends();
    bot.begins_again();
    bot.says("bot waits").await;
    let berts = town.card(&room, &bert).await;
    // One that hangs is taken for dead, and stops acting when it goes on. A file would be locked by it.
    let can_hang = std::env::var_os("REGISTRATION_TEST_POSTGRES").is_some();
    if can_hang {
        let idle = async || town.asks_database("SELECT id FROM outbox").is_empty().then_some(());
        eventually("everything is done", idle).await;
        other.is_sent("STOP");
    } else {
        other.ends();
    }
    town.moderators[0].react(&room, &berts, "✅").await;
    bert.is_told("is ready").await;
    bot.says("sync ok").await;
    if can_hang {
        other.is_sent("CONT");
        other.says("bot waits").await;
        other.logs("stops acting", 1).await;
    }
    let carlas = town.card(&room, &carla).await;
    town.moderators[0].react(&room, &carlas, "✅").await;
    carla.is_told("is ready").await;

    for newcomer in [&alice, &bert, &carla] {
        has_one_card_and_each_letter_once(&town, &room, newcomer).await;
        newcomer.login().await.expect("the account is open");
    }
    assert_eq!(bot.log().matches(WAITS).count(), 1, "that it waits is said once");
    let name = fresh_name("same");
    let rivals = [&town.url, &second.url, &third.url]
        .map(|url| town.newcomer_called(&name, &format!("{}@example.test", fresh_name("rival"))).before(url));
    for rival in &rivals {
        assert_eq!(rival.asks().await.path, "/register/sent", "an unproven request holds nothing");
    }
    let proven = tokio::join!(rivals[0].proves(), rivals[1].proves(), rivals[2].proves());
    let won = [proven.0, proven.1, proven.2].iter().filter(|page| page.path == "/register/details").count();
    assert_eq!(won, 1, "one of them has the name");
    assert_eq!(town.newcomer("seventh").before(&second.url).asks().await.path, "/register/sent");
    for url in [&town.url, &second.url, &third.url] {
        assert_eq!(town.newcomer("more").before(url).asks().await.status, 429, "limits hold for all of them");
    }
}

#[tokio::test]
async fn a_bot_that_is_stopped_hands_over_at_once() {
    let town = Town::with(Wishes { only: "web,worker", ..Wishes::default() }).await;
    let bot = town.another("bot", "web,bot", &[]);
    bot.logs(WORKS, 1).await;
    let room = town.room().await;
    let other = town.another("other", "web,bot", &[]);
    other.says("bot waits").await;
    bot.is_sent("TERM");
    other.logs(WORKS, 1).await;
    bot.logs("stopped", 1).await;
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let card = town.card(&room, &alice).await;
    town.moderators[0].react(&room, &card, "✅").await;
    alice.is_told("is ready").await;
    assert!(!other.log().contains("cannot be signed"), "it has taken up the identity");
    eventually("it is in sync", async || other.readiness().await.filter(|(well, _)| *well)).await;
}
