//! What becomes of the moderators' room, and what was done in it while nobody listened.
//! `REGISTRATION_BURST=500` makes the burst as large, `REGISTRATION_BURST_RATE=0` lifts its limit.

use std::time::Instant;

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    room_commands::asks,
    support::matrix::{Person, admin_api, escape, eventually, fresh_name},
    town::{Town, Wishes},
};

/// A town whose room was made by its moderator, as `wishes` say (the body of `createRoom`).
async fn town_in_a_room(wishes: Value, encrypted: bool) -> (Town, String) {
    let moderator = Person::new(&fresh_name("moderator")).await;
    let room = moderator.create_room(wishes).await;
    moderator.invite(&room, &Person::admin().id).await;
    Person::admin().join(&room).await;
    let room_is_there = Some(room.clone());
    let mut town = Town::with(Wishes { moderators: 0, room: room_is_there, encrypted, ..Wishes::default() }).await;
    town.moderators.push(moderator);
    let bot = town.bot();
    let joined = async || town.moderators[0].membership(&room, &bot).await.filter(|membership| membership == "join");
    eventually("the bot is in the room", joined).await;
    (town, room)
}

/// The bot's answers to this message.
async fn answers(town: &Town, room: &str, to: &str) -> Vec<String> {
    let events = town.moderators[0].events(room).await;
    let answers = events.iter().filter(|event| {
        event["sender"] == town.bot() && event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == to
    });
    answers.filter_map(|event| event["content"]["body"].as_str().map(str::to_owned)).collect()
}

#[tokio::test]
async fn what_is_said_while_the_bot_is_down_is_done_once_in_order_and_by_whom_may() {
    let mut town = Town::with(Wishes { moderators: 2, ..Wishes::default() }).await;
    let room = town.room().await;
    let (alice, bert) = (town.newcomer("alice"), town.newcomer("bert"));
    alice.signs_up().await;
    town.card(&room, &alice).await;
    bert.signs_up().await;
    let card = town.card(&room, &bert).await;
    asks(&town, &room, "!reg list").await;

    town.goes_dark();
    let [first, second] = &town.moderators[..] else { panic!("two moderators") };
    second.say(&room, &format!("!reg approve {}", alice.name)).await;
    second.reply(&room, &card, "deny").await;
    second.leave(&room).await;
    let no = first.say(&room, &format!("!reg deny {} no", alice.name)).await;
    let yes = first.say(&room, &format!("!reg approve {}", alice.name)).await;
    // More than a sync brings at once.
    for number in 0..110 {
        first.say(&room, &format!("talk {number}")).await;
    }
    let welcome = first.reply(&room, &card, "approve welcome!").await;
    town.wakes().await;
    bert.is_told("is ready").await;
    alice.is_told("About your request").await;
    // Asked after the rest, so all of that is done.
    asks(&town, &room, "!reg list").await;
    town.is_struck_by_lightning().await;
    asks(&town, &room, "!reg list").await;

    let first = &town.moderators[0];
    for (newcomer, verdict) in [(&alice, "Denied"), (&bert, "Approved")] {
        let shown = asks(&town, &room, &format!("!reg show {}", newcomer.name)).await;
        assert!(shown.contains(&format!("{verdict} by {}", first.id)), "{shown}");
    }
    assert!(!alice.was_told("is ready") && !bert.was_told("About your request"));
    let marks = async |to: &str| {
        let marks = first.relations(&room, to, "m.annotation").await;
        marks.iter().filter(|event| event["sender"] == town.bot()).count()
    };
    for (command, mark) in [(&no, "✅"), (&yes, "❌"), (&welcome, "✅")] {
        assert_eq!(marks(command).await, 1);
        let mark_of = first.relations(&room, command, "m.annotation").await;
        assert_eq!(mark_of[0]["content"]["m.relates_to"]["key"], mark);
        assert_eq!(answers(&town, &room, command).await.len(), 1, "{command}");
    }
}

