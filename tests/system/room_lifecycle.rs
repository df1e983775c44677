//! The moderators' room: messages sent while the bot was offline, removed cards, lost, upgraded and insecure rooms, and
//! bursts (`REGISTRATION_BURST=500` sets the size, `REGISTRATION_BURST_RATE=0` lifts the rate limit).

use std::time::Instant;

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    harness::{TestOptions, TestService},
    room_commands::ask_bot,
    support::matrix::{Person, admin_api, escape, eventually, fresh_name},
};

/// A service in a room that its moderator has created with `options` (the body of `createRoom`).
async fn service_in_a_room(options: Value, encrypted: bool) -> (TestService, String) {
    let moderator = Person::new(&fresh_name("moderator")).await;
    let room = moderator.create_room(options).await;
    moderator.invite(&room, &Person::admin().id).await;
    Person::admin().join(&room).await;
    let room_is_there = Some(room.clone());
    let mut service =
        TestService::with(TestOptions { moderators: 0, room: room_is_there, encrypted, ..TestOptions::default() })
            .await;
    service.moderators.push(moderator);
    let bot = service.bot_id();
    let joined = async || service.moderators[0].membership(&room, &bot).await.filter(|membership| membership == "join");
    eventually("the bot is in the room", joined).await;
    (service, room)
}

/// The bot's answers to this message.
async fn answers(service: &TestService, room: &str, to: &str) -> Vec<String> {
    let events = service.moderators[0].events(room).await;
    let answers = events.iter().filter(|event| {
        event["sender"] == service.bot_id() && event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == to
    });
    answers.filter_map(|event| event["content"]["body"].as_str().map(str::to_owned)).collect()
}

#[tokio::test]
async fn commands_sent_while_offline_run_once_in_order() {
    let mut service = TestService::with(TestOptions { moderators: 2, ..TestOptions::default() }).await;
    let room = service.room().await;
    let (alice, bert) = (service.applicant("alice"), service.applicant("bert"));
    alice.signs_up().await;
    service.card(&room, &alice).await;
    bert.signs_up().await;
    let card = service.card(&room, &bert).await;
    ask_bot(&service, &room, "!reg list").await;

    service.kill();
    let [first, second] = &service.moderators[..] else { panic!("two moderators") };
    second.say(&room, &format!("!reg approve {}", alice.name)).await;
    second.reply(&room, &card, "deny").await;
    second.leave(&room).await;
    let no = first.say(&room, &format!("!reg deny {} no", alice.name)).await;
    let yes = first.say(&room, &format!("!reg approve {}", alice.name)).await;
    // More than one sync returns.
    for number in 0..110 {
        first.say(&room, &format!("talk {number}")).await;
    }
    let welcome = first.reply(&room, &card, "approve welcome!").await;
    service.restart().await;
    bert.receives_mail("is ready").await;
    alice.receives_mail("About your request").await;
    // Sent last, so everything before it has been processed.
    ask_bot(&service, &room, "!reg list").await;
    service.kill_and_restart().await;
    ask_bot(&service, &room, "!reg list").await;

    let first = &service.moderators[0];
    for (applicant, verdict) in [(&alice, "Denied"), (&bert, "Approved")] {
        let shown = ask_bot(&service, &room, &format!("!reg show {}", applicant.name)).await;
        assert!(shown.contains(&format!("{verdict} by {}", first.id)), "{shown}");
    }
    assert!(!alice.has_mail("is ready") && !bert.has_mail("About your request"));
    let marks = async |to: &str| {
        let marks = first.relations(&room, to, "m.annotation").await;
        marks.iter().filter(|event| event["sender"] == service.bot_id()).count()
    };
    for (command, mark) in [(&no, "✅"), (&yes, "❌"), (&welcome, "✅")] {
        assert_eq!(marks(command).await, 1);
        let mark_of = first.relations(&room, command, "m.annotation").await;
        assert_eq!(mark_of[0]["content"]["m.relates_to"]["key"], mark);
        assert_eq!(answers(&service, &room, command).await.len(), 1, "{command}");
    }
}

