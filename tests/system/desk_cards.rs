//! Cards that are judged at a glance, and a no that needs a reason.

use serde_json::{Value, json};

use crate::{
    room_commands::{asks, text_of},
    support::matrix::eventually,
    town::{Town, Wishes},
};

const REASONS: &str =
    "moderation:\n  require_reason: true\n  deny_reasons: [We are full., Please ask a member first.]\n";

/// What the bot has put under an event for others to tap on.
async fn seeds(town: &Town, room: &str, event: &str) -> Vec<String> {
    let reactions = town.moderators[0].relations(room, event, "m.annotation").await;
    let own = reactions.iter().filter(|one| one["sender"] == town.bot());
    let key = |one: &Value| one["content"]["m.relates_to"]["key"].as_str().map(str::to_owned);
    let mut keys: Vec<String> = own.filter_map(key).collect();
    keys.sort();
    keys
}

async fn has_seeds(town: &Town, room: &str, event: &str, keys: &[&str]) {
    eventually(&format!("the bot's reactions are {keys:?}"), async || {
        (seeds(town, room, event).await == keys).then_some(())
    })
    .await;
}

/// What the bot has said in the thread under a card, the newest first.
async fn thread(town: &Town, room: &str, card: &str) -> Vec<Value> {
    let thread = town.moderators[0].relations(room, card, "m.thread").await;
    thread.into_iter().filter(|one| one["sender"] == town.bot()).collect()
}

async fn in_thread(town: &Town, room: &str, card: &str, words: &str) -> Value {
    eventually(&format!("the thread says {words:?}"), async || {
        let said = thread(town, room, card).await;
        said.into_iter().find(|one| one["content"]["body"].as_str().is_some_and(|body| body.contains(words)))
    })
    .await
}

#[tokio::test]
async fn a_card_shows_what_speaks_against_a_request_and_is_quiet_once_it_is_decided() {
    let town = Town::start().await;
    let room = town.room().await;
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    town.card(&room, &alice).await;
    let name = alice.name.replacen("alice", "a1ice", 1);
    let spoof = town.newcomer_called(&name, &format!("{name}@mailinator.com"));
    spoof.signs_up().await;
    let card = town.card(&room, &spoof).await;
    let words = text_of(&town, &room, &card).await;
    for part in [
        "From: 127.0.0.*\n",
        &format!("{}, waiting (same network)", alice.mxid()),
        "provider that throws mailboxes away",
        &format!("can be taken for: {}", alice.name),
        "Filled in within",
    ] {
        assert!(words.contains(part), "{part} is not in {words}");
    }
    has_seeds(&town, &room, &card, &["✅", "❌"]).await;

    let moderator = &town.moderators[0];
    moderator.reply(&room, &card, "deny \"We know\n@room and <b>you</b>\"").await;
    let wrote = in_thread(&town, &room, &card, "wrote to the applicant:").await;
    let content = &wrote["content"];
    assert_eq!(content["body"], format!("{} wrote to the applicant:\n> We know\n> @room and <b>you</b>", moderator.id));
    assert_eq!((&content["msgtype"], &content["m.mentions"]), (&json!("m.notice"), &json!({})));
    assert!(content["formatted_body"].as_str().expect("HTML").contains("&lt;b&gt;you&lt;/b&gt;"));
    has_seeds(&town, &room, &card, &[]).await;
    assert_eq!(thread(&town, &room, &card).await.len(), 1);
}

