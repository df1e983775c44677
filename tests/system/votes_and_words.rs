//! What moderators say in many ways, where two of them have to agree on a denial.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    room_commands::{asks, is_marked},
    support::matrix::{Person, escape, eventually},
    town::{Town, Wishes},
};

/// The bot's answers to an event.
async fn answers(town: &Town, room: &str, to: &str) -> Vec<String> {
    let events = town.moderators[0].events(room).await;
    let to_it = |event: &&Value| {
        event["sender"] == town.bot() && event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == to
    };
    let body = |event: &Value| event["content"]["body"].as_str().map(str::to_owned);
    events.iter().filter(to_it).filter_map(body).collect()
}

async fn answer(town: &Town, room: &str, to: &str) -> String {
    eventually("an answer", async || answers(town, room, to).await.pop()).await
}

/// What the bot says to a reply to `event`.
async fn replies(town: &Town, room: &str, event: &str, words: &str) -> String {
    let said = town.moderators[0].reply(room, event, words).await;
    answer(town, room, &said).await
}

#[tokio::test]
async fn one_moderator_alone_decides_nothing_where_two_have_to_agree() {
    let config = "moderation: {denials_required: 2}\n".into();
    let mut town = Town::with(Wishes { moderators: 2, config, ..Wishes::default() }).await;
    let room = town.room().await;
    let (alice, bert) = (town.newcomer("alice"), town.newcomer("bert"));
    for newcomer in [&alice, &bert] {
        newcomer.signs_up().await;
    }
    let (alices, berts) = (town.card(&room, &alice).await, town.card(&room, &bert).await);
    no_command_denies_alone(&town, &room, &alices, &alice.name).await;
    arguments_of_any_length_are_answered(&town, &room).await;
    mentions_are_read(&town, &room, &alice.mxid()).await;
    replies_and_reactions_are_read(&town, &room, &berts).await;
    bert.is_told("is ready").await;

    // The second vote, with the tone of a skin.
    town.moderators[0].react(&room, &alices, "👎🏽").await;
    town.moderators[1].react(&room, &alices, "👎\u{fe0f}").await;
    town.card_says(&room, &alices, "Denied by").await;
    who_was_removed_stays_out(&mut town, &room).await;
}

async fn no_command_denies_alone(town: &Town, room: &str, card: &str, name: &str) {
    for order in [
        format!("!reg block username ^{name} --deny-pending --yes"),
        format!("!reg block username ^{name} --deny-pending"),
        format!("!reg deny {name} --yes spam"),
    ] {
        let said = asks(town, room, &order).await;
        assert!(said.contains("Several moderators have to agree"), "{order}: {said}");
    }
    assert!(replies(town, room, card, "Deny, spam").await.contains("Several moderators have to agree"));
    assert!(asks(town, room, "!reg blocks").await.contains("Nobody is kept out"));
    assert!(asks(town, room, "!reg list").await.contains(name));
}

async fn arguments_of_any_length_are_answered(town: &Town, room: &str) {
    let long = "ä<\"\\".repeat(7_000);
    for (order, words) in [
        (format!("!reg search {long}"), "too long"),
        (format!("!reg pause {long}"), "too long"),
        (format!("!reg deny #1 {long}"), "too long"),
        (format!("!reg block email {long}"), "too long"),
        (format!("!reg {long}"), "I do not understand"),
        (format!("!reg show {long}"), "neither a number"),
        (format!("!reg unblock {long}"), "I do not understand"),
        ("!reg list 99999999999999999999".into(), "no such page"),
        ("!reg list all 9999999".into(), "no such page"),
        ("!reg show #9223372036854775807".into(), "I know no such request"),
        (format!("!reg show {}", "9".repeat(50)), "neither a number"),
        ("!reg search \0".into(), "What shall I look for?"),
        ("!reg search a\0lic".into(), "#"),
        (format!("!reg approve{}", " #1".repeat(50)), "too many at once"),
    ] {
        let said = asks(town, room, &order).await;
        assert!(said.contains(words), "{}: {said}", order.chars().take(40).collect::<String>());
    }
}

async fn mentions_are_read(town: &Town, room: &str, mxid: &str) {
    let link = |user: &str| format!("https://matrix.to/#/{user}");
    let (bot, moderator) = (link(&town.bot()), &town.moderators[0]);
    for content in [
        json!({"body": format!("[The [reg] bot]({bot}) show [Al]({})", link(mxid))}),
        json!({"body": format!("\u{feff}\u{200b}[bot]({bot}): show {mxid}")}),
        json!({"body": "The [reg] bot: show Al", "format": "org.matrix.custom.html", "m.mentions": {"user_ids": [town.bot()]},
            "formatted_body": format!("<a href=\"{bot}\">The [reg] bot</a>: show <a href=\"{}\">Al</a>", link(mxid))}),
        json!({"body": format!("\u{2060}!reg show {mxid}")}),
    ] {
        let mut content = content;
        content["msgtype"] = json!("m.text");
        let said = moderator.send(room, "m.room.message", &content).await;
        let shown = answer(town, room, &said).await;
        assert!(shown.contains(mxid) && shown.contains("What happened"), "{content}: {shown}");
    }
}

async fn replies_and_reactions_are_read(town: &Town, room: &str, card: &str) {
    let [first, second] = &town.moderators[..] else { panic!("two moderators") };
    let talk = first.reply(room, card, "He was at my school.").await;
    assert!(answer(town, room, &talk).await.contains("do nothing"));
    first.reply(room, card, "Nice school, too.").await;
    let asked = replies(town, room, card, "Approve or not? He writes like a bot").await;
    assert!(asked.contains("This would approve 1 request") && asked.contains("to leave it"), "{asked}");
    first.react(room, card, "☑\u{fe0f}").await;
    first.react(room, card, "❎").await;
    eventually("a hint", async || answers(town, room, card).await.pop()).await;
    assert!(asks(town, room, "!reg list").await.contains('#'), "nothing is decided");
    let hints = answers(town, room, card).await;
    assert!(hints.len() == 1 && hints[0].contains("does not count here"), "{hints:?}");
    let events = first.events(room).await;
    let unclear = events.iter().filter(|event| event["content"]["body"].to_string().contains("I take this as talk"));
    assert_eq!(unclear.count(), 1, "it is said once");

    // A vote is shown in an edit, and a reply to that edit is one to the card.
    second.react(room, card, "❌").await;
    let edit = eventually("an edit", async || first.relations(room, card, "m.replace").await.pop()).await;
    let said = first.reply(room, edit["event_id"].as_str().expect("an event"), "Approve!").await;
    is_marked(town, room, &said, "✅").await;
}

async fn who_was_removed_stays_out(town: &mut Town, room: &str) {
    let removed = town.moderators[1].id.clone();
    let path = format!("v3/rooms/{}/kick", escape(room));
    let bot: Person = town.possessed_bot().await;
    let (status, answer) = bot.request(Method::POST, &path, Some(&json!({"user_id": removed}))).await;
    assert!(status.is_success(), "{answer}");
    town.is_struck_by_lightning().await;
    asks(town, room, "!reg list").await;
    assert_eq!(town.moderators[0].membership(room, &removed).await.as_deref(), Some("leave"));
}
