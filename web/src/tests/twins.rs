//! A form that was sent to two processes: what one of them finds, the other may have made.

use std::time::Duration;

use registration_core::domain::{Account, State};

use super::{
    PASSWORD, REASON,
    desk::{Browser, Desk},
};

async fn at_the_details(desk: &Desk) -> Browser {
    let mut browser = desk.browser();
    browser.asks_for("alice", "alice%40example.net").await;
    browser.post(&desk.link(1).await, "").await;
    desk.homeserver.makes_before_us("alice");
    browser
}

#[tokio::test]
async fn an_account_that_the_other_has_made_and_is_about_to_write_down_is_ours() {
    let desk = Desk::open().await;
    let mut browser = at_the_details(&desk).await;
    let registrations = desk.registrations.clone();
    let other = tokio::spawn(async move {
        let of_alice = async || registrations.list(None, 1).await.expect("read").remove(0);
        while !matches!(of_alice().await.account, Account::Intended { .. }) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
        registrations.store().set_account(of_alice().await.id, Account::Ours).await.expect("written");
    });
    let sent = browser.post("/register/details", &format!("{PASSWORD}&reason={REASON}")).await;
    assert_eq!(sent.location(), "/register/done", "{}", sent.body);
    other.await.expect("no panic");
    let alice = desk.registrations.list(None, 1).await.expect("read").remove(0);
    assert_eq!((alice.state, alice.account), (State::AwaitingReview, Account::Ours));
}

#[tokio::test]
async fn an_account_as_new_that_nobody_of_us_has_made_is_left_alone() {
    let desk = Desk::open().await;
    let mut browser = at_the_details(&desk).await;
    let sent = browser.post("/register/details", &format!("{PASSWORD}&reason={REASON}")).await;
    assert!(sent.status == 409 && sent.body.contains("gardening"), "{}", sent.body);
    assert!(!desk.homeserver.has_put(), "no password, and no lock");
    let alice = desk.registrations.list(None, 1).await.expect("read").remove(0);
    assert_eq!((alice.state, alice.account), (State::AwaitingDetails, Account::None));
}
