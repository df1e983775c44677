//! The answer of `show` can be voted on like a card.

use serde_json::{Value, json};

use crate::{
    card_signals::wait_for_bot_reactions,
    harness::{TestOptions, TestService, encrypted_moderator},
    support::matrix::{Person, eventually, fresh_name},
};

/// The bot's answer to `show`.
async fn shows(service: &TestService, room: &str, name: &str) -> String {
    let said = service.moderators[0].say(room, &format!("!reg show {name}")).await;
    let is_answer = |event: &Value| event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == said.as_str();
    let answer = service.moderators[0].wait_for(room, is_answer).await;
    answer["event_id"].as_str().expect("an event").to_owned()
}

/// Waits for a message of the bot that contains `words`.
async fn bot_says(service: &TestService, room: &str, words: &str) -> Value {
    let says =
        |event: &Value| event["sender"] == service.bot_id() && event["content"]["body"].to_string().contains(words);
    service.moderators[0].wait_for(room, says).await
}

#[tokio::test]
async fn reactions_and_replies_to_a_shown_request_decide_it() {
    let config = "moderation: {undo: 1h}\n".into();
    let service = TestService::with(TestOptions { config, ..TestOptions::default() }).await;
    let room = service.room().await;
    let moderator = &service.moderators[0];
    let (alice, bert) = (service.applicant("alice"), service.applicant("bert"));
    for applicant in [&alice, &bert] {
        applicant.signs_up().await;
        service.card(&room, applicant).await;
    }
    let state = |applicant: &crate::harness::Applicant| service.show(applicant)["state"].clone();

    // Someone who is no moderator changes nothing.
    let shown = shows(&service, &room, &alice.name).await;
    wait_for_bot_reactions(&service, &room, &shown, &["✅", "❌"]).await;
    let guest = Person::new(&fresh_name("guest")).await;
    moderator.invite(&room, &guest.id).await;
    guest.join(&room).await;
    guest.react(&room, &shown, "❌").await;

    // A tap decides, removing it undoes, and the answer says so without quoting the request.
    let tapped = moderator.react(&room, &shown, "✅").await;
    let told = bot_says(&service, &room, "has been approved").await;
    assert!(told["content"]["m.relates_to"].is_null(), "{told}");
    assert_eq!(told["content"]["m.mentions"], json!({"user_ids": [moderator.id]}));
    assert_eq!(state(&alice), "provisioning");
    wait_for_bot_reactions(&service, &room, &shown, &[]).await;
    moderator.redact(&room, &tapped).await;
    eventually("undone", async || (state(&alice) == "awaiting_review").then_some(())).await;

    // ✖️ on the answer undoes, too, and a second tap on a decided request is too late.
    let again = shows(&service, &room, &alice.name).await;
    moderator.react(&room, &again, "❌").await;
    bot_says(&service, &room, "has been denied").await;
    moderator.react(&room, &again, "✖\u{fe0f}").await;
    eventually("undone", async || (state(&alice) == "awaiting_review").then_some(())).await;
    moderator.react(&room, &shown, "👍").await;
    eventually("approved", async || (state(&alice) == "provisioning").then_some(())).await;
    moderator.react(&room, &again, "👎").await;
    bot_says(&service, &room, "was already approved").await;

    let shown = shows(&service, &room, &bert.name).await;
    moderator.react(&room, &shown, "👀").await;
    eventually("claimed", async || (service.show(&bert)["claim"]["by"] == moderator.id.as_str()).then_some(())).await;
    moderator.reply(&room, &shown, "deny Sorry, we are full").await;
    eventually("denied", async || (state(&bert) == "denied").then_some(())).await;
    service.execute_sql("UPDATE outbox SET due_at = 0");
    let mail = bert.receives_mail("About your request").await;
    assert!(mail.text.is_some_and(|text| text.contains("Sorry, we are full")));
    alice.receives_mail("is ready").await;
}

#[tokio::test]
async fn shown_request_is_decided_in_an_encrypted_room_with_two_votes() {
    let config = "moderation: {denials_required: 2}\n".into();
    let options = TestOptions { encrypted: true, moderators: 2, config, ..TestOptions::default() };
    let service = TestService::with(options).await;
    let (moderator, room) = encrypted_moderator(&service).await;
    service.moderators[1].join(&room).await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = moderator.wait_for(&room, |seen| seen.body().contains(&alice.mxid())).await.id().to_owned();
    let said = moderator.say(&room, &format!("!reg show {}", alice.name)).await;
    let is_answer = |event: &Value| event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == said.as_str();
    let shown = moderator.wait_for(&room, |seen| is_answer(&seen.event)).await;
    assert!(shown.encrypted);
    moderator.react(&room, shown.id(), "❌").await;
    moderator.wait_for(&room, |seen| seen.body().contains("is counted: 1 of 2")).await;
    service.moderators[1].react(&room, &card, "❌").await;
    alice.receives_mail("About your request").await;
}
