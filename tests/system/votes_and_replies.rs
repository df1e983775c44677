//! Votes, commands and replies in all their forms, where a denial needs two moderators.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    harness::{TestOptions, TestService},
    room_commands::{ask_bot, wait_for_reaction},
    support::matrix::{Person, escape, eventually},
};

/// The bot's answers to an event.
async fn answers(service: &TestService, room: &str, to: &str) -> Vec<String> {
    let events = service.moderators[0].events(room).await;
    let to_it = |event: &&Value| {
        event["sender"] == service.bot_id() && event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == to
    };
    let body = |event: &Value| event["content"]["body"].as_str().map(str::to_owned);
    events.iter().filter(to_it).filter_map(body).collect()
}

async fn answer(service: &TestService, room: &str, to: &str) -> String {
    eventually("an answer", async || answers(service, room, to).await.pop()).await
}

/// Replies to `event`, and returns the bot's answer.
async fn replies(service: &TestService, room: &str, event: &str, words: &str) -> String {
    let said = service.moderators[0].reply(room, event, words).await;
    answer(service, room, &said).await
}

#[tokio::test]
async fn one_moderator_cannot_decide_where_two_are_required() {
    let config = "moderation: {denials_required: 2}\n".into();
    let mut service = TestService::with(TestOptions { moderators: 2, config, ..TestOptions::default() }).await;
    let room = service.room().await;
    let (alice, bert) = (service.applicant("alice"), service.applicant("bert"));
    for applicant in [&alice, &bert] {
        applicant.signs_up().await;
    }
    let (alices, berts) = (service.card(&room, &alice).await, service.card(&room, &bert).await);
    no_command_denies_alone(&service, &room, &alices, &alice.name).await;
    arguments_of_any_length_are_answered(&service, &room).await;
    mentions_are_read(&service, &room, &alice.mxid()).await;
    replies_and_reactions_are_read(&service, &room, &berts).await;
    bert.receives_mail("is ready").await;

    // The second vote, with a skin tone.
    service.moderators[0].react(&room, &alices, "👎🏽").await;
    service.moderators[1].react(&room, &alices, "👎\u{fe0f}").await;
    service.card_says(&room, &alices, "Denied by").await;
    removed_moderator_is_not_invited(&mut service, &room).await;
}

async fn no_command_denies_alone(service: &TestService, room: &str, card: &str, name: &str) {
    for order in [
        format!("!reg block username ^{name} --deny-pending --yes"),
        format!("!reg block username ^{name} --deny-pending"),
    ] {
        let said = ask_bot(service, room, &order).await;
        assert!(said.contains("need several votes"), "{order}: {said}");
    }
    for counted in [
        ask_bot(service, room, &format!("!reg deny {name} --yes spam")).await,
        replies(service, room, card, "Deny, spam").await,
    ] {
        assert!(counted.contains("is counted: 1 of 2"), "{counted}");
    }
    assert!(ask_bot(service, room, "!reg blocks").await.contains("There are no blocks"));
    assert!(ask_bot(service, room, "!reg list").await.contains(name));
}

async fn arguments_of_any_length_are_answered(service: &TestService, room: &str) {
    let long = "ä<\"\\".repeat(7_000);
    for (order, words) in [
        (format!("!reg search {long}"), "too long"),
        (format!("!reg pause {long}"), "too long"),
        (format!("!reg deny #1 {long}"), "too long"),
        (format!("!reg block email {long}"), "too long"),
        (format!("!reg {long}"), "Unknown command"),
        (format!("!reg show {long}"), "neither a number"),
        (format!("!reg unblock {long}"), "I do not understand"),
        ("!reg list 99999999999999999999".into(), "no such page"),
        ("!reg list all 9999999".into(), "no such page"),
        ("!reg show #9223372036854775807".into(), "There is no request"),
        (format!("!reg show {}", "9".repeat(50)), "neither a number"),
        ("!reg search \0".into(), "What should I search for?"),
        ("!reg search a\0lic".into(), "#"),
        (format!("!reg approve{}", " #1".repeat(50)), "too many requests"),
    ] {
        let said = ask_bot(service, room, &order).await;
        assert!(said.contains(words), "{}: {said}", order.chars().take(40).collect::<String>());
    }
}

async fn mentions_are_read(service: &TestService, room: &str, mxid: &str) {
    let link = |user: &str| format!("https://matrix.to/#/{user}");
    let (bot, moderator) = (link(&service.bot_id()), &service.moderators[0]);
    for content in [
        json!({"body": format!("[The [reg] bot]({bot}) show [Al]({})", link(mxid))}),
        json!({"body": format!("\u{feff}\u{200b}[bot]({bot}): show {mxid}")}),
        json!({"body": "The [reg] bot: show Al", "format": "org.matrix.custom.html", "m.mentions": {"user_ids": [service.bot_id()]},
            "formatted_body": format!("<a href=\"{bot}\">The [reg] bot</a>: show <a href=\"{}\">Al</a>", link(mxid))}),
        json!({"body": format!("\u{2060}!reg show {mxid}")}),
    ] {
        let mut content = content;
        content["msgtype"] = json!("m.text");
        let said = moderator.send(room, "m.room.message", &content).await;
        let shown = answer(service, room, &said).await;
        assert!(shown.contains(mxid) && shown.contains("History:"), "{content}: {shown}");
    }
}

async fn replies_and_reactions_are_read(service: &TestService, room: &str, card: &str) {
    let [first, second] = &service.moderators[..] else { panic!("two moderators") };
    let talk = first.reply(room, card, "He was at my school.").await;
    assert!(answer(service, room, &talk).await.contains("did nothing"));
    first.reply(room, card, "Nice school, too.").await;
    let asked = replies(service, room, card, "Approve or not? He writes like a bot").await;
    assert!(asked.contains("Approve 1 request?") && asked.contains("to cancel"), "{asked}");
    first.react(room, card, "☑\u{fe0f}").await;
    first.react(room, card, "❎").await;
    let hints = async || {
        let thread = first.relations(room, card, "m.thread").await;
        let is_hint = |event: &&Value| event["content"]["body"].to_string().contains("is not counted");
        Some(thread.iter().filter(is_hint).count()).filter(|count| *count > 0)
    };
    eventually("a hint", hints).await;
    assert!(ask_bot(service, room, "!reg list").await.contains('#'), "nothing is decided");
    assert_eq!(hints().await, Some(1));
    let events = first.events(room).await;
    let unclear =
        events.iter().filter(|event| event["content"]["body"].to_string().contains("I took this as a comment"));
    assert_eq!(unclear.count(), 1, "it is said once");

    // Votes are shown in an edit; a reply to that edit is a reply to the card.
    second.react(room, card, "❌").await;
    let edit = eventually("an edit", async || first.relations(room, card, "m.replace").await.pop()).await;
    let said = first.reply(room, edit["event_id"].as_str().expect("an event"), "Approve!").await;
    wait_for_reaction(service, room, &said, "✅").await;
}

async fn removed_moderator_is_not_invited(service: &mut TestService, room: &str) {
    let removed = service.moderators[1].id.clone();
    let path = format!("v3/rooms/{}/kick", escape(room));
    let bot: Person = service.bot_client().await;
    let (status, answer) = bot.request(Method::POST, &path, Some(&json!({"user_id": removed}))).await;
    assert!(status.is_success(), "{answer}");
    service.kill_and_restart().await;
    ask_bot(service, room, "!reg list").await;
    assert_eq!(service.moderators[0].membership(room, &removed).await.as_deref(), Some("leave"));
}