#[tokio::test]
async fn command_result_is_sent_after_a_failed_attempt() {
    let mut service = TestService::start().await;
    let room = service.room().await;
    let (bert, carl) = (service.applicant("bert"), service.applicant("carl"));
    for applicant in [&bert, &carl] {
        applicant.signs_up().await;
        service.card(&room, applicant).await;
    }
    ask_bot(&service, &room, "!reg list").await;
    let wait_for_single_answer = async |service: &TestService, to: &str, words: &str| {
        let answered = async || answers(service, &room, to).await.pop();
        let said = eventually("an answer", answered).await;
        assert!(said.contains(words) && !said.contains("already"), "{said}");
        assert!(service.has_crashed(), "the crash did not happen");
        // Any other answer would have been sent before this one.
        ask_bot(service, &room, "!reg list").await;
        assert_eq!(answers(service, &room, to).await.len(), 1);
    };

    // The reaction, which is the first event that it sends.
    service.crash_at("before room:1");
    let order = service.moderators[0].say(&room, "!reg block username ^spammer").await;
    wait_for_single_answer(&service, &order, "Block #1 added").await;
    assert!(!ask_bot(&service, &room, "!reg blocks").await.contains("#2"), "it is added once");
    let marks = service.moderators[0].relations(&room, &order, "m.annotation").await;
    assert!(marks.len() == 1 && marks[0]["content"]["m.relates_to"]["key"] == "✅", "{marks:?}");

    // The question, its two reactions, and then the answer.
    service.crash_at("before room:4");
    let order = service.moderators[0].say(&room, &format!("!reg deny {} {}", bert.name, carl.name)).await;
    let question = service.moderators[0]
        .wait_for(&room, |event| event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == order.as_str())
        .await;
    let question = question["event_id"].as_str().expect("an event");
    let seeded =
        async || (service.moderators[0].relations(&room, question, "m.annotation").await.len() == 2).then_some(());
    eventually("it can be tapped on", seeded).await;
    service.moderators[0].react(&room, question, "✅").await;
    wait_for_single_answer(&service, question, "2 requests denied").await;
    service.wait_until_forgotten("outcome").await;
}

#[tokio::test]
async fn removed_card_is_posted_again_without_votes() {
    let config = "moderation: {approvals_required: 2}\n".into();
    let mut service = TestService::with(TestOptions { moderators: 2, config, ..TestOptions::default() }).await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let old = service.card(&room, &alice).await;
    service.moderators[0].react(&room, &old, "✅").await;
    service.card_says(&room, &old, "(1 of 2)").await;
    service.moderators[1].redact(&room, &old).await;
    let new = service.card(&room, &alice).await;
    assert_ne!(new, old);
    service.moderators[1].react(&room, &old, "✅").await;
    service.moderators[1].react(&room, &new, "✅").await;
    service.card_says(&room, &new, &format!("Votes: ✅ {} (1 of 2)", service.moderators[1].id)).await;

    // The same while the bot is offline.
    service.kill();
    service.moderators[0].redact(&room, &new).await;
    service.restart().await;
    let newest = service.card(&room, &alice).await;
    assert!(newest != new && newest != old);
    assert_eq!(alice.login().await.expect_err("still locked")["errcode"], "M_USER_LOCKED");
    for moderator in &service.moderators {
        moderator.react(&room, &newest, "✅").await;
    }
    alice.receives_mail("is ready").await;
}

