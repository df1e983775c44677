//! A new account is greeted.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    support::{
        matrix::{Person, admin_api, escape, eventually, fresh_name},
        world::world,
    },
    town::{Newcomer, PASSWORD, Town, Wishes},
};

const DIRECT: &str = "matrix_notifications:\n  enabled: true\n  welcome:\n    enabled: true\n    message_template: |\n      \
                      Hello @{username}:{matrix_domain} & <friends>!\n      You said: {reason}\n";

#[tokio::test]
async fn a_new_account_finds_a_direct_message() {
    let town = Town::shared_with("welcome", Wishes { config: DIRECT.into(), ..Wishes::default() }).await;
    let room = town.room().await;
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let card = town.card(&room, &alice).await;
    town.moderators[0].react(&room, &card, "✅").await;
    alice.is_told("is ready").await;
    let person = alice.login().await.expect("the account is open");

    let greeted = invitation(&person).await;
    let (_, sync) = person.request(Method::GET, "v3/sync?timeout=0", None).await;
    let state = sync["rooms"]["invite"][&greeted]["invite_state"]["events"].clone();
    let invite = state.as_array().expect("events").iter().find(|event| event["state_key"] == alice.mxid());
    assert_eq!(invite.expect("an invitation")["content"]["is_direct"], true);
    person.join(&greeted).await;
    let message = person.wait_for(&greeted, |event| is_message_of(event, &town)).await;
    let content = &message["content"];
    let body = format!(
        "Hello {} & <friends>!\nYou said: I have read about this server, and would like to talk with my friends here.",
        alice.mxid()
    );
    assert_eq!(content["body"], body);
    let html = content["formatted_body"].as_str().expect("HTML");
    assert!(html.contains("&amp; &lt;friends&gt;!<br>You said"), "{html}");
    assert_eq!(content["m.mentions"], json!({ "user_ids": [alice.mxid()] }));

    let name = person.state(&greeted, "m.room.canonical_alias", "").await.expect("an empty alias");
    assert_eq!(name.get("alias"), None, "the room is shown under its members' names");
    let path = format!("v3/rooms/{}/aliases", escape(&greeted));
    let no_alias = async || {
        let (_, answer) = person.request(Method::GET, &path, None).await;
        (answer["aliases"] == json!([])).then_some(())
    };
    eventually("the alias is gone", no_alias).await;
    let data = admin_api(Method::GET, &format!("v1/users/{}/accountdata", escape(&town.bot())), None).await;
    assert_eq!(data["account_data"]["global"]["m.direct"][alice.mxid()], json!([greeted]));
}

#[tokio::test]
async fn a_greeting_that_is_put_off_goes_into_the_room_that_was_made() {
    let town = Town::with(Wishes { config: DIRECT.into(), ..Wishes::default() }).await;
    let room = town.room().await;
    let people: Vec<Newcomer> = (0..3).map(|_| town.newcomer("alice")).collect();
    let mut cards = vec![];
    for newcomer in &people {
        newcomer.signs_up().await;
        cards.push(town.card(&room, newcomer).await);
    }
    // Cards and greetings now come faster than Synapse takes the bot's messages; rooms are still made.
    let path = format!("v1/users/{}/override_ratelimit", escape(&town.bot()));
    admin_api(Method::POST, &path, Some(&json!({"messages_per_second": 1, "burst_count": 1}))).await;
    for card in &cards {
        town.moderators[0].react(&room, card, "✅").await;
    }
    for newcomer in &people {
        newcomer.is_told("is ready").await;
    }
    eventually("a greeting is put off", async || {
        let log = town.log();
        log.lines().any(|line| line.contains("effect failed") && line.contains("welcome")).then_some(())
    })
    .await;
    for newcomer in &people {
        let person = newcomer.login().await.expect("the account is open");
        let direct = invitation(&person).await;
        person.join(&direct).await;
        person.wait_for(&direct, |event| is_message_of(event, &town)).await;
        assert_eq!(person.invitations().await, Vec::<String>::new(), "no second room");
    }
}

#[tokio::test]
async fn who_answers_a_greeting_is_told_once_that_a_program_sent_it() {
    let town = Town::shared_with("welcome", Wishes { config: DIRECT.into(), ..Wishes::default() }).await;
    let room = town.room().await;
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let card = town.card(&room, &alice).await;
    town.moderators[0].react(&room, &card, "✅").await;
    alice.is_told("is ready").await;
    let person = alice.login().await.expect("the account is open");
    let direct = invitation(&person).await;
    person.join(&direct).await;
    person.wait_for(&direct, |event| is_message_of(event, &town)).await;
    person.say(&direct, "!reg approve somebody").await;
    let is_answer = |event: &Value| event["sender"] == town.bot() && event["content"]["msgtype"] == "m.notice";
    let answer = person.wait_for(&direct, is_answer).await;
    assert!(answer["content"]["body"].to_string().contains("I am a program"), "{answer}");
    person.say(&direct, "Hello?").await;
    // A command in the moderators' room is heard later, so this one has been heard too.
    crate::room_commands::asks(&town, &room, "!reg list").await;
    let events = person.events(&direct).await;
    assert_eq!(events.iter().filter(|event| is_answer(event)).count(), 1);
}

