//! The puzzle before the first mail: a real browser solves it, and bots that try something else get
//! no mail out.

use registration_core::testing::answer_to;
use serde_json::json;
use thirtyfour::prelude::*;

use crate::{
    support::{
        browser::{Browser, Scheme, Screen},
        inbox,
        matrix::{eventually, fresh_name},
    },
    town::{Newcomer, Town, Wishes},
};

const SENT: &str = "Look into your mailbox";
/// Notes what the page's policy keeps from happening.
const WATCH: &str =
    "window.kept = []; addEventListener('securitypolicyviolation', e => kept.push(e.violatedDirective))";

async fn town(without: &str) -> Town {
    let config = format!("proof_of_work: {{enabled: true, difficulty: 60, without_javascript: {without}}}\n");
    Town::with(Wishes { only: "web,worker", config, ..Wishes::default() }).await
}

#[tokio::test]
async fn a_browser_solves_the_puzzle_while_its_person_types() {
    let town = town("refuse").await;
    let browser = Browser::open().await;
    browser.cdp("Page.addScriptToEvaluateOnNewDocument", json!({"source": WATCH})).await;
    let (alice, bert, carol) = (town.newcomer("alice"), town.newcomer("bert"), town.newcomer("carol"));

    reaches_step_two(&browser, &town, &alice).await;
    is_solved(&browser).await;
    looks_well(&browser, "puzzle-1-solved").await;
    runs(&browser, "document.querySelector('altcha-widget').setState('expired')").await;
    is_solved(&browser).await;
    presses(&browser, SENT).await;
    alice.link().await;

    // Pressed before the puzzle is solved: the form waits for it.
    reaches_step_two(&browser, &town, &bert).await;
    is_solved(&browser).await;
    runs(&browser, "document.querySelector('altcha-widget').reset(); document.forms[0].requestSubmit()").await;
    shows(&browser, SENT).await;
    bert.link().await;

    // The form goes off without an answer, as if the scripts had not come.
    reaches_step_two(&browser, &town, &carol).await;
    is_solved(&browser).await;
    runs(&browser, "document.querySelector('[name=altcha]').remove(); document.forms[0].submit()").await;
    shows(&browser, "We could not tell that you are not a machine").await;
    is_solved(&browser).await;
    looks_well(&browser, "puzzle-2-missing").await;
    presses(&browser, SENT).await;
    carol.link().await;
    browser.close().await;
}

#[tokio::test]
async fn without_scripts_the_page_says_what_is_needed_or_lets_one_go() {
    let browser = Browser::open_without_javascript().await;
    let strict = town("refuse").await;
    let alice = strict.newcomer("alice");
    reaches_step_two(&browser, &strict, &alice).await;
    shows(&browser, "This page needs JavaScript").await;
    browser.pictures("puzzle-3-no-scripts").await;
    presses(&browser, "We could not tell that you are not a machine").await;
    let field = browser.find(By::Name("email")).await.expect("a field");
    assert_eq!(field.value().await.expect("words").as_deref(), Some(&*alice.email), "nothing typed is lost");

    let kind = town("allow").await;
    let bert = kind.newcomer("bert");
    reaches_step_two(&browser, &kind, &bert).await;
    presses(&browser, SENT).await;
    bert.link().await;
    reaches_step_two(&browser, &kind, &kind.newcomer("carol")).await;
    presses(&browser, "With JavaScript you can go on at once").await;
    browser.pictures("puzzle-4-enough-without").await;
    browser.close().await;
}

#[tokio::test]
async fn a_bot_gets_one_mail_for_one_piece_of_work() {
    let town = town("refuse").await;
    let bot = town.newcomer("bot");
    assert_eq!(bot.sends("/register", &[("username", &bot.name)]).await.path, "/register/email");
    let puzzle = bot.opens("/register/puzzle").await.html;
    let answer = answer_to(&puzzle);
    let sent = bot.sends("/register/email", &[("email", &bot.email), ("altcha", &answer)]).await;
    assert_eq!(sent.path, "/register/sent", "{}", sent.html);

    let victim = format!("{}@example.test", fresh_name("victim"));
    let forged = answer.replacen('a', "b", 1);
    for worthless in ["", "x", &answer, &forged] {
        assert_eq!(bot.sends("/register", &[("username", &fresh_name("bot"))]).await.path, "/register/email");
        let refused = bot.sends("/register/email", &[("email", &victim), ("altcha", worthless)]).await;
        assert_eq!(refused.status, 422, "{}", refused.html);
        assert!(refused.html.contains(&victim), "what was typed is kept: {}", refused.html);
    }
    let trap = ("comments", "https://spam.example");
    let trapped = bot.sends("/register/email", &[("email", &victim), trap]).await;
    assert_eq!(trapped.status, 422, "a machine is told what everybody is told, also without an answer");
    let answer = answer_to(&bot.opens("/register/puzzle").await.html);
    let trapped = bot.sends("/register/email", &[("email", &victim), trap, ("altcha", &answer)]).await;
    assert_eq!(trapped.path, "/register/sent", "and with one");
    bot.link().await; // mails leave in their order
    assert!(inbox::mails_to(&victim).is_empty(), "nobody was written to");
    assert_eq!(town.report(&["requests", "list", "--all", "--json"]).as_array().expect("a list").len(), 1);
}

async fn reaches_step_two(browser: &Browser, town: &Town, person: &Newcomer) {
    browser.goto(format!("{}/register", town.url)).await.expect("a page");
    types(browser, "username", &person.name).await;
    browser.find(By::Css("main form button")).await.expect("a button").click().await.expect("pressed");
    types(browser, "email", &person.email).await;
}

async fn types(browser: &Browser, field: &str, words: &str) {
    let element = eventually(&format!("the field {field}"), async || browser.find(By::Name(field)).await.ok()).await;
    element.clear().await.expect("cleared");
    element.send_keys(words).await.expect("typed");
}

async fn presses(browser: &Browser, then: &str) {
    browser.find(By::Css("main form button")).await.expect("a button").click().await.expect("pressed");
    shows(browser, then).await;
}

async fn shows(browser: &Browser, words: &str) {
    eventually(words, async || browser.source().await.ok()?.contains(words).then_some(())).await;
}

async fn is_solved(browser: &Browser) {
    let solved = async || browser.find(By::Css(".altcha[data-state=verified]")).await.ok();
    eventually("the puzzle is solved", solved).await;
}

async fn runs(browser: &Browser, script: &str) {
    browser.execute(script, vec![]).await.expect("a script that runs");
}

/// Nothing is kept back by the policy, axe-core finds no barrier, and there are pictures.
async fn looks_well(browser: &Browser, page: &str) {
    let kept = browser.execute("return window.kept", vec![]).await.expect("an answer");
    assert_eq!(kept.json(), &json!([]), "the policy of the page holds nothing back");
    assert_eq!(browser.violations().await, Vec::<String>::new(), "{page}");
    browser.pictures(page).await;
    browser.look(Screen::Desktop, Scheme::Dark).await;
    assert_eq!(browser.violations().await, Vec::<String>::new(), "{page}, dark");
    browser.look(Screen::Desktop, Scheme::Light).await;
}
