//! Signals on cards, and denials that need a reason.

use serde_json::{Value, json};

use crate::{
    harness::{TestOptions, TestService},
    room_commands::{ask_bot, text_of},
    support::matrix::eventually,
};

const REASONS: &str =
    "moderation:\n  require_reason: true\n  deny_reasons: [We are full., Please ask a member first.]\n";

/// The bot's own reactions to an event.
async fn bot_reactions(service: &TestService, room: &str, event: &str) -> Vec<String> {
    let reactions = service.moderators[0].relations(room, event, "m.annotation").await;
    let own = reactions.iter().filter(|one| one["sender"] == service.bot_id());
    let key = |one: &Value| one["content"]["m.relates_to"]["key"].as_str().map(str::to_owned);
    let mut keys: Vec<String> = own.filter_map(key).collect();
    keys.sort();
    keys
}

/// Waits until the bot's own reactions to an event are these.
pub async fn wait_for_bot_reactions(service: &TestService, room: &str, event: &str, keys: &[&str]) {
    eventually(&format!("the bot's reactions are {keys:?}"), async || {
        (bot_reactions(service, room, event).await == keys).then_some(())
    })
    .await;
}

/// The bot's messages in the thread of a card, the newest first.
async fn thread(service: &TestService, room: &str, card: &str) -> Vec<Value> {
    let thread = service.moderators[0].relations(room, card, "m.thread").await;
    thread.into_iter().filter(|one| one["sender"] == service.bot_id()).collect()
}

async fn wait_for_thread(service: &TestService, room: &str, card: &str, words: &str) -> Value {
    eventually(&format!("the thread says {words:?}"), async || {
        let said = thread(service, room, card).await;
        said.into_iter().find(|one| one["content"]["body"].as_str().is_some_and(|body| body.contains(words)))
    })
    .await
}

#[tokio::test]
async fn card_shows_signals_and_loses_bot_reactions_when_decided() {
    let service = TestService::start().await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    service.card(&room, &alice).await;
    let name = alice.name.replacen("alice", "a1ice", 1);
    let spoof = service.applicant_named(&name, &format!("{name}@mailinator.com"));
    spoof.signs_up().await;
    let card = service.card(&room, &spoof).await;
    let words = text_of(&service, &room, &card).await;
    for part in [
        "IP address: 127.0.0.*\n",
        "Similar pending requests: #",
        "(same network and similar reason). To deny all: !reg deny #",
        "Disposable e-mail address",
        &format!("Username resembles: {}", alice.name),
        "Form completed in",
    ] {
        assert!(words.contains(part), "{part} is not in {words}");
    }
    wait_for_bot_reactions(&service, &room, &card, &["✅", "❌"]).await;

    let moderator = &service.moderators[0];
    moderator.reply(&room, &card, "deny \"We know\n@room and <b>you</b>\"").await;
    service.card_says(&room, &card, "Message to the applicant:\\n> We know\\n> @room and <b>you</b>").await;
    let edits = moderator.relations(&room, &card, "m.replace").await;
    let content = &edits[0]["content"];
    assert_eq!((&content["m.mentions"], &content["m.new_content"]["m.mentions"]), (&json!({}), &json!({})));
    assert!(content["m.new_content"]["formatted_body"].to_string().contains("&lt;b&gt;you&lt;/b&gt;"), "{content}");
    wait_for_bot_reactions(&service, &room, &card, &[]).await;
    assert!(thread(&service, &room, &card).await.is_empty(), "the card has the words");
}

