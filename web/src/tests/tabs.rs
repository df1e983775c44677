//! Shared computers, outdated tabs, and browsers without cookies.

use axum::{body::Body, http::Request};

use super::{
    PASSWORD, REASON,
    test_app::{Answer, Browser, TestApp},
};

impl Answer {
    /// The mark in the form of this page.
    fn request(&self) -> &str {
        let field = self.body.split(r#"name="request" value=""#).nth(1);
        field.and_then(|rest| rest.split('"').next()).unwrap_or_default()
    }
}

impl Browser {
    /// Requests `name` and verifies the address; its link is the `number`th.
    async fn confirms(&mut self, app: &TestApp, name: &str, number: i64) {
        self.asks_for(name, &format!("{name}%40example.net")).await;
        assert_eq!(self.post(&app.link(number).await, "").await.location(), "/register/details");
    }
}

impl Browser {
    /// Asserts that each page offers "This is not me", and that it works.
    async fn can_be_left(&self, pages: &[&str]) {
        for page in pages {
            let mut browser = self.clone();
            let shown = browser.get(page).await;
            assert!(shown.body.contains(r#"action="/register/forget""#), "{page}: {}", shown.body);
            let gone = browser.post("/register/forget", "").await;
            assert!(gone.header("set-cookie").contains("Max-Age=0"), "{}", gone.header("set-cookie"));
            let said = browser.get(gone.location()).await.body;
            assert!(said.contains("no longer remembers the request"), "{said}");
        }
    }
}

fn is_stale(answer: &Answer, now: &str) -> bool {
    answer.status == 409 && answer.body.contains(&format!("You have continued with {now}"))
}

#[tokio::test]
async fn a_form_of_an_outdated_tab_is_not_submitted() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    browser.confirms(&app, "alice", 1).await;
    let alice = browser.get("/register/details").await.request().to_owned();
    assert_eq!(alice.len(), 12);
    let mut other = app.browser();
    other.asks_for("bob", "bob%40example.net").await;
    assert_eq!(browser.post(&app.link(2).await, "").await.location(), "/register/details");

    let details = format!("request={alice}&{PASSWORD}&reason={REASON}");
    let stale = browser.post("/register/details", &details).await;
    assert!(is_stale(&stale, "@bob:example.org"), "{}", stale.body);
    assert!(stale.body.contains("friends about gardening") && !stale.body.contains("violet"), "{}", stale.body);
    assert!(app.registrations.list(None, 9).await.expect("read").iter().all(|one| one.answers.reason.is_none()));

    let bob = browser.get("/register/details").await.request().to_owned();
    let sent = browser.post("/register/details", &format!("request={bob}&{PASSWORD}&reason={REASON}")).await;
    assert_eq!(sent.location(), "/register/done");
    let stale = browser.post("/register/details", &details).await;
    assert!(is_stale(&stale, "@bob:example.org"), "also when the other tab is done: {}", stale.body);
}

#[tokio::test]
async fn an_earlier_step_of_an_outdated_tab_changes_nothing() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    browser.post("/register", "username=alice").await;
    let for_alice = browser.get("/register/email").await;
    assert_eq!(for_alice.request(), "alice");
    browser.post("/register", "username=bob").await;
    let stale = browser.post("/register/email", "request=alice&email=a%40example.net").await;
    assert!(is_stale(&stale, "@bob:example.org") && stale.body.contains("a@example.net"), "{}", stale.body);

    browser.asks_for("bob", "bob%40example.net").await;
    let bob = browser.get("/register/sent").await.request().to_owned();
    browser.asks_for("carol", "carol%40example.net").await;
    let stale = browser.post("/register/resend", &format!("request={bob}")).await;
    assert!(is_stale(&stale, "@carol:example.org"), "{}", stale.body);

    assert_eq!(browser.post(&app.link(2).await, "").await.location(), "/register/details");
    let first = browser.post("/register", "username=dora").await;
    assert!(is_stale(&first, "@carol:example.org") && first.body.contains("dora"), "{}", first.body);
    let stale = browser.post("/register/email", "request=alice&email=a%40example.net").await;
    assert!(is_stale(&stale, "@carol:example.org"), "{}", stale.body);
    // After seeing that there is another request, the applicant may start again.
    let carol = browser.get("/register").await.request().to_owned();
    assert_eq!(
        browser.post("/register", &format!("username=dora&request={carol}")).await.location(),
        "/register/email"
    );
}

#[tokio::test]
async fn going_back_to_correct_the_address_works() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    browser.asks_for("alice", "alcie%40example.net").await;
    let corrected = browser.post("/register/email", "request=alice&email=alice%40example.net").await;
    assert_eq!(corrected.location(), "/register/sent?mail=queued");
}

#[tokio::test]
async fn every_step_offers_this_is_not_me() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    browser.post("/register", "username=alice").await;
    browser.can_be_left(&["/register", "/register/email"]).await;
    browser.asks_for("alice", "alice%40example.net").await;
    browser.can_be_left(&["/register", "/register/email", "/register/sent"]).await;
    browser.post(&app.link(1).await, "").await;
    browser.can_be_left(&["/register", "/register/details"]).await;
    browser.post("/register/details", &format!("{PASSWORD}&reason={REASON}")).await;
    browser.can_be_left(&["/register", "/register/done"]).await;
    assert_eq!(app.registrations.list(None, 9).await.expect("read").len(), 1, "the request itself is unchanged");
    let mut stranger = app.browser();
    assert!(!stranger.get("/register").await.body.contains("/register/forget"), "there is nothing to forget");
}

#[tokio::test]
async fn every_step_reports_missing_cookies() {
    let app = TestApp::start().await;
    let next = app.browser().post("/register", "username=alice").await.header("location").to_owned();
    let told = app.browser().get(&next).await;
    assert!(told.status == 400 && told.body.contains("Please allow cookies"), "{}", told.body);
    for path in ["/register/email", "/register/resend"] {
        let told = app.browser().post(path, "email=alice%40example.net").await;
        assert!(told.status == 400 && told.body.contains("Please allow cookies"), "{path}: {}", told.body);
    }
    app.browser().asks_for("alice", "alice%40example.net").await;
    let next = app.browser().post(&app.link(1).await, "").await.header("location").to_owned();
    assert_eq!(app.browser().get(&next).await.status, 400);
    let told = app.browser().post("/register/details", &format!("request=x&{PASSWORD}&reason={REASON}")).await;
    assert!(told.status == 409 && told.body.contains("did not send our cookie"), "{}", told.body);
    assert!(told.body.contains("friends about gardening"), "{}", told.body);
    assert_eq!(app.browser().get("/register/email").await.location(), "/register", "nothing was begun there");
}

#[tokio::test]
async fn over_http_the_page_says_that_https_is_required() {
    let app = TestApp::start().await;
    let page = Request::get("/register/email?begun=1").header("referer", "http://register.example.org/register");
    let told = app.browser().send(page, Body::empty()).await;
    assert!(told.status == 400 && told.body.contains("browsers keep only on secure pages"), "{}", told.body);
}
