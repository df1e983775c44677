//! Spam: the honeypot and the puzzle.

use registration_core::testing::answer_to;

use super::test_app::{Answer, Browser, TestApp};

const ON: &str = "proof_of_work: {enabled: true, difficulty: 20, without_javascript: refuse}\n";
const OPTIONAL: &str = "proof_of_work: {enabled: true, difficulty: 20}\n";

impl Browser {
    async fn sends_address(&mut self, email: &str, answer: &str) -> Answer {
        let answer = answer.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
        self.post("/register/email", &format!("email={email}%40example.net&comments=&altcha={answer}")).await
    }

    async fn answer(&mut self) -> String {
        let puzzle = self.get("/register/puzzle").await;
        assert_eq!(puzzle.header("content-type"), "application/json");
        assert_eq!(puzzle.header("cache-control"), "no-store");
        answer_to(&puzzle.body)
    }
}

async fn stored(app: &TestApp) -> usize {
    app.registrations.list(None, 9).await.expect("read").len()
}

#[tokio::test]
async fn a_triggered_honeypot_stores_nothing() {
    let app = TestApp::start().await;
    for (first, second) in [("comments=x", ""), ("", "comments=x"), ("website=x", "website=x")] {
        let mut machine = app.browser();
        let named = machine.post("/register", &format!("username=zoe&{first}")).await;
        assert_eq!(named.location(), "/register/email");
        let page = machine.get("/register/email").await;
        assert!(page.status.is_success() && page.body.contains("@zoe:example.org"), "{}", page.body);
        let sent = machine.post("/register/email", &format!("email=v%40example.net&{second}")).await;
        assert_eq!(sent.location(), "/register/sent");
        assert!(machine.get("/register/sent").await.body.contains("v@example.net"));
        assert_eq!(machine.get("/register/details").await.location(), "/register/sent");
    }
    let mut machine = app.browser();
    machine.post("/register", "username=zoe&comments=x").await;
    let wrong = machine.post("/register/email", "email=v&comments=x").await;
    assert_eq!(wrong.status, 422, "what is wrong is as wrong as ever");
    assert_eq!(stored(&app).await, 0);

    machine.asks_for("zoe", "v%40example.net").await;
    assert_eq!(stored(&app).await, 1, "who was caught can still behave like a person");
}

impl Answer {
    /// The parts of a response that a bot can compare, without those that always differ.
    fn looks(&self) -> (u16, Vec<String>, String) {
        let is_random = |name: &str| name == "x-request-id";
        let headers = self.headers.iter().filter(|(name, _)| !is_random(name.as_str()));
        let headers = headers.map(|(name, value)| match name.as_str() {
            // Some characters are percent-encoded.
            "set-cookie" => {
                let escaped = value.to_str().expect("text").matches('%').count();
                format!("set-cookie of {} bytes", value.len() - 2 * escaped)
            }
            // A second may pass between the two responses.
            "retry-after" => "retry-after".to_owned(),
            name => format!("{name}: {}", value.to_str().expect("text")),
        });
        let mark = r#"name="request" value=""#;
        let body = match self.body.split_once(mark).and_then(|(before, rest)| Some((before, rest.split_once('"')?))) {
            Some((before, (mark, after))) => format!("{before}{} characters{after}", mark.len()),
            None => self.body.clone(),
        };
        (self.status.as_u16(), headers.collect(), body)
    }
}

#[tokio::test]
async fn no_response_reveals_a_triggered_honeypot() {
    const STEPS: [(&str, &str); 14] = [
        ("/register", "username=admin"),
        ("/register", "username=bob"),
        ("/register", "username=_x"),
        ("/register", "username=zoe"),
        ("/register/email", ""),
        ("/register/email", "email=nobody"),
        ("/register/email", "email=zoe%40example.net"),
        ("/register/sent?mail=queued", ""),
        ("/register/resend", "again"),
        ("/register/resend", "again"),
        ("/register/details", ""),
        ("/register", ""),
        ("/register/email", "email=zoe%40example.net"),
        ("/register/email", "email=zoe%40example.net"),
    ];
    let mut seen = vec![];
    // The honeypot imitates the last delivery to a person, so that one comes first.
    for (trap, address) in [("", "203.0.113.1"), ("x", "203.0.113.2")] {
        let app = TestApp::start_with("rate_limit: {email_submission: 2}\n").await;
        app.homeserver.has("bob");
        app.browser_at("203.0.113.3").asks_for("first", "first%40example.net").await;
        let (mut browser, mut looks) = (app.browser_at(address), vec![]);
        for (path, fields) in STEPS {
            let answer = match fields {
                "" => browser.get(path).await,
                fields => browser.post(path, &format!("{fields}&comments={trap}")).await,
            };
            looks.push((path, fields, answer.looks()));
        }
        assert_eq!(stored(&app).await, if trap.is_empty() { 3 } else { 1 });
        seen.push(looks);
    }
    let [people, machines] = seen.try_into().expect("both");
    for (person, machine) in people.into_iter().zip(machines) {
        assert_eq!(person, machine);
    }
}

