//! Rules from the room, and what touches several requests at once.

use serde_json::Value;

use crate::{
    room_commands::{asks, is_marked},
    support::matrix::{Person, eventually},
    town::{Town, Wishes, encrypted_moderator},
};

/// The bot's reply to an event.
async fn reply_to(town: &Town, room: &str, event: &str, words: &str) -> Value {
    eventually(&format!("the bot replies {words:?}"), async || {
        let fits = |seen: &Value| {
            let content = &seen["content"];
            seen["sender"] == town.bot()
                && content["m.relates_to"]["m.in_reply_to"]["event_id"] == event
                && content["body"].as_str().is_some_and(|body| body.contains(words))
        };
        town.moderators[0].events(room).await.into_iter().find(fits)
    })
    .await
}

/// Says something that the bot asks back about, and gives the question.
async fn is_asked(town: &Town, room: &str, who: &Person, words: &str) -> (String, String) {
    let said = who.say(room, words).await;
    let question = reply_to(town, room, &said, "to leave it").await;
    let body = question["content"]["body"].as_str().expect("words").to_owned();
    (question["event_id"].as_str().expect("an event").to_owned(), body)
}

#[tokio::test]
async fn a_rule_denies_who_waits_when_a_moderator_says_yes_and_keeps_others_out_until_it_goes() {
    let town = Town::start().await;
    let room = town.room().await;
    let (spammer, alice) = (town.newcomer("spammer"), town.newcomer("alice"));
    spammer.signs_up().await;
    alice.signs_up().await;
    town.card(&room, &spammer).await;
    town.card(&room, &alice).await;
    let wish = "!reg block username ^spammer --for 30d --reason \"a wave of spam\" --deny-pending";
    let (question, words) = is_asked(&town, &room, &town.moderators[0], wish).await;
    assert!(words.contains(&spammer.mxid()) && !words.contains(&alice.mxid()), "{words}");
    assert!(asks(&town, &room, "!reg blocks").await.contains("Nobody is kept out"), "not before the yes");
    town.moderators[0].react(&room, &question, "✅").await;
    reply_to(&town, &room, &question, "1 request is denied").await;
    let list = asks(&town, &room, "!reg list").await;
    assert!(!list.contains(&spammer.mxid()) && list.contains(&alice.mxid()), "{list}");
    let rules = asks(&town, &room, "!reg blocks").await;
    assert!(rules.contains("username: ^spammer, by ") && rules.contains("“a wave of spam”"), "{rules}");
    let number = rules.split('#').nth(1).and_then(|rest| rest.split(' ').next()).expect("a number");

    let later = town.newcomer("spammer");
    let page = later.sends("/register", &[("username", &later.name)]).await;
    assert!(page.html.contains("This username cannot be used here"), "{}", page.html);
    let gone = asks(&town, &room, &format!("!reg unblock {number}")).await;
    assert!(gone.contains("is taken away"), "{gone}");
    assert!(asks(&town, &room, &format!("!reg unblock {number}")).await.contains("There is no rule"));
    let bad = asks(&town, &room, "!reg block email ((").await;
    assert!(bad.contains("This will not do"), "{bad}");
}

#[tokio::test]
async fn several_are_decided_by_the_moderator_who_says_yes() {
    let mut town = Town::with(Wishes { moderators: 2, ..Wishes::default() }).await;
    let room = town.room().await;
    town.moderators[1].join(&room).await;
    let (alice, bert, carl) = (town.newcomer("alice"), town.newcomer("bert"), town.newcomer("carl"));
    let mut cards = vec![];
    for newcomer in [&alice, &bert, &carl] {
        newcomer.signs_up().await;
        cards.push(town.card(&room, newcomer).await);
    }
    let wish = format!("!reg deny {} {} sells pills", alice.name, bert.name);
    let (question, words) = is_asked(&town, &room, &town.moderators[0], &wish).await;
    for part in [&alice.mxid(), &bert.mxid(), "“sells pills”"] {
        assert!(words.contains(part), "{part} is not in {words}");
    }
    assert!(!words.contains(&carl.mxid()), "{words}");
    town.moderators[1].react(&room, &question, "✅").await;
    for (newcomer, card) in [(&alice, &cards[0]), (&bert, &cards[1])] {
        town.card_says(&room, card, &format!("Denied by {}", town.moderators[1].id)).await;
        let mail = newcomer.is_told("About your request").await;
        assert!(mail.text.expect("a plain part").contains("sells pills"));
    }

    let dora = town.newcomer("dora");
    dora.signs_up().await;
    town.card(&room, &dora).await;
    let wish = format!("!reg approve {} {}", carl.mxid(), dora.mxid());
    let (question, _) = is_asked(&town, &room, &town.moderators[0], &wish).await;
    // Whether it still had the time to note that it has asked: the question is the same.
    town.goes_dark();
    town.moderators[0].react(&room, &question, "❌").await;
    town.moderators[1].react(&room, &question, "✅").await;
    town.wakes().await;
    reply_to(&town, &room, &question, "Nothing is done").await;
    reply_to(&town, &room, &question, "This question is closed").await;
    let list = asks(&town, &room, "!reg list").await;
    assert!(list.contains(&carl.mxid()) && list.contains(&dora.mxid()), "{list}");

    let (question, _) = is_asked(&town, &room, &town.moderators[0], &wish).await;
    town.is_struck_by_lightning().await;
    town.moderators[1].react(&room, &question, "✅").await;
    for newcomer in [&carl, &dora] {
        newcomer.is_told("is ready").await;
        let shown = asks(&town, &room, &format!("!reg show {}", newcomer.name)).await;
        assert!(shown.contains(&format!("Approved by {}", town.moderators[1].id)), "{shown}");
    }
    let events = town.moderators[0].events(&room).await;
    let to = |event: &&Value| event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == question.as_str();
    assert_eq!(events.iter().filter(to).count(), 1, "it is answered once");
}