#[tokio::test]
async fn what_is_done_is_told_as_it_was_done_though_the_telling_fails_at_first() {
    let mut town = Town::start().await;
    let room = town.room().await;
    let (bert, carl) = (town.newcomer("bert"), town.newcomer("carl"));
    for newcomer in [&bert, &carl] {
        newcomer.signs_up().await;
        town.card(&room, newcomer).await;
    }
    asks(&town, &room, "!reg list").await;
    let told_once = async |town: &Town, to: &str, words: &str| {
        let told = async || answers(town, &room, to).await.pop();
        let said = eventually("an answer", told).await;
        assert!(said.contains(words) && !said.contains("already"), "{said}");
        assert!(town.has_died(), "the telling did not fail");
        // Whatever else belonged to it was said before this.
        asks(town, &room, "!reg list").await;
        assert_eq!(answers(town, &room, to).await.len(), 1);
    };

    // The mark, which is the first that it sends.
    town.dies_at("before room:1").await;
    let order = town.moderators[0].say(&room, "!reg block username ^spammer").await;
    told_once(&town, &order, "Rule #1 is made").await;
    assert!(!asks(&town, &room, "!reg blocks").await.contains("#2"), "it is made once");
    let marks = town.moderators[0].relations(&room, &order, "m.annotation").await;
    assert!(marks.len() == 1 && marks[0]["content"]["m.relates_to"]["key"] == "✅", "{marks:?}");

    // The question, its two reactions, and then the answer.
    town.dies_at("before room:4").await;
    let order = town.moderators[0].say(&room, &format!("!reg deny {} {}", bert.name, carl.name)).await;
    let question = town.moderators[0]
        .wait_for(&room, |event| event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == order.as_str())
        .await;
    let question = question["event_id"].as_str().expect("an event");
    let seeded =
        async || (town.moderators[0].relations(&room, question, "m.annotation").await.len() == 2).then_some(());
    eventually("it can be tapped on", seeded).await;
    town.moderators[0].react(&room, question, "✅").await;
    told_once(&town, question, "is denied").await;
    town.forgets("outcome").await;
}

#[tokio::test]
async fn a_card_that_is_taken_away_comes_again_and_starts_anew() {
    let config = "moderation: {approvals_required: 2}\n".into();
    let mut town = Town::with(Wishes { moderators: 2, config, ..Wishes::default() }).await;
    let room = town.room().await;
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let old = town.card(&room, &alice).await;
    town.moderators[0].react(&room, &old, "✅").await;
    town.card_says(&room, &old, "(1 of 2)").await;
    town.moderators[1].redact(&room, &old).await;
    let new = town.card(&room, &alice).await;
    assert_ne!(new, old);
    town.moderators[1].react(&room, &old, "✅").await;
    town.moderators[1].react(&room, &new, "✅").await;
    town.card_says(&room, &new, &format!("Votes: ✅ {} (1 of 2)", town.moderators[1].id)).await;

    // The same while nobody looks.
    town.goes_dark();
    town.moderators[0].redact(&room, &new).await;
    town.wakes().await;
    let newest = town.card(&room, &alice).await;
    assert!(newest != new && newest != old);
    assert_eq!(alice.login().await.expect_err("still locked")["errcode"], "M_USER_LOCKED");
    for moderator in &town.moderators {
        moderator.react(&room, &newest, "✅").await;
    }
    alice.is_told("is ready").await;
}

#[tokio::test]
async fn a_reaction_to_an_edit_of_a_card_counts() {
    let config = "moderation: {approvals_required: 2}\n".into();
    let town = Town::with(Wishes { moderators: 2, config, ..Wishes::default() }).await;
    let room = town.room().await;
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let card = town.card(&room, &alice).await;
    town.moderators[0].react(&room, &card, "✅").await;
    town.card_says(&room, &card, "(1 of 2)").await;
    let edits = town.moderators[0].relations(&room, &card, "m.replace").await;
    let edit = edits[0]["event_id"].as_str().expect("an edit");
    // The same person, who has one vote wherever it is put.
    town.moderators[0].react(&room, edit, "👍").await;
    asks(&town, &room, "!reg list").await;
    assert_eq!(alice.login().await.expect_err("still locked")["errcode"], "M_USER_LOCKED");
    town.moderators[1].react(&room, edit, "✅").await;
    alice.is_told("is ready").await;
}

