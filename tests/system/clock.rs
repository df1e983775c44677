//! Somebody sets the clock of the machine, back and forward, while all kinds of things wait.

use std::{fs, path::PathBuf};

use crate::{
    processes::has_one_card_and_each_letter_once,
    support::{inbox, matrix::eventually},
    town::{Town, Wishes},
};

/// How far the service's clock is from ours, in a file that it reads: see `core/src/fault.rs`.
struct Offset(PathBuf);

impl Offset {
    fn is(&self, seconds: i64) {
        let draft = self.0.with_extension("draft");
        fs::write(&draft, seconds.to_string()).expect("written");
        fs::rename(draft, &self.0).expect("as a whole");
    }
}

#[tokio::test]
async fn a_clock_that_is_set_back_and_forward_loses_nothing_doubles_nothing_and_delays_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Offset(folder.path().join("clock"));
    clock.is(0);
    let file = clock.0.to_str().expect("a name").to_owned();
    let env = vec![("REGISTRATION_CLOCK", file), ("REGISTRATION_LEASE_S", "10".to_owned())];
    let town = Town::with(Wishes { env, ..Wishes::default() }).await;
    let room = town.room().await;
    let [alice, bert, carla, dora] = ["alice", "bert", "carla", "dora"].map(|name| town.newcomer(name));
    alice.signs_up().await;
    assert_eq!(bert.asks().await.path, "/register/sent");
    let card = town.card(&room, &alice).await;
    inbox::begin_outage(&alice.email);
    town.moderators[0].react(&room, &card, "✅").await;
    let tried = "SELECT id FROM outbox WHERE effect = 'mail_approval' AND attempts > 0";
    eventually("her mail is put off", async || town.asks_database(tried).pop()).await;

    clock.is(-3600);
    inbox::end_outage(&alice.email);
    alice.is_told("is ready").await; // The test has less patience than an hour.
    town.logs("the clock was set back by").await;
    town.is_ready().await;
    bert.proves().await;
    assert_eq!(bert.submits().await.path, "/register/done");
    let card = town.card(&room, &bert).await;
    town.moderators[0].react(&room, &card, "✅").await;
    bert.is_told("is ready").await;
    carla.signs_up().await;
    assert_eq!(dora.asks().await.path, "/register/sent");

    let card = town.card(&room, &carla).await;
    inbox::begin_slowness(&carla.email);
    town.moderators[0].react(&room, &card, "✅").await;
    carla.is_told("is ready").await;
    clock.is(86_400); // The server has her mail, and has not said so.
    town.logs("the clock went ahead by").await;
    eventually("everything is done", async || town.asks_database("SELECT id FROM outbox").is_empty().then_some(()))
        .await;
    assert_eq!(dora.proves().await.path, "/register/details", "a link is good for two days");
    town.is_ready().await;
    for newcomer in [&alice, &bert, &carla] {
        has_one_card_and_each_letter_once(&town, &room, newcomer).await;
        newcomer.login().await.expect("the account is open");
    }
}
