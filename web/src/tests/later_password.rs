//! Accounts created after approval, with a mailed password link.

use registration_core::{
    domain::{Account, Actor, NewDecision, RegistrationId, State, Verdict},
    registrations::LinkStatus,
};

use super::{PASSWORD, REASON, test_app::TestApp};

const LATER: &str = "registration: {account_creation: on_approval}\n";

/// Approves a request; returns the path of its password link.
async fn approved(app: &TestApp) -> String {
    let mut browser = app.browser();
    browser.asks_for("alice", "alice%40example.net").await;
    browser.post(&app.link(1).await, "").await;
    let answer = browser.post("/register/details", &format!("reason={REASON}")).await;
    assert_eq!(answer.location(), "/register/done", "{}", answer.body);
    let ruling = NewDecision::new(Verdict::Approve, Actor::Operator);
    app.registrations.moderation().decide(RegistrationId(1), ruling).await.expect("approved");
    let _worker = app.worker();
    while app.registrations.find(RegistrationId(1)).await.expect("read").expect("it").state != State::AwaitingPassword {
        tokio::task::yield_now().await;
    }
    format!("/password/{}", app.token(2).await)
}

#[tokio::test]
async fn on_approval_no_page_asks_for_a_password() {
    let app = TestApp::start_with(LATER).await;
    let mut browser = app.browser();
    let landing = browser.get("/").await.body;
    assert!(
        landing.contains("the e-mail has a link to choose your password") && !landing.contains("Choose a password and")
    );
    browser.asks_for("alice", "alice%40example.net").await;
    let link = app.link(1).await;
    assert!(!browser.get(&link).await.body.contains("choose your password"));
    browser.post(&link, "").await;
    let details = browser.get("/register/details").await.body;
    assert!(!details.contains(r#"type="password""#) && details.contains("You choose your password later"), "{details}");
    let short = browser.post("/register/details", "reason=Because.").await;
    assert!(short.status == 422 && !short.body.contains(r#"type="password""#), "{}", short.body);
    app.homeserver.is_down(true);
    let away = browser.post("/register/details", &format!("reason={REASON}")).await;
    assert!(away.status == 503 && away.body.contains("friends about gardening"), "{}", away.body);
    assert!(!away.body.contains("enter your password again"), "{}", away.body);
    app.homeserver.is_down(false);
    assert_eq!(browser.post("/register/details", &format!("reason={REASON}")).await.location(), "/register/done");
    assert!(browser.get("/register/done").await.body.contains("a link to choose your password"));
}

#[tokio::test]
async fn the_password_link_works_once_and_get_changes_nothing() {
    let app = TestApp::start_with(LATER).await;
    let link = approved(&app).await;
    let mut browser = app.browser();
    for _ in 0..2 {
        let answer = browser.get(&link).await;
        assert!(answer.status == 200 && answer.body.contains("@alice:example.org"), "{}", answer.body);
    }
    let answer = browser.post(&link, "password=alicealicealice&again=alicealicealice").await;
    assert!(answer.status == 422 && answer.body.contains("easy to guess") && answer.body.contains("<meter"));
    let answer = browser.post(&link, "password=violet+kayak+mends+the+clock&again=x").await;
    assert!(answer.status == 422 && answer.body.contains("do not match") && !answer.body.contains("violet"));
    assert_eq!(browser.post(&link, "").await.status, 422);
    app.homeserver.is_down(true);
    let answer = browser.post(&link, PASSWORD).await;
    assert!(answer.status == 503 && answer.body.contains("Your link still works"), "{}", answer.body);
    app.homeserver.is_down(false);
    assert_eq!(browser.post(&link, PASSWORD).await.location(), link);
    let set = browser.get(&link).await;
    assert!(set.status == 200 && set.body.contains("Your account is ready"), "{}", set.body);
    let again = browser.post(&link, PASSWORD).await;
    assert!(again.body.contains("Your account is ready") && !again.body.contains("method=\"post\""), "{}", again.body);
}

#[tokio::test]
async fn an_invalid_password_link_says_why() {
    let app = TestApp::start_with(LATER).await;
    let link = approved(&app).await;
    let mut browser = app.browser();
    let unknown = format!("/password/{}", "A".repeat(43));
    let verification = app.link(1).await.replace("/verify/", "/password/");
    for (path, said) in [
        ("/password/abc", "Part of this link"),
        (&*unknown, "We do not recognise"),
        (&*verification, "We do not recognise"),
    ] {
        for answer in [browser.get(path).await, browser.post(path, PASSWORD).await] {
            assert!(answer.status == 404 && answer.body.contains(said), "{path} {}", answer.body);
        }
    }
    let other = link.replace("/password/", "/verify/");
    assert_eq!(browser.post(&other, "").await.status, 404, "it proves no address");
    let answer = browser.post(&format!("{link}/resend"), "").await;
    assert!(answer.status == 429 && answer.body.contains("Please try again in 1 minute."), "{}", answer.body);
    assert!((1..=60).contains(&answer.wait()), "{}", answer.wait());

    app.homeserver.has("alice");
    let answer = browser.post(&link, PASSWORD).await;
    assert!(answer.status == 410 && answer.body.contains("no longer available"), "{}", answer.body);
    let ended = browser.get(&link).await;
    assert!(ended.status == 410 && ended.body.contains("a request that has ended"), "{}", ended.body);
}

#[tokio::test]
async fn the_status_page_resends_the_link_within_a_limit() {
    let app = TestApp::start_with(LATER).await;
    approved(&app).await;
    let registration = app.registrations.find(RegistrationId(1)).await.expect("read").expect("it");
    let status = format!("/status/{}", app.registrations.status_token(&registration));
    let mut browser = app.browser();
    let page = browser.get(&status).await.body;
    assert!(page.contains("E-mail me the link") && !page.contains("alice"), "{page}");
    let answer = browser.post(&format!("{status}/link"), "").await;
    assert!(answer.status == 429 && answer.body.contains("Please try again in 1 minute."), "{}", answer.body);
    assert!((1..=60).contains(&answer.wait()), "{}", answer.wait());
    assert_eq!(browser.post("/status/abc/link", "").await.status, 404);
}

#[tokio::test]
async fn django_urls_redirect_only_with_valid_tokens() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    browser.asks_for("alice", "alice%40example.net").await;
    let token = app.token(1).await;
    for slash in ["", "/"] {
        assert_eq!(browser.get(&format!("/verify-email/{token}{slash}")).await.location(), format!("/verify/{token}"));
        assert_eq!(
            browser.get(&format!("/set-password/{token}{slash}")).await.location(),
            format!("/password/{token}")
        );
        for (page, ours) in [
            ("check-username", "/register"),
            ("email-input", "/register"),
            ("complete-registration", "/register"),
            ("email-sent", "/register/sent"),
            ("registration-complete", "/register/done"),
            ("password-set-success", "/"),
        ] {
            assert_eq!(browser.get(&format!("/{page}{slash}")).await.location(), ours);
        }
        for strange in ["verify-email/a%0d%0ab", "set-password/..%2f..%2fx", "verify-email/%ff"] {
            let answer = browser.get(&format!("/{strange}{slash}")).await;
            assert!(answer.status.is_client_error() && answer.location().is_empty(), "{strange}");
        }
    }
    assert!(
        matches!(app.registrations.applicants().look_at_link(&token).await, Ok(LinkStatus::Valid(_))),
        "nothing has changed"
    );
}

#[tokio::test]
async fn the_account_not_the_config_decides_what_happens_next() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    browser.asks_for("alice", "alice%40example.net").await;
    browser.post(&app.link(1).await, "").await;
    browser.post("/register/details", &format!("{PASSWORD}&reason={REASON}")).await;
    assert!(browser.get("/register/done").await.body.contains("the password that you have just chosen"));
    // Like a request from before the config was changed.
    app.registrations.test_store().set_account(RegistrationId(1), Account::None).await.expect("written");
    assert!(browser.get("/register/done").await.body.contains("a link to choose your password"));
}
