//! Two processes to which the same form was sent at once.

use crate::{
    support::matrix::eventually,
    town::{Newcomer, PASSWORD, Process, Town, Wishes},
};

/// How often it is tried: whether two meet is a matter of milliseconds.
const TIMES: usize = 4;
const BOTH: [(&str, &str); 2] = [("password", PASSWORD), ("again", PASSWORD)];

/// Two processes with a web server each, and only one with a worker, so that nothing is done in between.
async fn town(config: &str) -> (Town, Process) {
    let town = Town::with(Wishes { config: config.to_owned(), only: "web,worker", ..Wishes::default() }).await;
    let second = town.another("second", "web", &[]);
    second.answers().await;
    (town, second)
}

fn account_of(town: &Town, newcomer: &Newcomer) -> Vec<String> {
    town.asks_database(&format!("SELECT account FROM registrations WHERE localpart = '{}'", newcomer.name))
}

#[tokio::test]
async fn a_request_that_is_sent_to_two_processes_at_once_is_filed_once_and_its_account_is_ours() {
    let (town, second) = town("").await;
    for _ in 0..TIMES {
        let alice = town.newcomer("alice");
        alice.asks().await;
        assert_eq!(alice.proves().await.path, "/register/details");
        let twin = alice.also_before(&second.url);
        let pages = tokio::join!(alice.submits(), twin.submits());
        for page in [pages.0, pages.1] {
            assert_eq!(page.path, "/register/done", "{}", page.html);
        }
        assert_eq!(account_of(&town, &alice), ["ours"]);
        assert_eq!(alice.account().await.expect("made")["locked"], true);
        town.operator_runs(&["requests", "approve", &alice.name]);
        alice.is_told("is ready").await;
        alice.login().await.expect("the account is open");
    }
}

#[tokio::test]
async fn a_password_that_is_sent_to_two_processes_at_once_opens_the_account() {
    let (town, second) = town("registration: {account_creation: on_approval}\n").await;
    for _ in 0..TIMES {
        let alice = town.newcomer("alice");
        alice.asks().await;
        alice.proves().await;
        alice.submits().await;
        town.operator_runs(&["requests", "approve", &alice.name]);
        let link = alice.link_to("password").await;
        let twin = alice.also_before(&second.url);
        let pages = tokio::join!(alice.sends(&link, &BOTH), twin.sends(&link, &BOTH));
        for page in [pages.0, pages.1] {
            assert!(!page.html.contains("role=\"alert\""), "{}", page.html);
        }
        alice.is_told("is ready").await;
        let idle = async || town.asks_database("SELECT id FROM outbox WHERE lane <> 'room'").is_empty().then_some(());
        eventually("everything is done", idle).await;
        alice.login().await.expect("the account is open");
    }
}
