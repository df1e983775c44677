//! Waves of spam: a field that only machines fill in, and a puzzle for browsers.

use registration_core::testing::answer_to;

use super::desk::{Answer, Browser, Desk};

const ON: &str = "proof_of_work: {enabled: true, difficulty: 20, without_javascript: refuse}\n";
const OPTIONAL: &str = "proof_of_work: {enabled: true, difficulty: 20}\n";

impl Browser {
    async fn sends_address(&mut self, email: &str, answer: &str) -> Answer {
        let answer = answer.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
        self.post("/register/email", &format!("email={email}%40example.net&website=&altcha={answer}")).await
    }

    async fn answer(&mut self) -> String {
        let puzzle = self.get("/register/puzzle").await;
        assert_eq!(puzzle.header("content-type"), "application/json");
        assert_eq!(puzzle.header("cache-control"), "no-store");
        answer_to(&puzzle.body)
    }
}

async fn stored(desk: &Desk) -> usize {
    desk.registrations.list(None, 9).await.expect("read").len()
}

#[tokio::test]
async fn a_machine_that_fills_in_every_field_is_told_what_everybody_is_told_and_nothing_is_stored() {
    let desk = Desk::open().await;
    desk.homeserver.has("bob");
    for (first, second) in [("x", ""), ("", "x"), ("x", "x")] {
        let mut machine = desk.browser();
        let named = machine.post("/register", &format!("username=zoe&website={first}")).await;
        assert_eq!(named.location(), "/register/email");
        let page = machine.get("/register/email").await;
        assert!(page.status.is_success() && page.body.contains("@zoe:example.org"), "{}", page.body);
        let sent = machine.post("/register/email", &format!("email=v%40example.net&website={second}")).await;
        assert_eq!(sent.location(), "/register/sent");
        assert!(machine.get("/register/sent").await.body.contains("v@example.net"));
        assert_eq!(machine.post("/register/resend", "").await.location(), "/register/sent?mail=again");
        assert_eq!(machine.get("/register/details").await.location(), "/register/sent");
    }
    let mut machine = desk.browser();
    let caught = machine.post("/register", "username=bob&website=x").await;
    assert_eq!(caught.location(), "/register/email", "nobody asks Synapse for a machine");
    let wrong = machine.post("/register/email", "email=v&website=x").await;
    assert_eq!(wrong.status, 422, "what is wrong is as wrong as ever");
    assert_eq!(stored(&desk).await, 0);

    machine.asks_for("zoe", "v%40example.net").await;
    assert_eq!(stored(&desk).await, 1, "who was caught can still behave like a person");
}

#[tokio::test]
async fn people_neither_see_the_field_nor_hear_of_it() {
    let desk = Desk::open().await;
    let mut browser = desk.browser();
    let first = browser.get("/register").await.body;
    browser.post("/register", "username=alice").await;
    for page in [first, browser.get("/register/email").await.body] {
        let (_, trap) = page.split_once(r#"<div class="trap" aria-hidden="true">"#).expect("a trap");
        let (trap, _) = trap.split_once("</div>").expect("its end");
        assert!(trap.contains(r#"name="website""#) && trap.contains(r#"tabindex="-1" autocomplete="off""#), "{trap}");
        assert!(trap.contains("leave this field empty"), "for browsers that draw no styles: {trap}");
    }
    assert!(include_str!("../../assets/style.css").contains(".trap { display: none; }"));
}

#[tokio::test]
async fn an_answered_puzzle_is_a_ticket_for_one_mail_and_a_refusal_costs_no_words() {
    let desk = Desk::open_with(ON).await;
    let mut browser = desk.browser();
    browser.post("/register", "username=alice").await;
    let answer = browser.answer().await;
    let wrong = browser.post("/register/email", "email=alice&altcha=").await;
    assert!(wrong.status == 422 && wrong.body.contains("needs a name, an @"), "{}", wrong.body);
    assert_eq!(browser.sends_address("alice", &answer).await.location(), "/register/sent?mail=queued");

    for (answer, said) in
        [(answer.as_str(), "press the button once more"), ("e30=", "press the button once more"), ("", "turn it on")]
    {
        let mut bot = desk.browser();
        bot.post("/register", "username=bot").await;
        let refused = bot.sends_address("bot", answer).await;
        assert!(refused.status == 422 && refused.body.contains(said), "{}", refused.body);
        assert!(refused.body.contains(r#"value="bot@example.net""#), "what was typed is kept: {}", refused.body);
        assert_eq!(bot.get("/register/details").await.location(), "/register/email", "the name is kept as well");
    }
    assert_eq!(stored(&desk).await, 1);
}

#[tokio::test]
async fn without_scripts_a_network_has_one_mail_where_the_operator_allows_it() {
    let desk = Desk::open_with(OPTIONAL).await;
    let mut first = desk.browser_at("203.0.113.9");
    first.post("/register", "username=alice").await;
    assert_eq!(first.sends_address("alice", "").await.location(), "/register/sent?mail=queued");
    let mut second = desk.browser_at("203.0.113.9");
    second.post("/register", "username=bob").await;
    let refused = second.sends_address("bob", "").await;
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (429, "86400"), "{}", refused.body);
    assert!(refused.body.contains("With JavaScript you can go on at once"), "{}", refused.body);
    let answer = second.answer().await;
    assert_eq!(second.sends_address("bob", &answer).await.location(), "/register/sent?mail=queued");
}

#[tokio::test]
async fn one_page_alone_runs_scripts_and_only_our_own() {
    for (config, noscript) in [(ON, true), (OPTIONAL, false)] {
        let desk = Desk::open_with(config).await;
        let mut browser = desk.browser();
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
    let desk = Desk::open().await;
    let mut browser = desk.browser();
    assert_eq!(browser.get("/register/puzzle").await.status, 404);
    browser.post("/register", "username=alice").await;
    let page = browser.get("/register/email").await;
    assert!(!page.body.contains("puzzle") && !page.header("content-security-policy").contains("script"));
}