#[tokio::test]
async fn the_honeypot_can_be_made_visible() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    browser.asks_for("alice", "alice%40example.net").await;
    assert!(browser.get("/register/sent").await.body.contains(r#"href="/register?shown=1""#), "everybody is told");
    for path in ["/register?shown=1", "/register/email?begun=1&shown=1"] {
        let page = browser.get(path).await.body;
        assert!(page.contains(r#"<div class="field"><label for="comments">"#), "{page}");
        assert!(page.contains(r#"name="shown" value="1""#) && !page.contains(r#"class="trap""#), "{page}");
    }
    let next = browser.post("/register", "username=alice&comments=&shown=1").await;
    assert_eq!(next.header("location"), "/register/email?begun=1&shown=1");
}

#[tokio::test]
async fn many_mails_to_a_mailbox_require_a_puzzle() {
    let app = TestApp::start_with("proof_of_work: {difficulty: 2}\n").await;
    for (number, email) in ["victim", "vic.tim", "v.ictim", "victim%2Ba", "v.i.c.t.i.m"].iter().enumerate() {
        app.browser_at(&format!("203.0.113.{number}")).asks_for("alice", &format!("{email}%40gmail.com")).await;
    }
    let mut browser = app.browser_at("203.0.113.99");
    browser.post("/register", "username=alice").await;
    let refused = browser.post("/register/email", "email=victi.m%40googlemail.com").await;
    assert!(refused.status == 422 && refused.body.contains(r#"id="puzzle""#), "{}", refused.body);
    assert!(refused.body.contains("Many e-mails have been requested today"), "{}", refused.body);
    assert!(refused.header("content-security-policy").contains("script-src 'self'"));
    let answer = browser.answer().await.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let sent = browser.post("/register/email", &format!("email=victi.m%40googlemail.com&altcha={answer}")).await;
    assert_eq!(sent.location(), "/register/sent?mail=queued", "{}", sent.body);
}

#[tokio::test]
async fn the_honeypot_is_hidden_from_people() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let first = browser.get("/register").await.body;
    browser.post("/register", "username=alice").await;
    for page in [first, browser.get("/register/email").await.body] {
        let (_, trap) = page.split_once(r#"<div class="trap" aria-hidden="true">"#).expect("a trap");
        let (trap, _) = trap.split_once("</div>").expect("its end");
        assert!(
            trap.contains(r#"<textarea id="comments" name="comments""#)
                && trap.contains(r#"tabindex="-1" autocomplete="off""#),
            "{trap}"
        );
        assert!(trap.contains("Leave this field empty"), "for browsers that draw no styles: {trap}");
    }
    assert!(include_str!("../../assets/style.css").contains(".trap { display: none; }"));
}

#[tokio::test]
async fn a_solved_puzzle_allows_one_mail() {
    let app = TestApp::start_with(ON).await;
    let mut browser = app.browser();
    browser.post("/register", "username=alice").await;
    let answer = browser.answer().await;
    let wrong = browser.post("/register/email", "email=alice&altcha=").await;
    assert!(wrong.status == 422 && wrong.body.contains("complete e-mail address"), "{}", wrong.body);
    assert_eq!(browser.sends_address("alice", &answer).await.location(), "/register/sent?mail=queued");

    for (answer, said) in
        [(answer.as_str(), "submit the form again"), ("e30=", "submit the form again"), ("", "turn it on")]
    {
        let mut bot = app.browser();
        bot.post("/register", "username=bot").await;
        let refused = bot.sends_address("bot", answer).await;
        assert!(refused.status == 422 && refused.body.contains(said), "{}", refused.body);
        assert!(refused.body.contains(r#"value="bot@example.net""#), "what was typed is kept: {}", refused.body);
        assert_eq!(bot.get("/register/details").await.location(), "/register/email", "the name is kept as well");
    }
    assert_eq!(stored(&app).await, 1);
}

#[tokio::test]
async fn without_javascript_a_network_gets_one_mail_a_day() {
    let app = TestApp::start_with(OPTIONAL).await;
    let mut first = app.browser_at("203.0.113.9");
    first.post("/register", "username=alice").await;
    assert_eq!(first.sends_address("alice", "").await.location(), "/register/sent?mail=queued");
    let mut second = app.browser_at("203.0.113.9");
    second.post("/register", "username=bob").await;
    let refused = second.sends_address("bob", "").await;
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (429, "86400"), "{}", refused.body);
    assert!(refused.body.contains("Without JavaScript we cannot run our bot check"), "{}", refused.body);
    let answer = second.answer().await;
    assert_eq!(second.sends_address("bob", &answer).await.location(), "/register/sent?mail=queued");
}

#[tokio::test]
async fn only_step_2_runs_scripts_and_only_our_own() {
    for (config, noscript) in [(ON, true), (OPTIONAL, false)] {
        let app = TestApp::start_with(config).await;
        let mut browser = app.browser();
        for path in ["/", "/register", "/no/such/page", "/verify/x"] {
            let page = browser.get(path).await;
            assert!(!page.header("content-security-policy").contains("script"), "{path}");
            assert!(!page.body.contains("<script"), "{path}");
        }
        browser.post("/register", "username=alice").await;
        for page in [browser.get("/register/email").await, browser.post("/register/email", "email=x").await] {
            let policy = page.header("content-security-policy");
            assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"), "{policy}");
            assert!(policy.ends_with("script-src 'self'; worker-src 'self'; connect-src 'self'"), "{policy}");
            assert_eq!(page.body.contains("<noscript>"), noscript);
            for rest in page.body.split("\"/static/").skip(1) {
                let path = format!("/static/{}", rest.split('"').next().expect("an end"));
                let file = browser.get(&path).await;
                assert!(file.status.is_success(), "{path}");
                assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable", "{path}");
            }
        }
    }
    let app = TestApp::start().await;
    let mut browser = app.browser();
    browser.post("/register", "username=alice").await;
    let page = browser.get("/register/email").await;
    assert!(!page.body.contains("puzzle") && !page.header("content-security-policy").contains("script"));
}
