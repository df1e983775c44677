//! The proof-of-work puzzle: a real browser solves it, and bots without a solution send no mail.

use registration_core::testing::answer_to;
use serde_json::json;
use thirtyfour::prelude::*;

use crate::{
    harness::{Applicant, TestOptions, TestService},
    support::{
        browser::{Browser, Scheme, Screen},
        inbox,
        matrix::{eventually, fresh_name},
    },
};

const SENT: &str = "Check your inbox";
/// Records violations of the page's content security policy.
const WATCH: &str =
    "window.violations = []; addEventListener('securitypolicyviolation', e => violations.push(e.violatedDirective))";

async fn start_service(without: &str) -> TestService {
    let config = format!("proof_of_work: {{enabled: true, difficulty: 60, without_javascript: {without}}}\n");
    TestService::with(TestOptions { only: "web,worker", config, ..TestOptions::default() }).await
}

#[tokio::test]
async fn browser_solves_the_puzzle_in_the_background() {
    let service = start_service("refuse").await;
    let browser = Browser::open().await;
    browser.cdp("Page.addScriptToEvaluateOnNewDocument", json!({"source": WATCH})).await;
    let (alice, bert, carol) = (service.applicant("alice"), service.applicant("bert"), service.applicant("carol"));

    reaches_step_two(&browser, &service, &alice).await;
    is_solved(&browser).await;
    check_page(&browser, "puzzle-1-solved").await;
    runs(&browser, "document.querySelector('altcha-widget').setState('expired')").await;
    is_solved(&browser).await;
    presses(&browser, SENT).await;
    alice.link().await;

    // Submitted before the puzzle is solved: the form waits for the solution.
    reaches_step_two(&browser, &service, &bert).await;
    is_solved(&browser).await;
    runs(&browser, "document.querySelector('altcha-widget').reset(); document.forms[0].requestSubmit()").await;
    shows(&browser, SENT).await;
    bert.link().await;

    // Submitted without a solution, as if the scripts had not loaded.
    reaches_step_two(&browser, &service, &carol).await;
    is_solved(&browser).await;
    runs(&browser, "document.querySelector('[name=altcha]').remove(); document.forms[0].submit()").await;
    shows(&browser, "We could not verify that you are not a bot").await;
    is_solved(&browser).await;
    check_page(&browser, "puzzle-2-missing").await;
    presses(&browser, SENT).await;
    carol.link().await;
    browser.close().await;
}

#[tokio::test]
async fn no_javascript_page_explains_or_allows() {
    let browser = Browser::open_without_javascript().await;
    let strict = start_service("refuse").await;
    let alice = strict.applicant("alice");
    reaches_step_two(&browser, &strict, &alice).await;
    shows(&browser, "This page needs JavaScript").await;
    browser.pictures("puzzle-3-no-scripts").await;
    presses(&browser, "We could not verify that you are not a bot").await;
    let field = browser.find(By::Name("email")).await.expect("a field");
    assert_eq!(field.value().await.expect("words").as_deref(), Some(&*alice.email), "nothing typed is lost");

    let kind = start_service("allow").await;
    let bert = kind.applicant("bert");
    reaches_step_two(&browser, &kind, &bert).await;
    presses(&browser, SENT).await;
    bert.link().await;
    reaches_step_two(&browser, &kind, &kind.applicant("carol")).await;
    presses(&browser, "Without JavaScript we cannot run our bot check").await;
    browser.pictures("puzzle-4-enough-without").await;
    browser.close().await;
}

#[tokio::test]
async fn puzzle_solution_is_valid_for_one_mail() {
    let service = start_service("refuse").await;
    let bot = service.applicant("bot");
    assert_eq!(bot.posts("/register", &[("username", &bot.name)]).await.path, "/register/email");
    let puzzle = bot.opens("/register/puzzle").await.html;
    let answer = answer_to(&puzzle);
    let sent = bot.posts("/register/email", &[("email", &bot.email), ("altcha", &answer)]).await;
    assert_eq!(sent.path, "/register/sent", "{}", sent.html);

    let victim = format!("{}@example.test", fresh_name("victim"));
    let forged = answer.replacen('a', "b", 1);
    for worthless in ["", "x", &answer, &forged] {
        assert_eq!(bot.posts("/register", &[("username", &fresh_name("bot"))]).await.path, "/register/email");
        let refused = bot.posts("/register/email", &[("email", &victim), ("altcha", worthless)]).await;
        assert_eq!(refused.status, 422, "{}", refused.html);
        assert!(refused.html.contains(&victim), "what was typed is kept: {}", refused.html);
    }
    let honeypot = ("comments", "https://spam.example");
    let trapped = bot.posts("/register/email", &[("email", &victim), honeypot]).await;
    assert_eq!(trapped.status, 422, "a caught bot gets the normal response, also without a solution");
    let answer = answer_to(&bot.opens("/register/puzzle").await.html);
    let trapped = bot.posts("/register/email", &[("email", &victim), honeypot, ("altcha", &answer)]).await;
    assert_eq!(trapped.path, "/register/sent", "and with one");
    bot.link().await; // mails are sent in order
    assert!(inbox::mails_to(&victim).is_empty(), "no mail was sent");
    assert_eq!(service.json_output(&["requests", "list", "--all", "--json"]).as_array().expect("a list").len(), 1);
}

async fn reaches_step_two(browser: &Browser, service: &TestService, person: &Applicant) {
    browser.goto(format!("{}/register", service.url)).await.expect("a page");
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

/// Checks the content security policy and accessibility, and takes screenshots.
async fn check_page(browser: &Browser, page: &str) {
    let violations = browser.execute("return window.violations", vec![]).await.expect("an answer");
    assert_eq!(violations.json(), &json!([]), "the page violates no policy");
    assert_eq!(browser.violations().await, Vec::<String>::new(), "{page}");
    browser.pictures(page).await;
    browser.look(Screen::Desktop, Scheme::Dark).await;
    assert_eq!(browser.violations().await, Vec::<String>::new(), "{page}, dark");
    browser.look(Screen::Desktop, Scheme::Light).await;
}
