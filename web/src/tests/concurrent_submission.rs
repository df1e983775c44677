//! Somebody else creates the account while the request is submitted.

use registration_core::domain::{Account, State};

use super::{
    PASSWORD, REASON,
    test_app::{Browser, TestApp},
};

async fn at_step_3(app: &TestApp) -> Browser {
    let mut browser = app.browser();
    browser.asks_for("alice", "alice%40example.net").await;
    browser.post(&app.link(1).await, "").await;
    app.homeserver.makes_before_us("alice");
    browser
}

#[tokio::test]
async fn an_account_created_at_the_same_time_is_not_touched() {
    let app = TestApp::start().await;
    let mut browser = at_step_3(&app).await;
    let sent = browser.post("/register/details", &format!("{PASSWORD}&reason={REASON}")).await;
    assert!(sent.status == 409 && sent.body.contains("gardening"), "{}", sent.body);
    assert!(!app.homeserver.has_put(), "no password, and no lock");
    let alice = app.registrations.list(None, 1).await.expect("read").remove(0);
    assert_eq!((alice.state, alice.account), (State::AwaitingDetails, Account::None));
}
