//! The form in a real browser, as a person sees it.

use thirtyfour::prelude::*;

use crate::{
    support::{browser::Browser, matrix::eventually},
    town::{Newcomer, PASSWORD, Town},
};

#[tokio::test]
async fn the_form_works_in_a_browser_with_javascript() {
    let browser = Browser::open().await;
    walk(&browser, "").await;
    browser.close().await;
}

#[tokio::test]
async fn the_form_works_in_a_browser_without_javascript() {
    let browser = Browser::open_without_javascript().await;
    walk(&browser, "plain-").await;
    browser.close().await;
}

/// Walks through the form, and with JavaScript at hand looks at each page: a picture at every
/// width and in both schemes, and no barrier that axe-core finds.
async fn walk(browser: &Browser, prefix: &str) {
    let town = Town::start().await;
    let alice = town.newcomer("alice");
    browser.goto(&town.url).await.expect("a page");
    look(browser, prefix, "1-landing").await;
    browser.goto(format!("{}/register", town.url)).await.expect("a page");
    if prefix.is_empty() {
        fill(browser, "username", "not a name").await;
        press_past_the_browsers_checks(browser).await;
        look(browser, prefix, "2-username-refused").await;
    }
    fill(browser, "username", &alice.name).await;
    press(browser).await;
    look(browser, prefix, "3-email").await;
    fill(browser, "email", &alice.email).await;
    press(browser).await;
    look(browser, prefix, "4-sent").await;
    let link = alice.link().await;
    browser.goto(format!("{}{link}", town.url)).await.expect("a page");
    look(browser, prefix, "5-verify").await;
    press(browser).await;
    look(browser, prefix, "6-details").await;
    if prefix.is_empty() {
        fill_details(browser, "password1234", "too short").await;
        press_past_the_browsers_checks(browser).await;
        look(browser, prefix, "7-details-refused").await;
    }
    fill_details(browser, PASSWORD, "My friends are here, and I would like to talk with them.").await;
    press(browser).await;
    look(browser, prefix, "8-done").await;
    arrives(&alice, browser, &town, prefix).await;
    browser.goto(format!("{}{link}", town.url)).await.expect("a page");
    look(browser, prefix, "A-used-link").await;
}

async fn arrives(alice: &Newcomer, browser: &Browser, town: &Town, prefix: &str) {
    let letter = alice.is_told("has arrived").await;
    let status = letter.link(&format!("{}/status/", town.url)).expect("a link to the status");
    browser.goto(&status).await.expect("a page");
    look(browser, prefix, "9-status").await;
    let page = browser.source().await.expect("a page");
    assert!(!page.contains(&alice.email), "nothing personal on the status page");
}

async fn fill_details(browser: &Browser, password: &str, reason: &str) {
    fill(browser, "password", password).await;
    fill(browser, "again", password).await;
    fill(browser, "reason", reason).await;
}

async fn look(browser: &Browser, prefix: &str, page: &str) {
    if prefix.is_empty() {
        browser.pictures(page).await;
        assert_eq!(browser.violations().await, Vec::<String>::new(), "{page}");
    }
}

async fn fill(browser: &Browser, field: &str, words: &str) {
    let element = eventually(&format!("the field {field}"), async || browser.find(By::Name(field)).await.ok()).await;
    element.clear().await.expect("cleared");
    element.send_keys(words).await.expect("typed");
}

/// Presses the main button, and waits for the next page.
async fn press(browser: &Browser) {
    let button = browser.find(By::Css("main form button")).await.expect("a button");
    button.click().await.expect("pressed");
}

/// The browser would stop a bad form by itself; it is the server's checks that are looked at.
async fn press_past_the_browsers_checks(browser: &Browser) {
    browser.execute("document.querySelector('main form').noValidate = true", vec![]).await.expect("a form");
    press(browser).await;
}
