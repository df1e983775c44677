//! Asking back: a moderator asks, the applicant answers on a page, and the moderators read the answer.

use serde_json::{Value, json};

use crate::{
    harness::{TestOptions, TestService, encrypted_moderator},
    room_commands::ask_bot,
    support::matrix::eventually,
};

#[tokio::test]
async fn question_is_answered_on_a_page_and_shown_in_an_encrypted_room() {
    let service = TestService::with(TestOptions { encrypted: true, ..TestOptions::default() }).await;
    let (moderator, room) = encrypted_moderator(&service).await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = moderator.wait_for(&room, |seen| seen.body().contains(&alice.mxid())).await.id().to_owned();
    let said = moderator.say(&room, &format!("!reg ask {} Which club do you mean?", alice.name)).await;
    let is_answer = |event: &Value| event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == said.as_str();
    let answer = moderator.wait_for(&room, |seen| is_answer(&seen.event)).await;
    assert!(answer.encrypted && answer.body().contains("> Which club do you mean?"), "{}", answer.body());

    let mail = alice.receives_mail("A question about your request").await;
    let text = mail.text.as_deref().unwrap_or_default();
    assert!(text.contains("> Which club do you mean?") && !text.contains(&moderator.plain.id), "{text}");
    let link = alice.link_to("answer").await;
    let receipt = alice.receives_mail("have received your request").await;
    let status = receipt.link(&format!("{}/status/", service.url)).expect("a link to the status");
    let status = status.trim_start_matches(&service.url).to_owned();
    let waits = alice.opens(&status).await.html;
    assert!(waits.contains("Waiting for your answer") && waits.contains("Answer by"), "{waits}");
    assert!(!waits.contains("Which club"), "the status shows nothing personal");
    for _ in 0..2 {
        let page = alice.opens(&link).await;
        assert!(page.html.contains("Which club do you mean?") && !page.html.contains(&moderator.plain.id));
    }
    let empty = alice.posts(&link, &[("answer", " \u{200b} ")]).await;
    assert_eq!(empty.status, 422, "{}", empty.html);
    let long = alice.posts(&link, &[("answer", &"x".repeat(2001))]).await;
    assert_eq!(long.status, 422);
    let sent = alice.posts(&link, &[("answer", "The <b>chess</b> club.\n@room")]).await;
    assert!(sent.html.contains("Your answer was sent"), "{}", sent.html);
    assert!(alice.opens(&status).await.html.contains("Waiting for a decision"));
    let again = alice.posts(&link, &[("answer", "Another one")]).await;
    assert!(again.html.contains("Your answer was sent") && !again.html.contains("Another one"));

    let shown = moderator
        .wait_for(&room, |seen| seen.body().contains("> The <b>chess</b> club.") && is_in_thread(&seen.event, &card))
        .await;
    assert_eq!(shown.event["content"]["m.mentions"], json!({"user_ids": [moderator.plain.id]}));
    assert!(shown.event["content"]["formatted_body"].to_string().contains("&lt;b&gt;chess"));
    let asked = moderator.say(&room, &format!("!reg show {}", alice.name)).await;
    let is_shown = |event: &Value| event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == asked.as_str();
    let full = moderator.wait_for(&room, |seen| is_shown(&seen.event)).await;
    assert!(full.body().contains("Which club do you mean?") && full.body().contains("chess"), "{}", full.body());
    let facts = service.show(&alice);
    assert_eq!(facts["questions"][0]["answer"], "The <b>chess</b> club.\n@room");
    moderator.react(&room, &card, "✅").await;
    alice.receives_mail("is ready").await;
}

fn is_in_thread(event: &Value, card: &str) -> bool {
    let relation = &event["content"]["m.relates_to"];
    relation["rel_type"] == "m.thread" && relation["event_id"] == card
}

#[tokio::test]
async fn one_question_is_open_at_a_time_and_ends_in_time() {
    let service = TestService::start().await;
    let room = service.room().await;
    let moderator = &service.moderators[0];
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    // Talk about the applicant is not mailed.
    moderator.reply(&room, &card, "ask him why").await;
    moderator.reply(&room, &card, "ask Why here?").await;
    alice.receives_mail("A question about your request").await;
    let second = ask_bot(&service, &room, &format!("!reg ask {} And where?", alice.name)).await;
    assert!(second.contains("has not answered") && second.contains("Why here?"), "{second}");
    let link = alice.link_to("answer").await;
    service
        .execute_sql("UPDATE inquiries SET expires_at = 1; UPDATE links SET expires_at = 1 WHERE purpose = 'answer'");
    service.operator_runs(&["cleanup"]);
    let told = |event: &Value| {
        is_in_thread(event, &card) && event["content"]["body"].as_str().is_some_and(|body| body.contains("No answer"))
    };
    moderator.wait_for(&room, told).await;
    assert!(alice.opens(&link).await.html.contains("can no longer be answered"));
    assert!(alice.opens("/answer/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").await.html.contains("does not work"));
    service.operator_runs(&["requests", "ask", &alice.name, "And where?"]);
    eventually("the new link", async || (alice.link_to("answer").await != link).then_some(())).await;
    assert!(alice.opens(&alice.link_to("answer").await).await.html.contains("And where?"));
}

#[tokio::test]
async fn claims_holds_and_notes_are_on_the_card() {
    let service = TestService::with(TestOptions { moderators: 2, ..TestOptions::default() }).await;
    let room = service.room().await;
    let [first, second] = &service.moderators[..] else { panic!("two moderators") };
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    let eyes = first.react(&room, &card, "👀").await;
    card_is(&service, &room, &card, &format!("👀 {} is looking", first.id), true).await;
    first.redact(&room, &eyes).await;
    card_is(&service, &room, &card, "is looking", false).await;
    second.reply(&room, &card, "claim").await;
    card_is(&service, &room, &card, &format!("👀 {} is looking", second.id), true).await;
    let held = ask_bot(&service, &room, &format!("!reg hold {} --for 3d I asked Bob", alice.name)).await;
    assert!(held.contains("is on hold until"), "{held}");
    card_is(&service, &room, &card, "> I asked Bob", true).await;
    first.reply(&room, &card, "note He was at my school.").await;
    card_is(&service, &room, &card, &format!("📝 {}: He was at my school.", first.id), true).await;
    service.operator_runs(&["requests", "note", &alice.name, "Bob says yes."]);
    card_is(&service, &room, &card, "📝 an operator: Bob says yes.", true).await;
    let wrong = ask_bot(&service, &room, &format!("!reg hold {} --for ever", alice.name)).await;
    assert!(wrong.contains("not a valid period"), "{wrong}");
    // None of it stops the decision of another.
    first.react(&room, &card, "✅").await;
    alice.receives_mail("is ready").await;
    card_is(&service, &room, &card, "is looking", false).await;
}

/// Waits until the newest edit of the card contains `words`, or no longer does.
async fn card_is(service: &TestService, room: &str, card: &str, words: &str, says: bool) {
    eventually(&format!("the card says {words:?}: {says}"), async || {
        let edits = service.moderators[0].relations(room, card, "m.replace").await;
        let body = edits.first()?["content"]["m.new_content"]["body"].as_str()?.to_owned();
        (body.contains(words) == says).then_some(())
    })
    .await;
}
