//! Two who are at work on one account: processes to which the same form was sent, and a crash that nobody
//! comes back to.

use std::time::{SystemTime, UNIX_EPOCH};

use reqwest::Method;
use serde_json::json;

use crate::{
    support::matrix::{admin_api, escape, eventually},
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

#[tokio::test]
async fn what_a_crash_has_left_in_synapse_goes_when_nobody_comes_back_and_its_name_is_free_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = folder.path().join("clock");
    std::fs::write(&clock, "0").expect("written");
    let env = vec![("REGISTRATION_CLOCK", clock.display().to_string())];
    let town = Town::with(Wishes { only: "web,worker", env, ..Wishes::default() }).await;
    let (alice, native) = (town.newcomer("alice"), town.newcomer("native"));
    for newcomer in [&alice, &native] {
        newcomer.asks().await;
        assert_eq!(newcomer.proves().await.path, "/register/details");
    }
    // Between `PUT {}` and what is written after it, the service dies; the native's account is older than that.
    let make = async |newcomer: &Newcomer| {
        let user = format!("v2/users/{}", escape(&newcomer.mxid()));
        admin_api(Method::PUT, &user, Some(&json!({}))).await;
    };
    make(&native).await;
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_millis();
    town.changes_database(&format!("UPDATE registrations SET account = 'intended', account_intended_at = {now}"));
    make(&alice).await;

    std::fs::write(&clock, (3 * 86_400).to_string()).expect("written");
    town.operator_runs(&["cleanup"]);
    let gone = async || alice.account().await.filter(|account| account["deactivated"] == true);
    eventually("her account goes", gone).await;
    assert_eq!(native.account().await.expect("there")["deactivated"], false, "nobody else's is touched");
    let next = town.newcomer_called(&alice.name, &format!("next-{}", alice.email));
    next.signs_up().await;
    town.operator_runs(&["requests", "approve", &next.name]);
    next.is_told("is ready").await;
    next.login().await.expect("the account is open");
}
