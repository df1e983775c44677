//! Greetings for new accounts.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    harness::{Applicant, PASSWORD, TestOptions, TestService},
    support::{
        matrix::{Person, admin_api, escape, eventually, fresh_name},
        test_servers::servers,
    },
};

const DIRECT: &str = "matrix_notifications:\n  enabled: true\n  welcome:\n    enabled: true\n    message_template: |\n      \
                      Hello @{username}:{matrix_domain} & <friends>!\n      You said: {reason}\n";

#[tokio::test]
async fn new_account_gets_a_direct_message() {
    let service =
        TestService::shared_with("welcome", TestOptions { config: DIRECT.into(), ..TestOptions::default() }).await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    service.moderators[0].react(&room, &card, "✅").await;
    alice.receives_mail("is ready").await;
    let person = alice.login().await.expect("the account is open");

    let greeted = invitation(&person).await;
    let (_, sync) = person.request(Method::GET, "v3/sync?timeout=0", None).await;
    let state = sync["rooms"]["invite"][&greeted]["invite_state"]["events"].clone();
    let invite = state.as_array().expect("events").iter().find(|event| event["state_key"] == alice.mxid());
    assert_eq!(invite.expect("an invitation")["content"]["is_direct"], true);
    person.join(&greeted).await;
    let message = person.wait_for(&greeted, |event| is_message_of(event, &service)).await;
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
    let data = admin_api(Method::GET, &format!("v1/users/{}/accountdata", escape(&service.bot_id())), None).await;
    assert_eq!(data["account_data"]["global"]["m.direct"][alice.mxid()], json!([greeted]));
}

#[tokio::test]
async fn delayed_greeting_uses_the_existing_room() {
    let service = TestService::with(TestOptions { config: DIRECT.into(), ..TestOptions::default() }).await;
    let room = service.room().await;
    let people: Vec<Applicant> = (0..3).map(|_| service.applicant("alice")).collect();
    let mut cards = vec![];
    for applicant in &people {
        applicant.signs_up().await;
        cards.push(service.card(&room, applicant).await);
    }
    // Cards and greetings now exceed the bot's rate limit for messages; creating rooms is not limited.
    let path = format!("v1/users/{}/override_ratelimit", escape(&service.bot_id()));
    admin_api(Method::POST, &path, Some(&json!({"messages_per_second": 1, "burst_count": 1}))).await;
    for card in &cards {
        service.moderators[0].react(&room, card, "✅").await;
    }
    for applicant in &people {
        applicant.receives_mail("is ready").await;
    }
    eventually("a greeting is put off", async || {
        let log = service.log();
        log.lines().any(|line| line.contains("effect failed") && line.contains("welcome")).then_some(())
    })
    .await;
    for applicant in &people {
        let person = applicant.login().await.expect("the account is open");
        let direct = invitation(&person).await;
        person.join(&direct).await;
        person.wait_for(&direct, |event| is_message_of(event, &service)).await;
        assert_eq!(person.invitations().await, Vec::<String>::new(), "no second room");
    }
}

#[tokio::test]
async fn reply_to_a_greeting_is_answered_once() {
    let service =
        TestService::shared_with("welcome", TestOptions { config: DIRECT.into(), ..TestOptions::default() }).await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    service.moderators[0].react(&room, &card, "✅").await;
    alice.receives_mail("is ready").await;
    let person = alice.login().await.expect("the account is open");
    let direct = invitation(&person).await;
    person.join(&direct).await;
    person.wait_for(&direct, |event| is_message_of(event, &service)).await;
    person.say(&direct, "!reg approve somebody").await;
    let is_answer = |event: &Value| event["sender"] == service.bot_id() && event["content"]["msgtype"] == "m.notice";
    let answer = person.wait_for(&direct, is_answer).await;
    assert!(answer["content"]["body"].to_string().contains("I am a bot"), "{answer}");
    person.say(&direct, "Hello?").await;
    // A later command has been answered, so this message has been processed too.
    crate::room_commands::ask_bot(&service, &room, "!reg list").await;
    let events = person.events(&direct).await;
    assert_eq!(events.iter().filter(|event| is_answer(event)).count(), 1);
}