#[tokio::test]
async fn the_bot_comes_back_to_a_room_that_it_was_removed_from() {
    let (town, room) = town_in_a_room(json!({"preset": "private_chat"}), false).await;
    let moderator = &town.moderators[0];
    asks(&town, &room, "!reg list").await;
    Person::admin().leave(&room).await;
    let kick = json!({"user_id": town.bot(), "reason": "a slip"});
    let (status, answer) =
        moderator.request(Method::POST, &format!("v3/rooms/{}/kick", escape(&room)), Some(&kick)).await;
    assert!(status.is_success(), "{answer}");
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let card = town.card(&room, &alice).await;
    moderator.react(&room, &card, "✅").await;
    alice.is_told("is ready").await;
}

#[tokio::test]
async fn a_room_that_the_bot_has_made_and_lost_is_made_again_with_its_open_cards() {
    let town = Town::start().await;
    let room = town.room().await;
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let lost = town.card(&room, &alice).await;
    town.possessed_bot().await.leave(&room).await;
    let moderator = &town.moderators[0];
    let another = eventually("another room", async || moderator.invitations().await.pop()).await;
    assert_ne!(another, room);
    moderator.join(&another).await;
    let card = town.card(&another, &alice).await;
    moderator.react(&room, &lost, "❌").await;
    moderator.react(&another, &card, "✅").await;
    alice.is_told("is ready").await;
}

#[tokio::test]
async fn an_upgraded_room_is_followed_with_its_open_cards_and_after_a_restart() {
    let (mut town, room) = town_in_a_room(json!({"preset": "private_chat", "room_version": "10"}), false).await;
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    town.card(&room, &alice).await;
    let path = format!("v3/rooms/{}/upgrade", escape(&room));
    let (status, answer) = town.moderators[0].request(Method::POST, &path, Some(&json!({"new_version": "11"}))).await;
    assert!(status.is_success(), "{answer}");
    let new = answer["replacement_room"].as_str().expect("a room").to_owned();
    let card = town.card(&new, &alice).await;
    town.moderators[0].react(&new, &card, "✅").await;
    alice.is_told("is ready").await;
    town.card_says(&new, &card, "is open").await;

    town.is_struck_by_lightning().await;
    let bert = town.newcomer("bert");
    bert.signs_up().await;
    town.card(&new, &bert).await;
    let answer = asks(&town, &new, &format!("!reg deny {}", bert.name)).await;
    assert!(answer.contains("is denied"), "{answer}");

    // Again, while nobody listens; and something was said just before.
    let dora = town.newcomer("dora");
    dora.signs_up().await;
    town.card(&new, &dora).await;
    asks(&town, &new, "!reg list").await;
    town.goes_dark();
    town.moderators[0].say(&new, &format!("!reg approve {} welcome!", dora.name)).await;
    let path = format!("v3/rooms/{}/upgrade", escape(&new));
    let (status, answer) = town.moderators[0].request(Method::POST, &path, Some(&json!({"new_version": "11"}))).await;
    assert!(status.is_success(), "{answer}");
    let newest = answer["replacement_room"].as_str().expect("a room").to_owned();
    town.wakes().await;
    let mail = dora.is_told("is ready").await;
    assert!(mail.text.expect("a plain part").contains("welcome!"));
    assert!(asks(&town, &newest, "!reg list").await.contains("Nobody is waiting"));
}

