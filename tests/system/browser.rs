//! The form in a real browser: screenshots and accessibility.

use thirtyfour::prelude::*;

use crate::{
    harness::{Applicant, PASSWORD, TestOptions, TestService},
    support::{
        browser::{Browser, Scheme, Screen},
        matrix::{eventually, fresh_name},
    },
};

#[tokio::test]
async fn form_works_with_javascript() {
    let browser = Browser::open().await;
    walk(&browser, "").await;
    browser.close().await;
}

#[tokio::test]
async fn form_works_without_javascript() {
    let browser = Browser::open_without_javascript().await;
    walk(&browser, "plain-").await;
    browser.close().await;
}

/// Completes the form. With JavaScript, takes screenshots of each page in every width and colour scheme, and checks its
/// accessibility with axe-core.
async fn walk(browser: &Browser, prefix: &str) {
    let service = TestService::shared("form").await;
    let alice = service.applicant("alice");
    browser.goto(&service.url).await.expect("a page");
    look(browser, prefix, "1-landing").await;
    browser.goto(format!("{}/register", service.url)).await.expect("a page");
    if prefix.is_empty() {
        fill(browser, "username", "not a name").await;
        press_without_validation(browser).await;
        look(browser, prefix, "2-username-refused").await;
    }
    fill(browser, "username", &alice.name).await;
    press(browser).await;
    look(browser, prefix, "3-email").await;
    fill(browser, "email", &alice.email).await;
    press(browser).await;
    look(browser, prefix, "4-sent").await;
    let link = alice.link().await;
    browser.goto(format!("{}{link}", service.url)).await.expect("a page");
    look(browser, prefix, "5-verify").await;
    press(browser).await;
    look(browser, prefix, "6-details").await;
    if prefix.is_empty() {
        fill_details(browser, "password1234", "too short").await;
        press_without_validation(browser).await;
        look(browser, prefix, "7-details-refused").await;
    }
    fill_details(browser, PASSWORD, "My friends are here, and I would like to talk with them.").await;
    press(browser).await;
    look(browser, prefix, "8-done").await;
    arrives(&alice, browser, &service, prefix).await;
    browser.goto(format!("{}{link}", service.url)).await.expect("a page");
    look(browser, prefix, "A-used-link").await;
}

