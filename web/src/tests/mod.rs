//! The pages, tested through a browser with cookies.

mod closed;
mod concurrent_submission;
mod homeserver;
mod input_limits;
mod languages;
mod later_password;
mod middleware;
mod questions;
mod refusals;
mod scanners;
mod spam;
mod tabs;
mod test_app;

use test_app::TestApp;

const PASSWORD: &str = "password=violet+kayak+mends+the+clock&again=violet+kayak+mends+the+clock";
const REASON: &str = "I+would+like+to+talk+with+my+friends+about+gardening.";

impl test_app::Browser {
    async fn asks_for(&mut self, name: &str, email: &str) {
        assert_eq!(self.post("/register", &format!("username={name}")).await.location(), "/register/email");
        let answer = self.post("/register/email", &format!("email={email}")).await;
        assert_eq!(answer.location(), "/register/sent?mail=queued", "the mail server is away");
    }
}

#[tokio::test]
async fn an_applicant_completes_all_steps() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    assert!(browser.get("/").await.body.contains("Request an account on example.org"));
    browser.asks_for("@Alice:example.org", "alice%40example.net").await;
    assert!(browser.get("/register/sent?mail=queued").await.body.contains("alice@example.net"));

    let link = app.link(1).await;
    let seen = browser.get(&link).await;
    assert!(seen.body.contains("@alice:example.org"), "{}", seen.body);
    assert!(browser.get(&link).await.body.contains("Confirm my address"), "looking changes nothing");
    assert_eq!(browser.post(&link, "").await.location(), "/register/details");

    assert!(browser.get("/register/details").await.body.contains("Why would you like to join?"));
    let sent = browser.post("/register/details", &format!("{PASSWORD}&reason={REASON}")).await;
    assert_eq!(sent.location(), "/register/done", "{}", sent.body);
    let twice = browser.post("/register/details", &format!("{PASSWORD}&reason={REASON}")).await;
    assert_eq!(twice.location(), "/register/done");

    let done = browser.get("/register/done").await;
    let status = done.body.split("/status/").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
    let status = app.browser().get(&format!("/status/{status}")).await;
    assert!(status.body.contains("Waiting for a decision"), "{}", status.body);
    assert!(!status.body.contains("alice") && !status.body.contains("gardening"), "{}", status.body);
    assert_eq!(status.header("cache-control"), "no-store");
}

#[tokio::test]
async fn only_the_browser_that_pressed_the_button_continues() {
    let app = TestApp::start().await;
    let (mut first, mut phone) = (app.browser(), app.browser());
    first.asks_for("alice", "alice%40example.net").await;
    let link = app.link(1).await;
    assert_eq!(phone.post(&link, "").await.location(), "/register/details");
    assert!(phone.get("/register/details").await.status.is_success());
    assert_eq!(first.get("/register/details").await.location(), "/register/sent");
    assert_eq!(first.post("/register/details", PASSWORD).await.location(), "/register/sent");
    let used = first.get(&link).await;
    assert!(used.status == 410 && used.body.contains("Send me a new link"), "{}", used.body);
    assert_eq!(phone.get(&link).await.location(), "/register/details");
}

#[tokio::test]
async fn a_double_tap_on_the_button_continues() {
    let app = TestApp::start().await;
    let mut browser = app.browser_at("203.0.113.9");
    browser.asks_for("alice", "alice%40example.net").await;
    let link = app.link(1).await;
    let mut second_tap = browser.clone();
    assert_eq!(browser.post(&link, "").await.location(), "/register/details");
    assert_eq!(second_tap.post(&link, "").await.location(), "/register/details");
    assert_eq!(second_tap.get("/register/details").await.status, 200, "whichever answer the browser shows");
    browser.post("/register/details", &format!("{PASSWORD}&reason={REASON}")).await;
    assert_eq!(app.browser_at("203.0.113.9").post(&link, "").await.status, 410, "the request has gone on");
}

