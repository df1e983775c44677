//! Revoking decisions: an opened account is locked, a denied request is pending again.

use serde_json::Value;

use crate::{
    harness::{TestOptions, TestService},
    room_commands::ask_bot,
    support::matrix::{admin_api, escape, eventually},
};

/// Sends a command that asks for a confirmation, and confirms it.
async fn confirms(service: &TestService, room: &str, words: &str) -> String {
    let moderator = &service.moderators[0];
    let said = moderator.say(room, words).await;
    let is_answer = |event: &Value| event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == said.as_str();
    let asked = moderator.wait_for(room, is_answer).await;
    moderator.react(room, asked["event_id"].as_str().expect("an event"), "✅").await;
    let answered = |event: &Value| {
        event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == asked["event_id"]
            && event["sender"] == service.bot_id()
    };
    moderator.wait_for(room, answered).await;
    asked["content"]["body"].as_str().expect("words").to_owned()
}

#[tokio::test]
async fn revoked_approval_locks_the_used_account_until_it_is_approved_again() {
    let service = TestService::start().await;
    let room = service.room().await;
    let moderator = &service.moderators[0];
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    moderator.react(&room, &card, "✅").await;
    alice.receives_mail("is ready").await;
    alice.login().await.expect("the account is open");

    let asked = confirms(&service, &room, &format!("!reg revoke {} You sent spam.", alice.name)).await;
    assert!(asked.contains("will be locked at once") && asked.contains("> You sent spam."), "{asked}");
    let mail = alice.receives_mail("has been locked").await;
    assert!(mail.text.as_deref().is_some_and(|text| text.contains("You sent spam.")), "{mail:?}");
    assert_eq!(alice.login().await.expect_err("locked")["errcode"], "M_USER_LOCKED");
    service.card_says(&room, &card, "Approval revoked by").await;
    let again = ask_bot(&service, &room, &format!("!reg revoke {}", alice.name)).await;
    assert!(again.contains("no decision that can be revoked"), "{again}");
    let page = alice.opens(&alice.link_to("status").await).await.html;
    assert!(page.contains("Account locked"), "{page}");

    // Moderators think again.
    let reopened = ask_bot(&service, &room, &format!("!reg reopen {}", alice.name)).await;
    assert!(reopened.contains("has been reopened"), "{reopened}");
    let is_new = |event: &Value| {
        let body = event["content"]["body"].as_str().unwrap_or_default();
        event["event_id"] != card.as_str()
            && event["content"]["m.relates_to"].is_null()
            && body.lines().next().is_some_and(|head| head.contains(&alice.mxid()))
    };
    let new = moderator.wait_for(&room, is_new).await;
    moderator.react(&room, new["event_id"].as_str().expect("an event"), "✅").await;
    eventually("the account is open again", async || alice.login().await.ok()).await;
}

#[tokio::test]
async fn revoked_denial_is_pending_again_and_mailed() {
    let service = TestService::start().await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    service.moderators[0].react(&room, &card, "❌").await;
    alice.receives_mail("About your request").await;
    let asked = confirms(&service, &room, &format!("!reg revoke {} We were wrong.", alice.name)).await;
    assert!(asked.contains("pending again"), "{asked}");
    let mail = alice.receives_mail("reviewed again").await;
    assert!(mail.text.as_deref().is_some_and(|text| text.contains("We were wrong.")), "{mail:?}");
    assert_eq!(service.show(&alice)["state"], "awaiting_review");
    let struck = async || {
        let edits = service.moderators[0].relations(&room, &card, "m.replace").await;
        edits.first()?["content"]["m.new_content"]["formatted_body"].as_str()?.contains("<del>").then_some(())
    };
    eventually("the old card is crossed out", struck).await;
}

#[tokio::test]
async fn account_that_is_no_longer_the_one_we_opened_is_not_locked() {
    let service = TestService::with(TestOptions { leaves_effects: true, ..TestOptions::default() }).await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    service.operator_runs(&["requests", "approve", &alice.name]);
    alice.receives_mail("is ready").await;
    let path = format!("v1/users/{}/admin", escape(&alice.mxid()));
    admin_api(reqwest::Method::PUT, &path, Some(&serde_json::json!({"admin": true}))).await;
    let said = service.operator_runs(&["requests", "revoke", &alice.name]);
    assert!(said.contains("is revoked"), "{said}");
    let parked = async || {
        let parked = service.json_output(&["requests", "parked", "--json"]);
        parked.as_array()?.iter().find(|one| one["effect"] == "lock_account").cloned()
    };
    let parked = eventually("it is parked", parked).await;
    assert!(parked["cause"].to_string().contains("server admin"), "{parked}");
    alice.login().await.expect("the account of an admin is not locked");
    assert!(!alice.has_mail("has been locked"));
    admin_api(reqwest::Method::PUT, &path, Some(&serde_json::json!({"admin": false}))).await;
    service.operator_runs(&["requests", "retry", "--all"]);
    alice.receives_mail("has been locked").await;
    assert_eq!(alice.login().await.expect_err("locked")["errcode"], "M_USER_LOCKED");
}
