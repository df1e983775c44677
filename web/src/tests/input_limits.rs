//! Expensive input, and steps out of order.

use super::{
    PASSWORD, REASON,
    test_app::{self, TestApp},
};

/// Inputs of the maximum length, whose characters expand when they are folded, decomposed or rendered.
fn expensive_inputs() -> Vec<String> {
    let encoded = |char: &str| char.bytes().fold(String::new(), |text, byte| text + &format!("%{byte:02X}"));
    ["\u{fdfa}", "\u{0130}", "a\u{0301}\u{0489}", "\u{202e}", "\u{1f468}\u{200d}", "(", "@", ".", "xn--", "\0"]
        .map(|char| {
            let one = encoded(char);
            one.repeat(31_000 / one.len())
        })
        .into()
}

#[tokio::test]
async fn no_input_makes_a_field_slow() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    browser.asks_for("alice", "alice%40example.net").await;
    let link = app.link(1).await;
    browser.post(&link, "").await;
    let mut other = app.browser();
    other.post("/register", "username=bert").await;
    for bomb in expensive_inputs() {
        // 503 would mean that it took more than 30 seconds.
        let named = app.browser().post("/register", &format!("username={bomb}")).await;
        assert_eq!(named.status, 422, "{bomb:.12}");
        for typed in [bomb.clone(), format!("{bomb}%40example.net"), format!("a%40{bomb}")] {
            assert_eq!(other.post("/register/email", &format!("email={typed}")).await.status, 422, "{bomb:.12}");
        }
        let short = format!("password={bomb}&again={bomb}&reason={REASON}");
        if short.len() < 32_000 {
            assert_eq!(browser.post("/register/details", &short).await.status, 422, "{bomb:.12}");
        }
        let half = &bomb[..bomb.len() / 2 / 36 * 36];
        let weak = browser.post("/register/details", &format!("password={half}&again={half}&reason={REASON}")).await;
        assert!(weak.status == 422 || weak.status == 400, "{bomb:.12}: {}", weak.status);
        let long = browser.post("/register/details", &format!("password=x&again=x&reason={bomb}")).await;
        assert_eq!(long.status, 422, "{bomb:.12}");
    }
    let done = browser.post("/register/details", &format!("{PASSWORD}&reason={REASON}")).await;
    assert_eq!(done.location(), "/register/done", "nothing of it was in the way");
}

#[tokio::test]
async fn an_old_cookie_does_not_reopen_a_finished_step() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    browser.asks_for("alice", "alice%40example.net").await;
    let at_the_mailbox = browser.clone();
    let link = app.link(1).await;
    browser.post(&link, "").await;
    let proven = browser.clone();
    let details = format!("{PASSWORD}&reason={REASON}");
    assert_eq!(browser.post("/register/details", &details).await.location(), "/register/done");

    // Again with the old cookie: nothing is submitted twice or changed.
    let again = proven.clone().post("/register/details", &details.replace("gardening", "something")).await;
    assert_eq!(again.location(), "/register/done");
    let request = app.registrations.list(None, 9).await.expect("read").remove(0);
    assert!(request.answers.reason.is_some_and(|reason| reason.as_str().contains("gardening")));
    assert_eq!(at_the_mailbox.clone().post("/register/details", &details).await.location(), "/register/sent");
    assert_eq!(at_the_mailbox.clone().post(&link, "").await.status, 410, "the link has done its work");

    // Somebody else's cookie does not help with a link, nor does a link without its cookie.
    let mut stranger = app.browser();
    assert_eq!(stranger.post(&link, "").await.status, 410);
    assert_eq!(stranger.get("/register/details").await.location(), "/register");
    assert_eq!(stranger.post("/register/resend", "").await.status, 400, "no cookie came");
}

impl test_app::Browser {
    /// The path at the end of all redirects.
    async fn is_led_on(&mut self, from: &str) -> String {
        let mut at = from.to_owned();
        for _ in 0..3 {
            let answer = self.get(&at).await;
            if answer.status == 200 {
                break;
            }
            at = answer.location().to_owned();
        }
        at
    }
}

#[tokio::test]
async fn a_cookie_from_before_a_restore_opens_no_other_request() {
    let (before, after) = (TestApp::start().await, TestApp::start().await);
    let mut alice = before.browser();
    alice.asks_for("alice", "alice%40example.net").await;
    let at_the_mailbox = alice.clone();
    alice.post(&before.link(1).await, "").await;
    assert_eq!(alice.get("/register/details").await.status, 200);

    // Ids start again, with the same secret key.
    let mut bert = after.browser();
    bert.asks_for("bert", "bert%40example.net").await;
    bert.post(&after.link(1).await, "").await;
    assert_eq!(bert.get("/register/details").await.status, 200);
    for mut stale in [alice.before(&after), at_the_mailbox.before(&after)] {
        for path in ["/register/details", "/register/done", "/register/sent"] {
            assert_eq!(stale.is_led_on(path).await, "/register", "{path}");
        }
        let details = format!("{PASSWORD}&reason={REASON}");
        let sent = stale.post("/register/details", &details).await;
        assert!(sent.status == 400 || stale.is_led_on(sent.location()).await == "/register", "{}", sent.status);
        assert_eq!(stale.post("/register/resend", "").await.status, 400);
        let first = stale.get("/register").await;
        assert!(first.status == 200 && !first.body.contains("/register/details"), "{}", first.body);
    }
}
