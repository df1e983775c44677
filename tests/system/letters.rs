//! Every letter, as it arrives, in a real browser: readable on a phone, and without barriers.

use crate::{
    support::{
        browser::{Browser, Scheme, Screen},
        inbox::{self, Mail},
        matrix::fresh_name,
    },
    town::{Newcomer, Town, Wishes},
};

/// Looks at a letter's HTML, and makes sure that its plain part says the same things.
async fn look(browser: &Browser, name: &str, letter: &Mail) {
    let (html, text) = (letter.html.as_deref().expect("HTML"), letter.text.as_deref().expect("plain text"));
    assert!(!html.contains("<script") && !html.contains("http://mjml"), "{html}");
    assert!(text.lines().all(|line| line.len() < 998), "{text}");
    let file = tempfile::Builder::new().suffix(".html").tempfile().expect("a file");
    std::fs::write(file.path(), html).expect("written");
    browser.goto(format!("file://{}", file.path().display())).await.expect("a page");
    let name = format!("letter-{name}");
    for scheme in [Scheme::Light, Scheme::Dark] {
        browser.picture(&name, Screen::Phone, scheme).await;
        assert_eq!(browser.violations().await, [""; 0], "{name}");
    }
    browser.picture(&name, Screen::Desktop, Scheme::Light).await;
}

async fn signs_up_and_is_decided(town: &Town, newcomer: &Newcomer, verdict: &str) {
    newcomer.signs_up().await;
    town.operator_runs(&["requests", verdict, &newcomer.name, "--message", "Thank you for your words.\nSee you soon!"]);
}

#[tokio::test]
async fn letters_are_readable_on_a_phone_in_both_schemes() {
    let browser = Browser::open().await;
    let town = Town::shared("form").await;
    let (alice, bert) = (town.newcomer("alice"), town.newcomer("bert"));
    signs_up_and_is_decided(&town, &alice, "approve").await;
    signs_up_and_is_decided(&town, &bert, "deny").await;
    for (name, words) in [("1-verification", "Confirm"), ("2-receipt", "has arrived"), ("3-approved", "is ready")] {
        look(&browser, name, &alice.is_told(words).await).await;
    }
    look(&browser, "4-denied", &bert.is_told("About your request").await).await;
    let notice = inbox::wait_for(&town.operator, |mail| mail.subject.contains(&alice.mxid())).await;
    look(&browser, "5-operators", &notice).await;
    let again = town.newcomer_called("another", &alice.email);
    again.asks().await;
    look(&browser, "6-known", &again.is_told("About your account").await).await;
    let carla = town.newcomer("carla");
    carla.asks().await;
    carla.proves().await;
    town.newcomer_called(&fresh_name("elsewhere"), &carla.email).asks().await;
    look(&browser, "9-begun", &carla.is_told("Go on with your request").await).await;
    browser.close().await;
}

#[tokio::test]
async fn so_is_the_letter_that_asks_for_a_password() {
    let browser = Browser::open().await;
    let config = "registration:\n  account_creation: on_approval\n".to_owned();
    let town = Town::with(Wishes { only: "web,worker", config, ..Wishes::default() }).await;
    let alice = town.newcomer("alice");
    alice.asks().await;
    alice.proves().await;
    alice.sends("/register/details", &[("reason", crate::town::REASON)]).await;
    town.operator_runs(&["requests", "approve", &alice.name, "--message", "Welcome!"]);
    look(&browser, "7-password", &alice.is_told("choose a password").await).await;
    look(&browser, "8-receipt-without-account", &alice.is_told("has arrived").await).await;
    browser.close().await;
}
