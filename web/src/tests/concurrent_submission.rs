//! An account that somebody else creates in the same moment.

use registration_core::domain::{Account, State};

use super::{
    PASSWORD, REASON,
    test_app::{Browser, Desk},
};

async fn at_the_details(desk: &Desk) -> Browser {
    let mut browser = desk.browser();
    browser.asks_for("alice", "alice%40example.net").await;
    browser.post(&desk.link(1).await, "").await;
    desk.homeserver.makes_before_us("alice");
    browser
}

#[tokio::test]
async fn an_account_created_in_the_same_moment_is_left_alone() {
    let desk = Desk::open().await;
    let mut browser = at_the_details(&desk).await;
    let sent = browser.post("/register/details", &format!("{PASSWORD}&reason={REASON}")).await;
    assert!(sent.status == 409 && sent.body.contains("gardening"), "{}", sent.body);
    assert!(!desk.homeserver.has_put(), "no password, and no lock");
    let alice = desk.registrations.list(None, 1).await.expect("read").remove(0);
    assert_eq!((alice.state, alice.account), (State::AwaitingDetails, Account::None));
}