#[tokio::test]
async fn reaction_to_a_card_edit_counts() {
    let config = "moderation: {approvals_required: 2}\n".into();
    let service = TestService::with(TestOptions { moderators: 2, config, ..TestOptions::default() }).await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    service.moderators[0].react(&room, &card, "✅").await;
    service.card_says(&room, &card, "(1 of 2)").await;
    let edits = service.moderators[0].relations(&room, &card, "m.replace").await;
    let edit = edits[0]["event_id"].as_str().expect("an edit");
    // The same moderator, who has one vote on the card and its edits together.
    service.moderators[0].react(&room, edit, "👍").await;
    ask_bot(&service, &room, "!reg list").await;
    assert_eq!(alice.login().await.expect_err("still locked")["errcode"], "M_USER_LOCKED");
    service.moderators[1].react(&room, edit, "✅").await;
    alice.receives_mail("is ready").await;
}

#[tokio::test]
async fn removed_bot_returns_to_its_room() {
    let (service, room) = service_in_a_room(json!({"preset": "private_chat"}), false).await;
    let moderator = &service.moderators[0];
    ask_bot(&service, &room, "!reg list").await;
    Person::admin().leave(&room).await;
    let kick = json!({"user_id": service.bot_id(), "reason": "a slip"});
    let (status, answer) =
        moderator.request(Method::POST, &format!("v3/rooms/{}/kick", escape(&room)), Some(&kick)).await;
    assert!(status.is_success(), "{answer}");
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    moderator.react(&room, &card, "✅").await;
    alice.receives_mail("is ready").await;
}

#[tokio::test]
async fn lost_room_is_recreated_with_pending_cards() {
    let service = TestService::start().await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let lost = service.card(&room, &alice).await;
    service.bot_client().await.leave(&room).await;
    let moderator = &service.moderators[0];
    let another = eventually("another room", async || moderator.invitations().await.pop()).await;
    assert_ne!(another, room);
    moderator.join(&another).await;
    let card = service.card(&another, &alice).await;
    moderator.react(&room, &lost, "❌").await;
    moderator.react(&another, &card, "✅").await;
    alice.receives_mail("is ready").await;
}

#[tokio::test]
async fn upgraded_room_is_followed() {
    let (mut service, room) = service_in_a_room(json!({"preset": "private_chat", "room_version": "10"}), false).await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    service.card(&room, &alice).await;
    let path = format!("v3/rooms/{}/upgrade", escape(&room));
    let (status, answer) =
        service.moderators[0].request(Method::POST, &path, Some(&json!({"new_version": "11"}))).await;
    assert!(status.is_success(), "{answer}");
    let new = answer["replacement_room"].as_str().expect("a room").to_owned();
    let card = service.card(&new, &alice).await;
    service.moderators[0].react(&new, &card, "✅").await;
    alice.receives_mail("is ready").await;
    service.card_says(&new, &card, "is active").await;

    service.kill_and_restart().await;
    let bert = service.applicant("bert");
    bert.signs_up().await;
    service.card(&new, &bert).await;
    let answer = ask_bot(&service, &new, &format!("!reg deny {}", bert.name)).await;
    assert!(answer.contains("has been denied"), "{answer}");

    // Again while the bot is offline, with a message just before.
    let dora = service.applicant("dora");
    dora.signs_up().await;
    service.card(&new, &dora).await;
    ask_bot(&service, &new, "!reg list").await;
    service.kill();
    service.moderators[0].say(&new, &format!("!reg approve {} welcome!", dora.name)).await;
    let path = format!("v3/rooms/{}/upgrade", escape(&new));
    let (status, answer) =
        service.moderators[0].request(Method::POST, &path, Some(&json!({"new_version": "11"}))).await;
    assert!(status.is_success(), "{answer}");
    let newest = answer["replacement_room"].as_str().expect("a room").to_owned();
    service.restart().await;
    let mail = dora.receives_mail("is ready").await;
    assert!(mail.text.expect("a plain part").contains("welcome!"));
    assert!(ask_bot(&service, &newest, "!reg list").await.contains("No pending requests"));
}