#[tokio::test]
async fn several_that_are_meant_so_are_decided_at_once() {
    let town = Town::shared("room").await;
    let room = town.room().await;
    let (carl, dora) = (town.newcomer("carl"), town.newcomer("dora"));
    for newcomer in [&carl, &dora] {
        newcomer.signs_up().await;
        town.card(&room, newcomer).await;
    }
    let wish = format!("!reg approve {} {} --yes welcome", carl.mxid(), dora.mxid());
    let said = town.moderators[0].say(&room, &wish).await;
    is_marked(&town, &room, &said, "✅").await;
    for newcomer in [&carl, &dora] {
        newcomer.is_told("is ready").await;
    }
}

#[tokio::test]
async fn the_status_tells_of_everything_around() {
    let town = Town::start().await;
    let room = town.room().await;
    let status = asks(&town, &room, "!reg status").await;
    for part in ["Version ", "✅ Database", "✅ Synapse: ", "✅ Mail server", "Nobody is waiting", "Room: "] {
        assert!(status.contains(part), "{part} is not in {status}");
    }
}

#[tokio::test]
async fn a_pause_is_made_and_ended_from_the_room() {
    let town = Town::start().await;
    let room = town.room().await;
    let moderator = &town.moderators[0].id;
    let (alice, bert) = (town.newcomer("alice"), town.newcomer("bert"));
    alice.asks().await;
    let paused = asks(&town, &room, "!reg pause Too many bots.").await;
    assert!(paused.contains("are not taken") && paused.contains("“Too many bots.”"), "{paused}");
    let page = bert.asks().await;
    assert!(page.html.contains("Too many bots.") && page.html.contains("no new requests"), "{}", page.html);
    let status = asks(&town, &room, "!reg status").await;
    assert!(status.contains(&format!("{moderator} said so")) && status.contains("!reg resume"), "{status}");
    alice.proves().await;
    alice.submits().await;
    town.card(&room, &alice).await;
    assert!(asks(&town, &room, "!reg resume").await.contains("are taken again"));
    assert!(asks(&town, &room, "!reg resume").await.contains("nothing to resume"));
    assert!(!asks(&town, &room, "!reg status").await.contains("!reg resume"));
    bert.signs_up().await;
    town.card(&room, &bert).await;
}

#[tokio::test]
async fn questions_and_reasons_are_asked_in_an_encrypted_room() {
    let config = "moderation: {require_reason: true, deny_reasons: [We are full.]}\n".into();
    let mut town = Town::with(Wishes { encrypted: true, config, ..Wishes::default() }).await;
    let (moderator, room) = encrypted_moderator(&town).await;
    let (alice, bert) = (town.newcomer("alice"), town.newcomer("bert"));
    let mut cards = vec![];
    for newcomer in [&alice, &bert] {
        newcomer.signs_up().await;
        let is_card = |body: &str| body.lines().next().is_some_and(|head| head.contains(&newcomer.mxid()));
        cards.push(moderator.wait_for(&room, |seen| is_card(seen.body())).await);
    }
    moderator.say(&room, &format!("!reg approve {} {}", alice.name, bert.name)).await;
    let question = moderator.wait_for(&room, |seen| seen.body().contains("to leave it")).await;
    assert!(question.encrypted, "{question:?}");
    town.is_struck_by_lightning().await;
    moderator.react(&room, question.id(), "❌").await;
    moderator.wait_for(&room, |seen| seen.body().contains("Nothing is done")).await;
    moderator.react(&room, question.id(), "✅").await;
    moderator.wait_for(&room, |seen| seen.body().contains("This question is closed")).await;

    moderator.react(&room, cards[0].id(), "❌").await;
    let offer = moderator.wait_for(&room, |seen| seen.body().contains("1️⃣ We are full.")).await;
    assert!(offer.encrypted, "{offer:?}");
    moderator.react(&room, offer.id(), "1️⃣").await;
    let mail = alice.is_told("About your request").await;
    assert!(mail.text.expect("a plain part").contains("We are full."));
    moderator.react(&room, cards[1].id(), "✅").await;
    bert.is_told("is ready").await;
}