#[tokio::test]
async fn kills_cause_no_second_greeting() {
    let mut service = TestService::with(TestOptions { config: DIRECT.into(), ..TestOptions::default() }).await;
    let room = service.room().await;
    let people: Vec<Applicant> = (0..4).map(|_| service.applicant("alice")).collect();
    for applicant in &people {
        applicant.signs_up().await;
    }
    let mut cards = vec![];
    for applicant in &people {
        cards.push(service.card(&room, applicant).await);
    }
    for card in &cards {
        service.moderators[0].react(&room, card, "✅").await;
    }
    let mut greeted = vec![];
    for applicant in &people {
        let person = eventually("the account is open", async || applicant.login().await.ok()).await;
        // At a random point between creating the room, sending the message and completing the effect.
        let direct = invitation(&person).await;
        service.kill_and_restart().await;
        greeted.push((person, direct));
    }
    let all_done = async || {
        let status = service.command(&["requests", "list"]);
        status.status.success().then_some(())
    };
    eventually("the service works", all_done).await;
    for (person, direct) in &greeted {
        person.join(direct).await;
        person.wait_for(direct, |event| is_message_of(event, &service)).await;
    }
    // Greetings are sent in order, so after the last one all others are complete.
    let last = service.applicant("last");
    last.signs_up().await;
    let card = service.card(&room, &last).await;
    service.moderators[0].react(&room, &card, "✅").await;
    last.receives_mail("is ready").await;
    invitation(&last.login().await.expect("open")).await;
    for (person, direct) in &greeted {
        assert_eq!(person.invitations().await, Vec::<String>::new(), "no second room");
        let events = person.events(direct).await;
        assert_eq!(events.iter().filter(|event| is_message_of(event, &service)).count(), 1, "no second message");
    }
}

#[tokio::test]
async fn greeting_goes_into_the_configured_room() {
    let admin = Person::admin();
    let hall = admin.create_room(json!({"preset": "private_chat"})).await;
    let config = format!(
        "auto_join: [\"{hall}\"]\nmatrix_notifications:\n  enabled: true\n  welcome:\n    enabled: true\n    room_id: \"{hall}\"\n"
    );
    let service = TestService::with(TestOptions { config, ..TestOptions::default() }).await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    service.moderators[0].react(&room, &card, "✅").await;
    let message = admin.wait_for(&hall, |event| is_message_of(event, &service)).await;
    assert_eq!(message["content"]["m.mentions"], json!({ "user_ids": [alice.mxid()] }));
    let body = message["content"]["body"].as_str().expect("words");
    assert!(body.contains(&format!("Welcome to {}, {}!\n", servers().synapse.server_name, alice.name)), "{body}");
    let person = Person::log_in(&alice.name, PASSWORD).await.expect("open");
    eventually("the account has joined the room", async || {
        (person.membership(&hall, &person.id).await.as_deref() == Some("join")).then_some(())
    })
    .await;
    assert_eq!(person.invitations().await, Vec::<String>::new(), "and has no direct message");
}

#[tokio::test]
async fn failed_greeting_is_reported_and_retried() {
    let alias = fresh_name("hall");
    let full = format!("#{alias}:{}", servers().synapse.server_name);
    let config = format!(
        "matrix_notifications:\n  enabled: true\n  welcome:\n    enabled: true\n    message_template: Hello {{username}}\n    room_id: \"{full}\"\n"
    );
    let service = TestService::with(TestOptions { config, ..TestOptions::default() }).await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    let moderator = &service.moderators[0];
    moderator.react(&room, &card, "✅").await;
    alice.receives_mail("is ready").await;
    let report = crate::parked_effects::report_under(&service, &room, &card).await;
    assert!(report.contains("the welcome message could not be sent") && report.contains("welcome.room_id"), "{report}");

    // Like a room of a Synapse with `encryption_enabled_by_default_for_room_type`. An account without a device could
    // not read an encrypted greeting.
    let encryption = json!({"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}});
    let options = json!({"preset": "public_chat", "room_alias_name": alias, "initial_state": [encryption]});
    let hall = moderator.create_room(options).await;
    moderator.say(&room, "!reg retry all").await;
    let message = moderator.wait_for(&hall, |event| is_message_of(event, &service)).await;
    assert_eq!(message["content"]["body"], format!("Hello {}", alice.name));
}

/// The first room that this person is invited to.
async fn invitation(person: &Person) -> String {
    eventually("an invitation", async || person.invitations().await.pop()).await
}

fn is_message_of(event: &Value, service: &TestService) -> bool {
    event["sender"] == service.bot_id() && event["type"] == "m.room.message"
}