#[tokio::test]
async fn lightning_makes_no_second_greeting() {
    let mut town = Town::with(Wishes { config: DIRECT.into(), ..Wishes::default() }).await;
    let room = town.room().await;
    let people: Vec<Newcomer> = (0..4).map(|_| town.newcomer("alice")).collect();
    for newcomer in &people {
        newcomer.signs_up().await;
    }
    let mut cards = vec![];
    for newcomer in &people {
        cards.push(town.card(&room, newcomer).await);
    }
    for card in &cards {
        town.moderators[0].react(&room, card, "✅").await;
    }
    let mut greeted = vec![];
    for newcomer in &people {
        let person = eventually("the account is open", async || newcomer.login().await.ok()).await;
        // Somewhere between the room, the message and "done", of this greeting or the next.
        let direct = invitation(&person).await;
        town.is_struck_by_lightning().await;
        greeted.push((person, direct));
    }
    let all_done = async || {
        let status = town.command(&["requests", "list"]);
        status.status.success().then_some(())
    };
    eventually("the service works", all_done).await;
    for (person, direct) in &greeted {
        person.join(direct).await;
        person.wait_for(direct, |event| is_message_of(event, &town)).await;
    }
    // Greetings keep their order, so after the last one nothing of the others is left to be done.
    let last = town.newcomer("last");
    last.signs_up().await;
    let card = town.card(&room, &last).await;
    town.moderators[0].react(&room, &card, "✅").await;
    last.is_told("is ready").await;
    invitation(&last.login().await.expect("open")).await;
    for (person, direct) in &greeted {
        assert_eq!(person.invitations().await, Vec::<String>::new(), "no second room");
        let events = person.events(direct).await;
        assert_eq!(events.iter().filter(|event| is_message_of(event, &town)).count(), 1, "no second message");
    }
}

#[tokio::test]
async fn a_greeting_goes_into_a_room_if_one_is_named() {
    let admin = Person::admin();
    let hall = admin.create_room(json!({"preset": "private_chat"})).await;
    let config = format!(
        "auto_join: [\"{hall}\"]\nmatrix_notifications:\n  enabled: true\n  welcome:\n    enabled: true\n    room_id: \"{hall}\"\n"
    );
    let town = Town::with(Wishes { config, ..Wishes::default() }).await;
    let room = town.room().await;
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let card = town.card(&room, &alice).await;
    town.moderators[0].react(&room, &card, "✅").await;
    let message = admin.wait_for(&hall, |event| is_message_of(event, &town)).await;
    assert_eq!(message["content"]["m.mentions"], json!({ "user_ids": [alice.mxid()] }));
    let body = message["content"]["body"].as_str().expect("words");
    assert!(body.contains(&format!("Welcome to {}, {}!\n", world().synapse.server_name, alice.name)), "{body}");
    let person = Person::log_in(&alice.name, PASSWORD).await.expect("open");
    eventually("she is in the room", async || {
        (person.membership(&hall, &person.id).await.as_deref() == Some("join")).then_some(())
    })
    .await;
    assert_eq!(person.invitations().await, Vec::<String>::new(), "and has no direct message");
}

#[tokio::test]
async fn a_greeting_that_finds_no_room_is_reported_and_tried_again_when_asked() {
    let alias = fresh_name("hall");
    let full = format!("#{alias}:{}", world().synapse.server_name);
    let config = format!(
        "matrix_notifications:\n  enabled: true\n  welcome:\n    enabled: true\n    message_template: Hello {{username}}\n    room_id: \"{full}\"\n"
    );
    let town = Town::with(Wishes { config, ..Wishes::default() }).await;
    let room = town.room().await;
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let card = town.card(&room, &alice).await;
    let moderator = &town.moderators[0];
    moderator.react(&room, &card, "✅").await;
    alice.is_told("is ready").await;
    let report = crate::trouble::report_under(&town, &room, &card).await;
    assert!(report.contains("could not be greeted") && report.contains("welcome.room_id"), "{report}");

    // As Synapse makes rooms by itself where `encryption_enabled_by_default_for_room_type` says so: a greeting that was
    // encrypted could never be read by an account that has no device yet.
    let encryption = json!({"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}});
    let wishes = json!({"preset": "public_chat", "room_alias_name": alias, "initial_state": [encryption]});
    let hall = moderator.create_room(wishes).await;
    moderator.say(&room, "!reg retry all").await;
    let message = moderator.wait_for(&hall, |event| is_message_of(event, &town)).await;
    assert_eq!(message["content"]["body"], format!("Hello {}", alice.name));
}

/// The first room that this person is invited to.
async fn invitation(person: &Person) -> String {
    eventually("an invitation", async || person.invitations().await.pop()).await
}

fn is_message_of(event: &Value, town: &Town) -> bool {
    event["sender"] == town.bot() && event["type"] == "m.room.message"
}
