//! Checks on requests, and headers on responses.

use axum::{body::Body, http::Request};

use registration_core::finding::{Code, Finding, Part};

use super::test_app::TestApp;

#[tokio::test]
async fn every_response_has_security_headers_and_no_store() {
    let app = TestApp::start_with("logo_url: https://cdn.example.org/logo.png\n").await;
    let mut browser = app.browser();
    for (path, status) in [("/", 200), ("/register", 200), ("/no/such/page", 404), ("/register/email", 303)] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, status, "{path}");
        for (name, value) in [
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("strict-transport-security", "max-age=31536000"),
        ] {
            assert_eq!(answer.header(name), value, "{path} {name}");
        }
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; style-src 'self'; img-src 'self' data: https://cdn.example.org;")
        );
        assert_eq!(answer.header("x-request-id").len(), 16);
    }
}

#[tokio::test]
async fn the_stylesheet_is_cached_for_a_year() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let page = browser.get("/").await.body;
    let path = page.split(r#"rel="stylesheet" href=""#).nth(1).and_then(|it| it.split('"').next()).expect("a link");
    let style = browser.get(path).await;
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(style.header("cache-control"), "public, max-age=31536000, immutable");
}

#[tokio::test]
async fn a_form_from_another_site_is_refused() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let form = || Request::post("/register").header("content-type", "application/x-www-form-urlencoded");
    for request in [
        form(),
        form().header("sec-fetch-site", "cross-site"),
        form().header("origin", "https://evil.example"),
        form().header("origin", "null"),
    ] {
        let answer = browser.send(request, Body::from("username=alice")).await;
        assert!(
            answer.status == 403 && answer.body.contains("This form was sent from another site"),
            "{}",
            answer.body
        );
        assert_eq!(answer.header("set-cookie"), "");
    }
    let ours = form().header("origin", "https://register.example.org");
    assert_eq!(browser.send(ours, Body::from("username=alice")).await.location(), "/register/email");
}

#[tokio::test]
async fn only_allowed_hosts_get_pages_except_health_checks() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let at = |path: &str, host: &str| Request::get(path).header("host", host);
    let answer = browser.send(at("/", "evil.example"), Body::empty()).await;
    assert!(answer.status == 421 && answer.body.contains("Wrong address"), "{}", answer.body);
    for (path, said) in [("/healthz", "ok"), ("/readyz", "database ok\nsynapse ok\n")] {
        let answer = browser.send(at(path, "10.0.0.7:8000"), Body::empty()).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, said), "{path}");
    }
}

#[tokio::test]
async fn a_request_that_names_two_hosts_is_refused() {
    let app = TestApp::start().await;
    for path in ["/", "/healthz", "/no/such/page"] {
        let two = Request::get(path).header("host", "register.example.org").header("host", "evil.example");
        let answer = app.browser().send(two, Body::empty()).await;
        assert!(answer.status == 400 && answer.body.contains("two different hosts"), "{path}: {}", answer.body);
        let same = Request::get(path).header("host", "register.example.org").header("host", "register.example.org");
        assert_eq!(app.browser().send(same, Body::empty()).await.status, 400, "{path}");
    }
    let other = Request::get("http://evil.example/").header("host", "register.example.org");
    assert_eq!(app.browser().send(other, Body::empty()).await.status, 400);
    let twice = Request::post("/register").header("origin", "https://register.example.org").header("origin", "null");
    assert_eq!(app.browser().send(twice, Body::empty()).await.status, 403);
}

#[tokio::test]
async fn not_ready_while_the_bot_cannot_start() {
    let app = TestApp::start().await;
    app.registrations.operations().note_starting();
    let answer = app.browser().get("/readyz").await;
    assert_eq!(
        (answer.status.as_u16(), answer.body.as_str()),
        (503, "database ok\nsynapse ok\nbot down: it is starting\n")
    );
    let taken = Finding::new(Part::Bot, Code::BotNameTaken, "@secret-name:example.org exists");
    app.registrations.operations().note_failing(&taken);
    let answer = app.browser().get("/readyz").await;
    let said = "database ok\nsynapse ok\nbot down: bot-name-taken: the bot's username belongs to another account\n";
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (503, said), "names are for the log only");
    app.registrations.operations().note_sync();
    assert_eq!(app.browser().get("/readyz").await.status, 200, "nobody waits for an old look to grow older");
}

#[tokio::test]
async fn not_ready_while_synapse_is_down_without_details() {
    let app = TestApp::start().await;
    app.homeserver.is_down(true);
    let request = Request::get("/readyz").header("host", "register.example.org");
    let answer = app.browser().send(request, Body::empty()).await;
    assert_eq!(
        (answer.status.as_u16(), answer.body.as_str()),
        (503, "database ok\nsynapse down: not-synapse: the server at this address is not Synapse\n")
    );
}

#[tokio::test]
async fn an_invalid_form_gets_an_error_page() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let big = format!("username={}", "a".repeat(33_000));
    assert_eq!(browser.post("/register", &big).await.status, 413);
    let json = Request::post("/register").header("content-type", "application/json").header("sec-fetch-site", "none");
    let answer = browser.send(json, Body::from("{}")).await;
    assert!(answer.status == 400 && answer.body.contains("<h1>"), "{}", answer.body);
    let answer = browser.send(Request::put("/register").header("sec-fetch-site", "none"), Body::empty()).await;
    assert!(answer.status == 405 && answer.body.contains("<h1>"), "{}", answer.body);
}
