//! Parked effects: reported to moderators, without blocking others, and retried by command.

use serde_json::json;

use crate::{
    harness::{TestOptions, TestService},
    room_commands::ask_bot,
    support::{
        matrix::{eventually, fresh_name},
        test_servers::servers,
    },
};

/// The text of the bot's report in the thread of a card.
pub async fn report_under(service: &TestService, room: &str, card: &str) -> String {
    let report = service.moderators[0]
        .wait_for(room, |event| {
            let relation = &event["content"]["m.relates_to"];
            event["sender"] == service.bot_id() && relation["rel_type"] == "m.thread" && relation["event_id"] == card
        })
        .await;
    assert_eq!(report["content"]["m.mentions"], json!({}));
    report["content"]["body"].as_str().expect("words").to_owned()
}

#[tokio::test]
async fn missing_room_is_reported_and_joined_by_retry() {
    let alias = fresh_name("square");
    let full = format!("#{alias}:{}", servers().synapse.server_name);
    let service =
        TestService::with(TestOptions { config: format!("auto_join: [\"{full}\"]\n"), ..TestOptions::default() }).await;
    let room = service.room().await;
    let moderator = &service.moderators[0];
    assert!(ask_bot(&service, &room, "!reg parked").await.contains("Nothing has failed"));
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    moderator.react(&room, &card, "✅").await;
    alice.receives_mail("is ready").await;
    alice.login().await.expect("the account is open all the same");
    let report = report_under(&service, &room, &card).await;
    for words in [&alice.mxid(), &full, "the room does not exist", "auto_join", "What to do", "!reg retry #"] {
        assert!(report.contains(words), "{words} is not in {report}");
    }
    let parked = ask_bot(&service, &room, "!reg parked").await;
    assert!(parked.contains(&full) && parked.contains("the room does not exist"), "{parked}");
    let status = ask_bot(&service, &room, "!reg status").await;
    assert!(status.contains("1 task has failed") && status.contains("!reg parked"), "{status}");

    let square = moderator.create_room(json!({"preset": "public_chat", "room_alias_name": alias})).await;
    let answer = ask_bot(&service, &room, &format!("!reg retry {}", alice.name)).await;
    assert!(answer.contains("Trying 1 task again"), "{answer}");
    let joined = async || {
        let membership = moderator.membership(&square, &alice.mxid()).await;
        (membership.as_deref() == Some("join")).then_some(())
    };
    eventually("the account has joined the room", joined).await;
    eventually("nothing is parked", async || {
        ask_bot(&service, &room, "!reg parked").await.contains("Nothing has failed").then_some(())
    })
    .await;
}
