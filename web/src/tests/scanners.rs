//! Mail scanners that press the button of a verification link.

use super::{PASSWORD, REASON, test_app::TestApp};

#[tokio::test]
async fn the_first_browser_continues_after_a_scanner() {
    let app = TestApp::start().await;
    let (mut alice, mut scanner) = (app.browser(), app.browser());
    alice.asks_for("alice", "alice%40example.net").await;
    let link = app.link(1).await;
    assert_eq!(scanner.post(&link, "").await.location(), "/register/details");
    let used = alice.get(&link).await;
    assert!(used.status == 410 && used.body.contains("Continue in this browser"), "{}", used.body);
    assert_eq!(alice.post(&link, "").await.location(), "/register/details");
    assert_eq!(alice.get("/register/details").await.status, 200);
    assert_eq!(app.browser().post(&link, "").await.status, 410, "nobody else does");
}

#[tokio::test]
async fn a_used_link_asks_other_browsers_for_the_username() {
    let app = TestApp::start().await;
    let (mut alice, mut scanner, mut phone) = (app.browser(), app.browser(), app.browser());
    alice.asks_for("alice", "alice%40example.net").await;
    let link = app.link(1).await;
    scanner.post(&link, "").await;
    let used = phone.get(&link).await;
    assert!(used.status == 410 && used.body.contains(r#"name="known""#), "{}", used.body);
    assert!(used.body.contains("Send me a new link") && !used.body.contains("@alice"), "{}", used.body);
    assert_eq!(app.browser().post(&link, "").await.status, 410, "the button alone does nothing");
    let wrong = phone.post(&link, "known=alcie").await;
    assert!(wrong.status == 410 && wrong.body.contains("not the username of this request"), "{}", wrong.body);
    assert_eq!(phone.post(&link, "known=@Alice:example.org").await.location(), "/register/details");
    phone.post("/register/details", &format!("{PASSWORD}&reason={REASON}")).await;
    assert_eq!(app.browser().post(&link, "known=alice").await.status, 410, "the request has gone on");
}