#[tokio::test]
async fn unconfirmed_room_upgrade_is_not_followed() {
    let (mut service, room) = service_in_a_room(json!({"preset": "private_chat"}), false).await;
    ask_bot(&service, &room, "!reg list").await;
    let trap = Person::new(&fresh_name("mallory")).await.create_room(json!({"preset": "public_chat"})).await;
    let tombstone = json!({"body": "this way, please", "replacement_room": trap});
    service.moderators[0].set_state(&room, "m.room.tombstone", "", &tombstone).await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    service.card(&room, &alice).await;
    service.kill_and_restart().await;
    let answer = ask_bot(&service, &room, &format!("!reg approve {}", alice.name)).await;
    assert!(answer.contains("has been approved"), "{answer}");
}

#[tokio::test]
async fn insecure_room_is_reported_once_and_gets_no_cards() {
    let options = json!({"preset": "public_chat", "initial_state": [
        {"type": "m.room.history_visibility", "content": {"history_visibility": "world_readable"}},
        {"type": "m.room.guest_access", "content": {"guest_access": "can_join"}},
    ]});
    let (mut service, room) = service_in_a_room(options, true).await;
    let warnings = async |service: &TestService| {
        let events = service.moderators[0].events(&room).await;
        let said = events.iter().filter(|event| event["sender"] == service.bot_id());
        let said = said
            .filter_map(|event| event["content"]["body"].as_str())
            .filter(|body| body.contains("the settings of this room") || body.contains("The settings of this room"));
        said.map(str::to_owned).collect::<Vec<_>>()
    };
    let said = eventually("a warning", async || warnings(&service).await.pop()).await;
    for words in ["Anyone can join", "Anyone can read", "Guests", "not encrypted"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let check = String::from_utf8(service.command(&["check"]).stdout).expect("text");
    assert!(check.contains("FAIL  room       Anyone can join"), "{check}");
    service.kill_and_restart().await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let refused = ask_bot(&service, &room, "!reg list").await;
    assert!(refused.contains("Anyone can join or read this room") && !refused.contains(&alice.mxid()), "{refused}");
    assert_eq!(warnings(&service).await.len(), 1);
    assert!(cards_of(&service, &room).await.iter().all(|(_, text)| !text.contains(&alice.mxid())));

    let moderator = &service.moderators[0];
    moderator.set_state(&room, "m.room.join_rules", "", &json!({"join_rule": "invite"})).await;
    let newest = async |says: &str, but: &str| {
        eventually(says, async || {
            let newest = warnings(&service).await.into_iter().next()?;
            (newest.contains(says) && !newest.contains(but)).then_some(())
        })
        .await;
    };
    newest("Anyone can read", "Anyone can join").await;
    let mut levels = moderator.state(&room, "m.room.power_levels", "").await.expect("power levels");
    levels["events"]["m.room.redaction"] = json!(60);
    moderator.set_state(&room, "m.room.power_levels", "", &levels).await;
    newest("power level is 0, which is too low to remove my own reactions. Raise it to 60", "cards").await;
    let check = service.command(&["check"]);
    assert!(!check.status.success());
    let said = String::from_utf8(check.stdout).expect("text");
    assert!(said.contains("FAIL  room") && said.contains("Raise it to 60"), "{said}");

    moderator.set_power(&room, &service.bot_id(), 60).await;
    moderator.set_state(&room, "m.room.history_visibility", "", &json!({"history_visibility": "joined"})).await;
    moderator.set_state(&room, "m.room.guest_access", "", &json!({"guest_access": "forbidden"})).await;
    newest("not encrypted", "Guests").await;
    service.card(&room, &alice).await;
    assert!(ask_bot(&service, &room, "!reg list").await.contains(&alice.handle()));
}

/// The number of requests, and the bot's rate limit in messages per second; 0 is no limit.
fn burst() -> (usize, usize) {
    let wish = |name: &str| std::env::var(name).ok()?.parse().ok();
    (wish("REGISTRATION_BURST").unwrap_or(6), wish("REGISTRATION_BURST_RATE").unwrap_or(2))
}

#[tokio::test]
async fn a_burst_is_posted_completely_and_in_order() {
    let (people, rate) = burst();
    let service = TestService::start().await;
    let room = service.room().await;
    ask_bot(&service, &room, "!reg list").await;
    // Sets a limit again, which the bot has lifted.
    let limits = json!({"messages_per_second": rate, "burst_count": rate});
    let path = format!("v1/users/{}/override_ratelimit", escape(&service.bot_id()));
    admin_api(Method::POST, &path, Some(&limits)).await;
    let start = Instant::now();
    let mut crowd = vec![];
    for _ in 0..people {
        let one = service.applicant("one");
        one.signs_up().await;
        crowd.push(one);
    }
    let all_asked = start.elapsed();
    service.operator_runs(&["requests", "approve", &crowd[0].name]);
    let cards = all_cards(&service, &room, people).await;
    let all_posted = start.elapsed();
    println!("{people} requests in {all_asked:.0?}, their cards in {all_posted:.0?} at {rate} messages a second");
    for ((_, card), one) in cards.iter().zip(&crowd) {
        assert!(card.contains(&one.mxid()), "{card} is not of {}", one.name);
    }
    assert!(!service.log().contains("effect failed"), "{}", service.log());
    let first = &cards[0].0;
    service.card_says(&room, first, "The account is active").await;
    // "Being unlocked" and "unlocked" were both due when the bot edited the card.
    let edits = service.moderators[0].relations(&room, first, "m.replace").await.len();
    assert!(rate == 0 || edits == 1, "{edits} edits");
}

/// Waits until there are `count` cards, as long as there is progress. Returns event IDs and texts in the order of the
/// room.
async fn all_cards(service: &TestService, room: &str, count: usize) -> Vec<(String, String)> {
    let mut cards = vec![];
    while cards.len() < count {
        let before = cards.len();
        cards =
            eventually("another card", async || Some(cards_of(service, room).await).filter(|now| now.len() > before))
                .await;
    }
    assert_eq!(cards.len(), count, "{cards:#?}");
    cards
}

async fn cards_of(service: &TestService, room: &str) -> Vec<(String, String)> {
    let (mut cards, mut from) = (vec![], String::new());
    loop {
        let path = format!("v3/rooms/{}/messages?dir=f&limit=1000{from}", escape(room));
        let (status, page) = service.moderators[0].request(Method::GET, &path, None).await;
        assert!(status.is_success(), "{page}");
        let events = page["chunk"].as_array().expect("events");
        let is_card = |event: &&Value| {
            event["sender"] == service.bot_id()
                && event["content"]["m.relates_to"].is_null()
                && event["content"]["body"].as_str().is_some_and(|body| body.starts_with("New request"))
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
async fn decisions_survive_kills() {
    let mut service = TestService::start().await;
    let room = service.room().await;
    let mut crowd = vec![];
    for _ in 0..5 {
        let one = service.applicant("one");
        one.signs_up().await;
        crowd.push((service.card(&room, &one).await, one));
    }
    for (number, (card, one)) in (0_u64..).zip(&crowd) {
        let moderator = &service.moderators[0];
        if number % 2 == 0 {
            moderator.react(&room, card, "✅").await;
        } else {
            moderator.say(&room, &format!("!reg approve {}", one.name)).await;
        }
        // At a random point between the reaction and the last mail.
        let pause = (number * 53 + u64::from(std::process::id())) % 120;
        tokio::time::sleep(std::time::Duration::from_millis(pause)).await;
        service.kill_and_restart().await;
    }
    for (card, one) in &crowd {
        one.receives_mail("is ready").await;
        service.card_says(&room, card, "The account is active").await;
        let shown = ask_bot(&service, &room, &format!("!reg show {}", one.name)).await;
        assert_eq!(shown.matches(&format!(": approved ({})", service.moderators[0].id)).count(), 1, "{shown}");
    }
}