#[tokio::test]
async fn a_hostile_reason_mentions_nobody_and_is_cut() {
    let config = "moderation: {show_address: hidden}\n";
    let town = Town::with(Wishes { config: config.into(), ..Wishes::default() }).await;
    let room = town.room().await;
    let alice = town.newcomer("alice");
    alice.asks().await;
    alice.proves().await;
    let start = format!(
        "@room {} \u{202e}live <a href='https://evil.example'>x</a>\u{2028}#1 · @admin:x",
        town.moderators[0].id
    );
    let reason = format!("{start}{}", "\"".repeat(2000 - start.chars().count()));
    let password = crate::town::PASSWORD;
    let done =
        alice.sends("/register/details", &[("password", password), ("again", password), ("reason", &reason)]).await;
    assert_eq!(done.path, "/register/done", "{}", done.html);
    let card = town.card(&room, &alice).await;
    let event = town.moderators[0].wait_for(&room, |seen| seen["event_id"] == card.as_str()).await;
    let content = &event["content"];
    assert_eq!(content["m.mentions"], json!({}));
    let (body, html) = (content["body"].as_str().expect("words"), content["formatted_body"].as_str().expect("HTML"));
    assert!(!html.contains("<a") && !body.contains('\u{202e}'), "{html}");
    assert!(body.contains("> #1 · @admin:x") && !body.contains("From:"), "{body}");
    assert!(body.contains("\"…\nThe reason goes on: !reg show #"), "{body}");
    let shown = asks(&town, &room, &format!("!reg show {}", alice.name)).await;
    assert!(shown.contains(&"\"".repeat(1500)) && !shown.contains("127.0.0"), "{shown}");
}

#[tokio::test]
async fn a_no_waits_for_a_reason_that_another_moderator_taps_on_after_a_crash() {
    let mut town = Town::with(Wishes { config: REASONS.into(), moderators: 2, ..Wishes::default() }).await;
    let room = town.room().await;
    town.moderators[1].join(&room).await;
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let card = town.card(&room, &alice).await;
    town.moderators[0].react(&room, &card, "❌").await;
    let offer = in_thread(&town, &room, &card, "2️⃣ Please ask a member first.").await;
    let offer = offer["event_id"].as_str().expect("an event").to_owned();
    has_seeds(&town, &room, &offer, &["1️⃣", "2️⃣"]).await;
    assert!(asks(&town, &room, "!reg list").await.contains(&alice.mxid()), "still waiting");

    town.is_struck_by_lightning().await;
    town.moderators[1].react(&room, &offer, "2️⃣").await;
    town.card_says(&room, &card, &format!("Denied by {}", town.moderators[1].id)).await;
    let mail = alice.is_told("About your request").await;
    assert!(mail.text.expect("a plain part").contains("Please ask a member first."));
    has_seeds(&town, &room, &offer, &[]).await;
    has_seeds(&town, &room, &card, &[]).await;
    let offers = thread(&town, &room, &card).await;
    let count = offers.iter().filter(|one| one["content"]["body"].to_string().contains("needs a reason")).count();
    assert_eq!(count, 1, "{offers:?}");

    // Whoever comes late is told so, although nothing is remembered of the offer any more.
    town.moderators[0].react(&room, &offer, "1️⃣").await;
    let late = format!("{}: request #", town.moderators[0].id);
    town.moderators[0].wait_for(&room, |event| event["content"]["body"].to_string().contains(&late)).await;
    town.forgets("reasons").await;
}

#[tokio::test]
async fn a_reason_in_other_words_is_a_reply_and_a_second_thought_is_free() {
    let town = Town::with(Wishes { config: REASONS.into(), ..Wishes::default() }).await;
    let room = town.room().await;
    let moderator = &town.moderators[0];
    let (alice, bert) = (town.newcomer("alice"), town.newcomer("bert"));
    alice.signs_up().await;
    bert.signs_up().await;
    let (card, other) = (town.card(&room, &alice).await, town.card(&room, &bert).await);
    let refused = asks(&town, &room, &format!("!reg deny {}", alice.name)).await;
    assert!(refused.contains("needs a reason"), "{refused}");
    moderator.react(&room, &card, "❌").await;
    let offer = in_thread(&town, &room, &card, "needs a reason").await;
    let offer = offer["event_id"].as_str().expect("an event");
    for command in ["!reg help", "help"] {
        let asked = moderator.reply(&room, offer, command).await;
        let is_answer = |event: &Value| {
            event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == asked.as_str()
                && event["content"]["body"].to_string().contains("This is what I understand")
        };
        moderator.wait_for(&room, is_answer).await;
    }
    moderator.reply(&room, offer, "Try again in May.").await;
    let mail = alice.is_told("About your request").await;
    assert!(mail.text.expect("a plain part").contains("Try again in May."));

    moderator.react(&room, &other, "❌").await;
    in_thread(&town, &room, &other, "needs a reason").await;
    moderator.react(&room, &other, "✅").await;
    bert.is_told("is ready").await;
}