#[tokio::test]
async fn a_refused_field_keeps_its_text() {
    let app = TestApp::start_with("legal: [{title: Rules, url: 'https://example.org/rules'}]\n").await;
    app.homeserver.has("bob");
    let mut browser = app.browser();
    for (typed, said) in
        [("Bob", "is already taken"), ("admin", "reserved for the people"), ("_x", "start with an underscore")]
    {
        let answer = browser.post("/register", &format!("username={typed}")).await;
        assert!(answer.status == 422 && answer.body.contains(said), "{}", answer.body);
        assert!(answer.body.contains(&format!(r#"value="{typed}""#)), "{}", answer.body);
    }
    browser.post("/register", "username=alice").await;
    let answer = browser.post("/register/email", "email=alice").await;
    assert!(answer.status == 422 && answer.body.contains("complete e-mail address"), "{}", answer.body);

    browser.asks_for("alice", "alice%40example.net").await;
    browser.post(&app.link(1).await, "").await;
    let answer = browser.post("/register/details", "password=alicealicealice&again=x&reason=Because.").await;
    assert_eq!(answer.status, 422);
    for said in ["<meter", "easy to guess", "Because.</textarea>", "You have written 8 characters", "tick this box"] {
        assert!(answer.body.contains(said), "{said}: {}", answer.body);
    }
    assert!(!answer.body.contains("alicealicealice"));
    let answer = browser.post("/register/details", &format!("{PASSWORD}&reason={REASON}&agree=yes")).await;
    assert_eq!(answer.location(), "/register/done");
}

#[tokio::test]
async fn text_is_kept_while_synapse_is_down() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    app.homeserver.is_down(true);
    let answer = browser.post("/register", "username=alice").await;
    assert!(answer.status == 503 && answer.body.contains(r#"value="alice""#), "{}", answer.body);
    app.homeserver.is_down(false);
    browser.asks_for("alice", "alice%40example.net").await;
    browser.post(&app.link(1).await, "").await;
    app.homeserver.is_down(true);
    let answer = browser.post("/register/details", &format!("{PASSWORD}&reason={REASON}")).await;
    assert!(answer.status == 503 && answer.body.contains("friends about gardening"), "{}", answer.body);
    assert!(!answer.body.contains("violet"));
}

#[tokio::test]
async fn text_is_kept_while_the_database_is_down() {
    let app = TestApp::start().await;
    let mut browser = app.browser_at("203.0.113.9");
    browser.asks_for("alice", "alice%40example.net").await;
    browser.post(&app.link(1).await, "").await;
    app.registrations.test_store().fail_all().await;
    let answer = browser.post("/register/details", &format!("{PASSWORD}&reason={REASON}")).await;
    assert!(answer.status == 500 && answer.body.contains("friends about gardening"), "{}", answer.body);
    assert!(
        answer.body.contains("Something went wrong on our side, so your request was not submitted"),
        "{}",
        answer.body
    );
    assert!(answer.body.contains("we do not store it") && !answer.body.contains("violet"));
}

#[tokio::test]
async fn a_reason_may_have_2000_characters_of_any_script() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    browser.asks_for("alice", "alice%40example.net").await;
    browser.post(&app.link(1).await, "").await;
    let reason = |count| "%E5%BA%AD".repeat(count);
    let answer = browser.post("/register/details", &format!("{PASSWORD}&reason={}", reason(2001))).await;
    assert!(answer.status == 422 && answer.body.contains("You have written 2,001 characters"), "{}", answer.status);
    let answer = browser.post("/register/details", &format!("{PASSWORD}&reason={}", reason(2000))).await;
    assert_eq!(answer.location(), "/register/done", "{}", answer.status);
}

#[tokio::test]
async fn a_username_lost_to_another_request_can_be_changed() {
    let app = TestApp::start().await;
    let (mut early, mut late) = (app.browser(), app.browser());
    early.asks_for("alice", "alice%40example.net").await;
    late.asks_for("alice", "other%40example.net").await;
    early.post(&app.link(1).await, "").await;
    let link = app.link(2).await;
    let answer = late.post(&link, "").await;
    assert!(
        answer.status == 409 && answer.body.contains("someone else has taken @alice:example.org"),
        "{}",
        answer.body
    );
    let answer = late.post(&link, "username=ALICE").await;
    assert!(answer.status == 422 && answer.body.contains("is already taken"), "{}", answer.body);
    assert_eq!(late.post(&link, "username=alice2").await.location(), "/register/details");

    app.homeserver.has("alice2"); // registered in Synapse between the steps
    let answer = late.post("/register/details", &format!("{PASSWORD}&reason={REASON}")).await;
    assert!(answer.status == 409 && answer.body.contains(r#"name="username""#), "{}", answer.body);
    assert!(answer.body.contains("friends about gardening") && answer.body.contains("we do not store it"));
    let again = format!("{PASSWORD}&reason={REASON}&username=alice3");
    assert_eq!(late.post("/register/details", &again).await.location(), "/register/done");
}

#[tokio::test]
async fn an_applicants_own_username_is_not_called_taken() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    browser.asks_for("alice", "alice%40example.net").await;
    browser.post(&app.link(1).await, "").await;
    app.homeserver.has("alice"); // registered in Synapse between the steps
    let details = format!("{PASSWORD}&reason={REASON}");
    assert_eq!(browser.post("/register/details", &details).await.status, 409);
    app.homeserver.makes_nothing(true);
    let renamed = format!("{details}&username=Berta");
    let answer = browser.post("/register/details", &renamed).await;
    assert!(answer.status == 503 && answer.body.contains(r#"value="Berta""#), "{}", answer.body);
    app.homeserver.makes_nothing(false);
    let answer = browser.post("/register/details", &renamed).await;
    assert_eq!(answer.location(), "/register/done", "{}", answer.body);
}

#[tokio::test]
async fn an_invalid_link_says_what_to_do() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let unknown = format!("/verify/{}", "A".repeat(43));
    for (path, said) in [("/verify/abc", "Part of this link is missing"), (&*unknown, "We do not recognise this link")]
    {
        for answer in [browser.get(path).await, browser.post(path, "").await] {
            assert!(answer.status == 404 && answer.body.contains(said), "{}", answer.body);
            assert!(answer.body.contains(r#"href="/register/link""#), "{}", answer.body);
        }
    }
    assert_eq!(browser.get("/status/abc").await.status, 404);
    let (known, stranger) = (app.browser(), app.browser());
    known.clone().asks_for("alice", "alice%40example.net").await;
    let mut said = vec![];
    for (mut browser, email) in [(known, "alice%40example.net"), (stranger, "nobody%40example.net")] {
        said.push(browser.post("/register/link", &format!("email={email}")).await.body);
    }
    assert_eq!(said[0], said[1], "the answer does not tell who is known");
}

#[tokio::test]
async fn a_second_request_with_one_address_leads_to_the_first() {
    let app = TestApp::start().await;
    let (mut first, mut second) = (app.browser(), app.browser());
    first.asks_for("alice", "alice%40example.net").await;
    second.asks_for("alicia", "alice%40example.net").await;
    assert_eq!(first.post(&app.link(1).await, "").await.location(), "/register/details");
    let link = app.link(2).await;
    let answer = second.post(&link, "").await;
    assert!(answer.status == 409 && answer.body.contains("You can continue that request"), "{}", answer.body);
    assert!(
        answer.body.contains(&format!(r#"action="{link}/resend""#)) && !answer.body.contains("e-mail you the decision")
    );
    first.post("/register/details", &format!("{PASSWORD}&reason={REASON}")).await;
    let answer = second.post(&link, "").await;
    assert!(answer.status == 409 && answer.body.contains("e-mail you the decision"), "{}", answer.body);
}

#[tokio::test]
async fn a_skipped_step_redirects_back() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    for path in ["/register/email", "/register/sent", "/register/details", "/register/done"] {
        assert_eq!(browser.get(path).await.location(), "/register", "{path}");
    }
    browser.post("/register", "username=alice").await;
    for path in ["/register/sent", "/register/details", "/register/done"] {
        assert_eq!(browser.get(path).await.location(), "/register/email", "{path}");
    }
    assert!(browser.get("/register").await.body.contains(r#"value="alice""#));
}