#[tokio::test]
async fn a_room_that_claims_an_upgrade_to_a_stranger_is_not_left() {
    let (mut town, room) = town_in_a_room(json!({"preset": "private_chat"}), false).await;
    asks(&town, &room, "!reg list").await;
    let trap = Person::new(&fresh_name("mallory")).await.create_room(json!({"preset": "public_chat"})).await;
    let tombstone = json!({"body": "this way, please", "replacement_room": trap});
    town.moderators[0].set_state(&room, "m.room.tombstone", "", &tombstone).await;
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    town.card(&room, &alice).await;
    town.is_struck_by_lightning().await;
    let answer = asks(&town, &room, &format!("!reg approve {}", alice.name)).await;
    assert!(answer.contains("is approved"), "{answer}");
}

#[tokio::test]
async fn a_room_that_is_not_fit_is_warned_of_once_until_something_changes() {
    let wishes = json!({"preset": "public_chat", "initial_state": [
        {"type": "m.room.history_visibility", "content": {"history_visibility": "world_readable"}},
        {"type": "m.room.guest_access", "content": {"guest_access": "can_join"}},
    ]});
    let (mut town, room) = town_in_a_room(wishes, true).await;
    let warnings = async |town: &Town| {
        let events = town.moderators[0].events(&room).await;
        let said = events.iter().filter(|event| event["sender"] == town.bot());
        let said = said
            .filter_map(|event| event["content"]["body"].as_str())
            .filter(|body| body.contains("the settings of this room") || body.contains("The settings of this room"));
        said.map(str::to_owned).collect::<Vec<_>>()
    };
    let said = eventually("a warning", async || warnings(&town).await.pop()).await;
    for words in ["Anybody may join", "Anybody may read", "Guests", "not encrypted"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let check = String::from_utf8(town.command(&["check"]).stdout).expect("text");
    assert!(check.contains("note  room      Anybody may join"), "{check}");
    town.is_struck_by_lightning().await;
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let refused = asks(&town, &room, "!reg list").await;
    assert!(refused.contains("Anybody can join or read this room") && !refused.contains(&alice.mxid()), "{refused}");
    assert_eq!(warnings(&town).await.len(), 1);
    assert!(cards_of(&town, &room).await.iter().all(|(_, text)| !text.contains(&alice.mxid())));

    let moderator = &town.moderators[0];
    moderator.set_state(&room, "m.room.join_rules", "", &json!({"join_rule": "invite"})).await;
    let newest = async |says: &str, but: &str| {
        eventually(says, async || {
            let newest = warnings(&town).await.into_iter().next()?;
            (newest.contains(says) && !newest.contains(but)).then_some(())
        })
        .await;
    };
    newest("Anybody may read", "Anybody may join").await;
    let mut levels = moderator.state(&room, "m.room.power_levels", "").await.expect("power levels");
    levels["events"]["m.room.redaction"] = json!(60);
    moderator.set_state(&room, "m.room.power_levels", "", &levels).await;
    newest("power level is 0, which is too low to take back its own reactions. Raise it to 60", "cards").await;
    let check = town.command(&["check"]);
    assert!(!check.status.success());
    let said = String::from_utf8(check.stdout).expect("text");
    assert!(said.contains("FAIL  room") && said.contains("Raise it to 60"), "{said}");

    moderator.set_power(&room, &town.bot(), 60).await;
    moderator.set_state(&room, "m.room.history_visibility", "", &json!({"history_visibility": "joined"})).await;
    moderator.set_state(&room, "m.room.guest_access", "", &json!({"guest_access": "forbidden"})).await;
    newest("not encrypted", "Guests").await;
    town.card(&room, &alice).await;
    assert!(asks(&town, &room, "!reg list").await.contains(&alice.mxid()));
}

/// How many ask at once, and how many messages a second the bot may send; none is without a limit.
fn burst() -> (usize, usize) {
    let wish = |name: &str| std::env::var(name).ok()?.parse().ok();
    (wish("REGISTRATION_BURST").unwrap_or(6), wish("REGISTRATION_BURST_RATE").unwrap_or(2))
}

#[tokio::test]
async fn a_burst_beyond_the_rate_limit_is_posted_whole_and_in_order() {
    let (people, rate) = burst();
    let town = Town::start().await;
    let room = town.room().await;
    asks(&town, &room, "!reg list").await;
    // As strict as if the bot's limit had never been lifted.
    let limits = json!({"messages_per_second": rate, "burst_count": rate});
    let path = format!("v1/users/{}/override_ratelimit", escape(&town.bot()));
    admin_api(Method::POST, &path, Some(&limits)).await;
    let start = Instant::now();
    let mut crowd = vec![];
    for _ in 0..people {
        let one = town.newcomer("one");
        one.signs_up().await;
        crowd.push(one);
    }
    let all_asked = start.elapsed();
    town.operator_runs(&["requests", "approve", &crowd[0].name]);
    let cards = all_cards(&town, &room, people).await;
    let all_posted = start.elapsed();
    println!("{people} requests in {all_asked:.0?}, their cards in {all_posted:.0?} at {rate} messages a second");
    for ((_, card), one) in cards.iter().zip(&crowd) {
        assert!(card.contains(&one.mxid()), "{card} is not of {}", one.name);
    }
    assert!(!town.log().contains("effect failed"), "{}", town.log());
    let first = &cards[0].0;
    town.card_says(&room, first, "The account is open").await;
    // It was being opened, and it is open: both were due when the bot came to it.
    let edits = town.moderators[0].relations(&room, first, "m.replace").await.len();
    assert!(rate == 0 || edits == 1, "{edits} edits");
}

/// Waits until so many cards are there, as long as it goes on. Each is an event and its text, in
/// the order of the room.
async fn all_cards(town: &Town, room: &str, count: usize) -> Vec<(String, String)> {
    let mut cards = vec![];
    while cards.len() < count {
        let before = cards.len();
        cards = eventually("another card", async || Some(cards_of(town, room).await).filter(|now| now.len() > before))
            .await;
    }
    assert_eq!(cards.len(), count, "{cards:#?}");
    cards
}

async fn cards_of(town: &Town, room: &str) -> Vec<(String, String)> {
    let (mut cards, mut from) = (vec![], String::new());
    loop {
        let path = format!("v3/rooms/{}/messages?dir=f&limit=1000{from}", escape(room));
        let (status, page) = town.moderators[0].request(Method::GET, &path, None).await;
        assert!(status.is_success(), "{page}");
        let events = page["chunk"].as_array().expect("events");
        let is_card = |event: &&Value| {
            event["sender"] == town.bot()
                && event["content"]["m.relates_to"].is_null()
                && event["type"] == "m.room.message"
        };
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        cards.extend(
            events.iter().filter(is_card).map(|event| (text(&event["event_id"]), text(&event["content"]["body"]))),
        );
        match page["end"].as_str() {
            Some(end) if !events.is_empty() => from = format!("&from={}", escape(end)),
            _ => return cards,
        }
    }
}

#[tokio::test]
async fn whenever_lightning_strikes_each_decision_stands_once() {
    let mut town = Town::start().await;
    let room = town.room().await;
    let mut crowd = vec![];
    for _ in 0..5 {
        let one = town.newcomer("one");
        one.signs_up().await;
        crowd.push((town.card(&room, &one).await, one));
    }
    for (number, (card, one)) in (0_u64..).zip(&crowd) {
        let moderator = &town.moderators[0];
        if number % 2 == 0 {
            moderator.react(&room, card, "✅").await;
        } else {
            moderator.say(&room, &format!("!reg approve {}", one.name)).await;
        }
        // Somewhere between the hearing and the last letter.
        let pause = (number * 53 + u64::from(std::process::id())) % 120;
        tokio::time::sleep(std::time::Duration::from_millis(pause)).await;
        town.is_struck_by_lightning().await;
    }
    for (card, one) in &crowd {
        one.is_told("is ready").await;
        town.card_says(&room, card, "The account is open").await;
        let shown = asks(&town, &room, &format!("!reg show {}", one.name)).await;
        assert_eq!(shown.matches(&format!(": approved ({})", town.moderators[0].id)).count(), 1, "{shown}");
    }
}
