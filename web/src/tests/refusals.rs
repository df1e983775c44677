//! Rules and rate limits: the messages, the kept text, and what stays secret.

use axum::{body::Body, http::Request};
use registration_core::domain::RuleKind;

use super::{PASSWORD, REASON, test_app::TestApp};

const HOME: &str = "203.0.113.9";

#[tokio::test]
async fn a_blocked_username_or_email_is_shown_at_its_field() {
    let app = TestApp::start().await;
    app.keeps_out(RuleKind::Username, "^spam", None).await;
    app.keeps_out(RuleKind::Email, r"@trash\.example$", Some("No <throwaway> mailboxes")).await;
    let mut browser = app.browser();
    let answer = browser.post("/register", "username=Spammer").await;
    assert!(answer.status == 422 && answer.body.contains("This username is not available."), "{}", answer.body);
    assert!(answer.body.contains(r#"value="Spammer""#) && !answer.body.contains("^spam"), "{}", answer.body);

    browser.post("/register", "username=alice").await;
    let answer = browser.post("/register/email", "email=alice%40trash.example").await;
    assert!(answer.status == 422 && answer.body.contains("You cannot use this e-mail address here."));
    assert!(answer.body.contains("No &lt;throwaway&gt; mailboxes"), "{}", answer.body);
    assert!(answer.body.contains(r#"value="alice@trash.example""#) && !answer.body.contains('$'), "{}", answer.body);
}

#[tokio::test]
async fn a_username_invalid_for_synapse_is_shown_at_its_field() {
    let app = TestApp::start().await;
    app.homeserver.refuses("alice");
    let mut browser = app.browser();
    let answer = browser.post("/register", "username=alice").await;
    assert!(answer.status == 422 && answer.body.contains("This server does not allow this username."));
    assert!(answer.body.contains(r#"id="username-error""#) && answer.body.contains(r#"value="alice""#));

    browser.asks_for("berta", "post%40example.net").await;
    browser.post(&app.link(1).await, "").await;
    app.homeserver.refuses("berta");
    let answer = browser.post("/register/details", &format!("{PASSWORD}&reason={REASON}")).await;
    assert!(answer.status == 422 && answer.body.contains(r#"name="username""#), "{}", answer.body);
    assert!(answer.body.contains("does not allow @berta") && answer.body.contains("friends about gardening"));
}

#[tokio::test]
async fn a_username_blocked_later_keeps_the_other_fields() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    browser.post("/register", "username=alice").await;
    app.keeps_out(RuleKind::Username, "^alice$", None).await;
    let answer = browser.post("/register/email", "email=alice%40example.net").await;
    assert!(answer.status == 422 && answer.body.contains(r#"action="/register""#), "{}", answer.body);
    assert!(answer.body.contains("This username is not available."), "{}", answer.body);
    assert_eq!(browser.post("/register", "username=berta").await.location(), "/register/email");
    assert!(browser.get("/register/email").await.body.contains("alice@example.net"), "the address is kept");

    browser.post("/register/email", "email=alice%40example.net").await;
    app.keeps_out(RuleKind::Username, "^berta$", Some("Berta is our cat")).await;
    let link = app.link(1).await;
    let answer = browser.post(&link, "").await;
    assert!(answer.status == 422 && answer.body.contains("@berta:example.org is not available"), "{}", answer.body);
    assert!(answer.body.contains("Berta is our cat") && !answer.body.contains("someone else has taken"));
    let again = browser.post(&link, "username=alice").await;
    assert!(again.status == 422 && !again.body.contains("someone else has taken"), "{}", again.body);
    assert_eq!(browser.post(&link, "username=carol").await.location(), "/register/details");

    app.keeps_out(RuleKind::Username, "^carol$", None).await;
    let answer = browser.post("/register/details", &format!("{PASSWORD}&reason={REASON}")).await;
    assert!(answer.status == 422 && answer.body.contains("friends about gardening"), "{}", answer.body);
    assert!(answer.body.contains(r#"name="username""#) && answer.body.contains("@carol:example.org is not available"));
    let again = format!("{PASSWORD}&reason={REASON}&username=dora");
    assert_eq!(browser.post("/register/details", &again).await.location(), "/register/done");
}

#[tokio::test]
async fn a_blocked_network_gets_a_page_at_every_step() {
    let app = TestApp::start().await;
    let mut browser = app.browser_at(HOME);
    browser.asks_for("alice", "alice%40example.net").await;
    let link = app.link(1).await;
    app.keeps_out(RuleKind::Address, "203.0.113.0/24", None).await;
    for (path, form) in [("/register", "username=bob"), ("/register/email", "email=b%40example.net"), (&*link, "")] {
        let answer = browser.post(path, form).await;
        assert!(
            answer.status == 403 && answer.body.contains("We cannot accept this request"),
            "{path} {}",
            answer.body
        );
        assert!(!answer.body.contains("203.0.113") && !answer.body.contains("Reason:"), "{}", answer.body);
    }
    assert_eq!(app.browser_at("198.51.100.7").post("/register", "username=bob").await.status, 303);

    let mut elsewhere = app.browser_at("198.51.100.7");
    assert_eq!(elsewhere.post(&link, "").await.location(), "/register/details");
    app.keeps_out(RuleKind::Address, "198.51.100.7", Some("Too much spam from there")).await;
    let answer = elsewhere.post("/register/details", &format!("{PASSWORD}&reason={REASON}")).await;
    assert!(answer.status == 403 && answer.body.contains("friends about gardening"), "{}", answer.body);
    assert!(answer.body.contains("Too much spam from there"), "{}", answer.body);
}

#[tokio::test]
async fn the_form_limit_per_client_says_when_to_retry() {
    let app = TestApp::start_with("rate_limit: {forms: 2, forms_minutes: 30}\n").await;
    let mut browser = app.browser_at(HOME);
    for _ in 0..2 {
        assert_eq!(browser.post("/register", "username=alice").await.status, 303);
    }
    let answer = browser.post("/register", "username=alice").await;
    assert_eq!(answer.status, 429);
    assert!(answer.body.contains("Please try again in 30 minutes."), "{}", answer.body);
    let wait = answer.wait();
    assert!((1700..=1800).contains(&wait), "{wait}");

    assert_eq!(browser.get("/register").await.status, 200, "looking is free");
    assert_eq!(browser.post("/register/email", "email=x").await.status, 422, "each form counts for itself");
    assert_eq!(app.browser_at("203.0.113.10").post("/register", "username=alice").await.status, 303);
    for number in ['a', 'b'] {
        let link = format!("/verify/{}", number.to_string().repeat(43));
        assert_eq!(browser.post(&link, "").await.status, 404);
    }
    let link = format!("/verify/{}", "c".repeat(43));
    assert_eq!(browser.post(&link, "").await.status, 429, "another token is no other form");
}

#[tokio::test]
async fn mails_are_limited_per_client() {
    let app = TestApp::start_with("rate_limit: {email_submission: 2, email_submission_hours: 24}\n").await;
    for name in ["alice", "berta"] {
        app.browser_at("2001:db8:1:2::7").asks_for(name, &format!("{name}%40example.net")).await;
    }
    let mut third = app.browser_at("2001:db8:1:2:ffff::1");
    third.post("/register", "username=carol").await;
    let answer = third.post("/register/email", "email=carol%40example.net").await;
    assert!(answer.status == 429 && answer.body.contains("Please try again in 24 hours."), "{}", answer.body);
    assert!(answer.wait() > 86_000);
    app.browser_at("2001:db8:1:3::1").asks_for("carol", "carol%40example.net").await;
}

#[tokio::test]
async fn forwarding_headers_of_untrusted_peers_are_ignored() {
    for (trust, passes) in [("false", 0), ("true", 3)] {
        let app = TestApp::start_with(&format!("trust_proxy: {trust}\nrate_limit: {{forms: 1}}\n")).await;
        let mut browser = app.browser_at("127.0.0.1");
        browser.post("/register", "username=alice").await;
        let mut admitted = 0;
        for spoofed in ["198.51.100.7", "[2001:db8::7]:443", "6.6.6.6, 198.51.100.8"] {
            let request =
                Request::post("/register").header("sec-fetch-site", "none").header("x-forwarded-for", spoofed);
            admitted += usize::from(browser.send(request, Body::from("username=alice")).await.status == 303);
        }
        assert_eq!(admitted, passes, "{trust}");
        for (name, value) in [
            ("x-forwarded-for", &b"\xff\xfe"[..]),
            ("x-forwarded-for", b",,,"),
            ("x-forwarded-for", b"10.0.0.1, 10.0.0.2, 10.0.0.3"),
            ("forwarded", b"for=\"\xff"),
            ("forwarded", b"for=\"[2001:db8::1]:4711\";x"),
            ("x-request-id", b"\xff"),
        ] {
            let answer = browser.send(Request::get("/register").header(name, value), Body::empty()).await;
            assert_eq!(answer.status, 200, "{name}");
            let form = Request::post("/register").header("sec-fetch-site", "none").header(name, value);
            let answer = browser.send(form, Body::from("username=alice")).await;
            assert!([303, 429].contains(&answer.status.as_u16()), "{name} {}", answer.status);
        }
    }
}