#[tokio::test]
async fn hostile_reason_is_cut_and_mentions_nobody() {
    let config = "moderation: {show_address: hidden}\n";
    let service = TestService::with(TestOptions { config: config.into(), ..TestOptions::default() }).await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    alice.requests_link().await;
    alice.confirms_email().await;
    let start = format!(
        "@room {} \u{202e}live <a href='https://evil.example'>x</a>\u{2028}#1 · @admin:x",
        service.moderators[0].id
    );
    let reason = format!("{start}{}", "\"".repeat(2000 - start.chars().count()));
    let password = crate::harness::PASSWORD;
    let done =
        alice.posts("/register/details", &[("password", password), ("again", password), ("reason", &reason)]).await;
    assert_eq!(done.path, "/register/done", "{}", done.html);
    let card = service.card(&room, &alice).await;
    let event = service.moderators[0].wait_for(&room, |seen| seen["event_id"] == card.as_str()).await;
    let content = &event["content"];
    assert_eq!(content["m.mentions"], json!({}));
    let (body, html) = (content["body"].as_str().expect("words"), content["formatted_body"].as_str().expect("HTML"));
    assert!(!html.contains("<a") && !body.contains('\u{202e}'), "{html}");
    assert!(body.contains("> #1 · @admin:x") && !body.contains("IP address:"), "{body}");
    assert!(body.contains("\"…\nTo read it in full: !reg show #"), "{body}");
    let shown = ask_bot(&service, &room, &format!("!reg show {}", alice.name)).await;
    assert!(shown.contains(&"\"".repeat(1500)) && !shown.contains("127.0.0"), "{shown}");
}

#[tokio::test]
async fn denial_waits_for_a_reason_across_a_crash() {
    let mut service =
        TestService::with(TestOptions { config: REASONS.into(), moderators: 2, ..TestOptions::default() }).await;
    let room = service.room().await;
    service.moderators[1].join(&room).await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    service.moderators[0].react(&room, &card, "❌").await;
    let offer = wait_for_thread(&service, &room, &card, "2️⃣ Please ask a member first.").await;
    let offer = offer["event_id"].as_str().expect("an event").to_owned();
    wait_for_bot_reactions(&service, &room, &offer, &["1️⃣", "2️⃣"]).await;
    assert!(ask_bot(&service, &room, "!reg list").await.contains(&alice.handle()), "still waiting");

    service.kill_and_restart().await;
    service.moderators[1].react(&room, &offer, "2️⃣").await;
    service.card_says(&room, &card, &format!("Denied by {}", service.moderators[1].id)).await;
    let mail = alice.receives_mail("About your request").await;
    assert!(mail.text.expect("a plain part").contains("Please ask a member first."));
    wait_for_bot_reactions(&service, &room, &offer, &[]).await;
    wait_for_bot_reactions(&service, &room, &card, &[]).await;
    let offers = thread(&service, &room, &card).await;
    let count = offers.iter().filter(|one| one["content"]["body"].to_string().contains("Why deny #")).count();
    assert_eq!(count, 1, "{offers:?}");

    // A late reaction is answered, although the offer is no longer stored.
    service.moderators[0].react(&room, &offer, "1️⃣").await;
    let late = format!("{}: Too late, request #", service.moderators[0].id);
    service.moderators[0].wait_for(&room, |event| event["content"]["body"].to_string().contains(&late)).await;
    service.wait_until_forgotten("reasons").await;
}

#[tokio::test]
async fn deny_reason_can_be_a_reply_and_a_vote_can_change() {
    let service = TestService::with(TestOptions { config: REASONS.into(), ..TestOptions::default() }).await;
    let room = service.room().await;
    let moderator = &service.moderators[0];
    let (alice, bert) = (service.applicant("alice"), service.applicant("bert"));
    alice.signs_up().await;
    bert.signs_up().await;
    let (card, other) = (service.card(&room, &alice).await, service.card(&room, &bert).await);
    let refused = ask_bot(&service, &room, &format!("!reg deny {}", alice.name)).await;
    assert!(refused.contains("A denial needs a reason"), "{refused}");
    moderator.react(&room, &card, "❌").await;
    let offer = wait_for_thread(&service, &room, &card, "Why deny #").await;
    let offer = offer["event_id"].as_str().expect("an event");
    for command in ["!reg help", "help"] {
        let asked = moderator.reply(&room, offer, command).await;
        let is_answer = |event: &Value| {
            event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == asked.as_str()
                && event["content"]["body"].to_string().contains("shows these commands")
        };
        moderator.wait_for(&room, is_answer).await;
    }
    moderator.reply(&room, offer, "Try again in May.").await;
    let mail = alice.receives_mail("About your request").await;
    assert!(mail.text.expect("a plain part").contains("Try again in May."));

    moderator.react(&room, &other, "❌").await;
    wait_for_thread(&service, &room, &other, "Why deny #").await;
    moderator.react(&room, &other, "✅").await;
    bert.receives_mail("is ready").await;
}