/// The pages with `on_approval`, and with documents to agree to.
#[tokio::test]
async fn password_link_pages_are_accessible() {
    let browser = Browser::open().await;
    let config = "registration: {account_creation: on_approval}\nretention: {started: 3, completed: 30, pending: 90}\n\
         legal:\n  - {title: Terms of use, url: 'https://example.test/terms'}\n  \
         - {title: Privacy policy, url: 'https://example.test/privacy'}\n";
    let service =
        TestService::with(TestOptions { only: "web,worker", config: config.into(), ..TestOptions::default() }).await;
    let alice = service.applicant("alice");
    let at = |path: &str| format!("{}{path}", service.url);
    browser.goto(at("/")).await.expect("a page");
    look(&browser, "", "later-1-landing").await;
    browser.goto(at("/register")).await.expect("a page");
    fill(&browser, "username", &alice.name).await;
    press(&browser).await;
    look(&browser, "", "later-2-email").await;
    fill(&browser, "email", &alice.email).await;
    press(&browser).await;
    browser.goto(at(&alice.link().await)).await.expect("a page");
    look(&browser, "", "later-3-verify").await;
    press(&browser).await;
    look(&browser, "", "later-4-details").await;
    opens_a_document_in_another_tab(&browser).await;
    press_without_validation(&browser).await;
    look(&browser, "", "later-5-details-refused").await;
    browser.find(By::Name("agree")).await.expect("a box").click().await.expect("ticked");
    press(&browser).await;
    look(&browser, "", "later-6-done").await;

    answers_a_question(&browser, &service, &alice).await;
    service.operator_runs(&["requests", "approve", &alice.name]);
    let link = alice.link_to("password").await;
    let letter = alice.receives_mail("have received your request").await;
    let status = letter.link(&at("/status/")).expect("a link to the status");
    browser.goto(&status).await.expect("a page");
    look(&browser, "", "later-7-status").await;
    press(&browser).await;
    look(&browser, "", "later-8-status-too-soon").await;
    service.advance_days(3);
    browser.goto(at(&link)).await.expect("a page");
    look(&browser, "", "later-9-expired").await;
    press(&browser).await;
    look(&browser, "", "later-9-renewed").await;
    let another = async || Some(alice.link_to("password").await).filter(|newest| *newest != link);
    let link = eventually("a new link comes", another).await;
    browser.goto(at(&link)).await.expect("a page");
    look(&browser, "", "later-9-password").await;
    fill(&browser, "password", "password1234").await;
    fill(&browser, "again", "password1234").await;
    press_without_validation(&browser).await;
    look(&browser, "", "later-A-password-refused").await;
    fill(&browser, "password", PASSWORD).await;
    fill(&browser, "again", PASSWORD).await;
    press(&browser).await;
    // Leaving the page at once would cancel the submission.
    let sent = async || (!browser.source().await.ok()?.contains(r#"name="again""#)).then_some(());
    eventually("the form is sent", sent).await;
    let open = async || {
        browser.goto(at(&link)).await.ok()?;
        browser.source().await.ok()?.contains("Your account is ready").then_some(())
    };
    eventually("the account is open", open).await;
    look(&browser, "", "later-B-open").await;
    browser.goto(&status).await.expect("a page");
    look(&browser, "", "later-C-status-open").await;
    browser.goto(at("/password/x")).await.expect("a page");
    look(&browser, "", "later-D-mangled").await;
    browser.close().await;
}

/// A document opens in another tab, and the form keeps its input.
/// Looks at the pages of a question to the applicant.
async fn answers_a_question(browser: &Browser, service: &TestService, alice: &Applicant) {
    service.operator_runs(&["requests", "ask", &alice.name, "Which club do you mean?\nAnd who invited you?"]);
    let link = format!("{}{}", service.url, alice.link_to("answer").await);
    browser.goto(&link).await.expect("a page");
    look(browser, "", "question-1").await;
    press_without_validation(browser).await;
    look(browser, "", "question-2-refused").await;
    fill(browser, "answer", "The chess club. Bob invited me.").await;
    press(browser).await;
    look(browser, "", "question-3-answered").await;
    let mangled = &link[..link.len() - 1];
    browser.goto(mangled).await.expect("a page");
    look(browser, "", "question-4-unknown").await;
}

async fn opens_a_document_in_another_tab(browser: &Browser) {
    let reason = "My friends are here, and I would like to talk with them.";
    fill(browser, "reason", reason).await;
    let form = browser.window().await.expect("a tab");
    browser.find(By::Css(".documents a")).await.expect("a document").click().await.expect("opened");
    let both = async || Some(browser.windows().await.ok()?).filter(|tabs| tabs.len() == 2);
    let tabs = eventually("the document has a tab of its own", both).await;
    let other = tabs.into_iter().find(|tab| *tab != form).expect("another tab");
    browser.switch_to_window(other).await.expect("the document");
    let opener = browser.execute("return window.opener === null", vec![]).await.expect("an answer");
    assert_eq!(opener.json(), &serde_json::Value::Bool(true), "the document cannot reach the form");
    browser.close_window().await.expect("closed");
    browser.switch_to_window(form).await.expect("the form");
    let field = browser.find(By::Name("reason")).await.expect("a field");
    assert_eq!(field.value().await.expect("words").as_deref(), Some(reason));
}

#[tokio::test]
async fn error_pages_are_accessible() {
    let browser = Browser::open().await;
    let config = "rate_limit: {forms: 4, forms_minutes: 10}\n".into();
    let service = TestService::with(TestOptions { only: "web,worker", config, ..TestOptions::default() }).await;
    let shows = async |status: &str, page: &str| {
        let seen = async || browser.source().await.ok()?.contains(status).then_some(());
        eventually(status, seen).await;
        look(&browser, "", page).await;
    };
    browser.goto(format!("{}/no/such/page", service.url)).await.expect("a page");
    shows("Page not found", "error-404").await;
    browser.goto(format!("{}/verify/x", service.url)).await.expect("a page");
    shows("Part of this link is missing", "error-mangled").await;
    browser.goto(service.url.replace("127.0.0.1", "localhost")).await.expect("a page");
    shows("Wrong address", "error-421").await;
    let elsewhere = format!("data:text/html,<main><form method=post action={}/register><button>Go", service.url);
    browser.goto(elsewhere).await.expect("a page");
    press(&browser).await;
    shows("This form was sent from another site", "error-403").await;
    browser.goto(format!("{}/register", service.url)).await.expect("a page");
    let long = "document.querySelector('#username').value = 'a'.repeat(40000)";
    browser.execute(long, vec![]).await.expect("filled in");
    press(&browser).await;
    shows("Your text is too long", "error-413").await;
    for _ in 0..4 {
        browser.goto(format!("{}/register", service.url)).await.expect("a page");
        fill(&browser, "username", "_no").await;
        // Going to the next page before the answer would cancel the form.
        browser.execute("document.title = 'sent'", vec![]).await.expect("marked");
        press_without_validation(&browser).await;
        eventually("an answer", async || (browser.title().await.ok()? != "sent").then_some(())).await;
    }
    shows("Please try again in 10 minutes.", "error-429").await;
    browser.close().await;
}

#[tokio::test]
async fn tab_and_device_pages_are_accessible() {
    let browser = Browser::open().await;
    let service = TestService::start().await;
    let at = |path: &str| format!("{}{path}", service.url);
    browser.goto(at("/register/email?begun=1")).await.expect("a page");
    look(&browser, "", "tabs-1-no-cookie").await;
    let (alice, bob) = (service.applicant("alice"), service.applicant("bob"));
    for person in [&alice, &bob] {
        person.requests_link().await;
    }
    browser.goto(at("/register?shown=1")).await.expect("a page");
    look(&browser, "", "tabs-2-shown").await;
    browser.goto(at(&alice.link().await)).await.expect("a page");
    press(&browser).await;
    fill(&browser, "reason", "My friends are here, and I would like to talk with them.").await;
    let form = browser.window().await.expect("a tab");
    let other = browser.new_tab().await.expect("another tab");
    browser.switch_to_window(other).await.expect("the other tab");
    browser.goto(at(&bob.link().await)).await.expect("a page");
    press(&browser).await;
    eventually("step 3 of the other", async || browser.find(By::Name("reason")).await.ok()).await;
    browser.switch_to_window(form).await.expect("the first tab");
    fill(&browser, "password", PASSWORD).await;
    fill(&browser, "again", PASSWORD).await;
    press(&browser).await;
    eventually("it says so", async || browser.find(By::Id("typed")).await.ok()).await;
    look(&browser, "", "tabs-3-stale").await;
    browser.find(By::Css(".not-me button")).await.expect("a button").click().await.expect("pressed");
    let gone = async || browser.source().await.ok()?.contains("no longer remembers").then_some(());
    eventually("it is forgotten", gone).await;
    look(&browser, "", "tabs-4-forgotten").await;
    browser.goto(at(&alice.link().await)).await.expect("a page");
    look(&browser, "", "tabs-5-used").await;
    fill(&browser, "known", &alice.name).await;
    press(&browser).await;
    eventually("step 3", async || browser.find(By::Name("reason")).await.ok()).await;
    browser.close().await;
}

#[tokio::test]
async fn pages_for_blocked_applicants_are_accessible() {
    let browser = Browser::open().await;
    let service = TestService::with(TestOptions { only: "web,worker", ..TestOptions::default() }).await;
    let alice = service.applicant("alice");
    let at = |path: &str| format!("{}{path}", service.url);
    let pattern = format!("^{}$", alice.name);
    alice.requests_link().await;
    service.operator_runs(&["rules", "add", "username", &pattern, "--reason", "It is the mayor's", "--show-reason"]);
    service.operator_runs(&["rules", "add", "email", "@trash[.]example$"]);
    let link = alice.link().await;
    let blocked = async || {
        browser.goto(at("/register")).await.ok()?;
        fill(&browser, "username", &alice.name).await;
        press(&browser).await;
        browser.source().await.ok()?.contains("It is the mayor").then_some(())
    };
    eventually("the rule is known", blocked).await;
    look(&browser, "", "blocked-1-username").await;
    fill(&browser, "username", &fresh_name("other")).await;
    press(&browser).await;
    fill(&browser, "email", "somebody@trash.example").await;
    press(&browser).await;
    look(&browser, "", "blocked-2-email").await;
    browser.goto(at(&link)).await.expect("a page");
    press(&browser).await;
    look(&browser, "", "blocked-3-verify").await;

    let reason = "Too much <spam> from there";
    service.operator_runs(&["rules", "add", "ip", "127.0.0.0/8", "--reason", reason, "--show-reason"]);
    let blocked = async || {
        browser.goto(at("/register")).await.ok()?;
        fill(&browser, "username", &fresh_name("any")).await;
        press(&browser).await;
        browser.source().await.ok()?.contains("Too much &lt;spam&gt; from there").then_some(())
    };
    eventually("the rule is known", blocked).await;
    look(&browser, "", "blocked-4-network").await;
    browser.close().await;
}

async fn arrives(alice: &Applicant, browser: &Browser, service: &TestService, prefix: &str) {
    let letter = alice.receives_mail("have received your request").await;
    let status = letter.link(&format!("{}/status/", service.url)).expect("a link to the status");
    browser.goto(&status).await.expect("a page");
    look(browser, prefix, "9-status").await;
    let page = browser.source().await.expect("a page");
    assert!(!page.contains(&alice.email), "nothing personal on the status page");
}

pub async fn fill_details(browser: &Browser, password: &str, reason: &str) {
    fill(browser, "password", password).await;
    fill(browser, "again", password).await;
    fill(browser, "reason", reason).await;
}

pub async fn look(browser: &Browser, prefix: &str, page: &str) {
    if prefix.is_empty() {
        browser.pictures(page).await;
        for scheme in [Scheme::Dark, Scheme::Light] {
            browser.look(Screen::Desktop, scheme).await;
            assert_eq!(browser.violations().await, Vec::<String>::new(), "{page}");
        }
    }
}

pub async fn fill(browser: &Browser, field: &str, words: &str) {
    let element = eventually(&format!("the field {field}"), async || browser.find(By::Name(field)).await.ok()).await;
    element.clear().await.expect("cleared");
    element.send_keys(words).await.expect("typed");
}

/// Presses the main button and waits for the next page.
pub async fn press(browser: &Browser) {
    let button = browser.find(By::Css("main form button")).await.expect("a button");
    button.click().await.expect("pressed");
}

/// Submits without the browser's own validation, to see the server's.
pub async fn press_without_validation(browser: &Browser) {
    browser.execute("document.querySelector('main form').noValidate = true", vec![]).await.expect("a form");
    press(browser).await;
}
