//! Rooms configured by alias: a changed alias is not followed until an operator confirms it.

use reqwest::Method;
use serde_json::json;

use crate::{
    harness::{TestOptions, TestService},
    parked_effects::report_under,
    support::{
        matrix::{Person, escape, eventually, fresh_name},
        test_servers::servers,
    },
};

/// A private room of `owner` that the server's admin has joined.
async fn room_of(owner: &Person, options: serde_json::Value) -> String {
    let room = owner.create_room(options).await;
    owner.invite(&room, &Person::admin().id).await;
    Person::admin().join(&room).await;
    room
}

async fn wait_until_joined(member: &Person, room: &str, whom: &str) {
    let joined = async || (member.membership(room, whom).await.as_deref() == Some("join")).then_some(());
    eventually(&format!("{whom} is in the room"), joined).await;
}

/// Points the alias at another room.
async fn point(alias: &str, room: &str) {
    let (admin, path) = (Person::admin(), format!("v3/directory/room/{}", escape(alias)));
    admin.request(Method::DELETE, &path, None).await;
    let (status, answer) = admin.request(Method::PUT, &path, Some(&json!({"room_id": room}))).await;
    assert!(status.is_success(), "{answer}");
}

#[tokio::test]
async fn changed_alias_needs_confirmation() {
    let moderator = Person::new(&fresh_name("moderator")).await;
    let (staff, log, lobby) = (fresh_name("staff"), fresh_name("log"), fresh_name("lobby"));
    let full = |name: &str| format!("#{name}:{}", servers().synapse.server_name);
    let room = room_of(&moderator, json!({"preset": "private_chat", "room_alias_name": staff})).await;
    let log_room = room_of(&moderator, json!({"preset": "private_chat", "room_alias_name": log})).await;
    let lobby_first = room_of(&moderator, json!({"preset": "private_chat", "room_alias_name": lobby})).await;
    let config = format!("moderation: {{log_room: \"{}\"}}\nauto_join: [\"{}\"]\n", full(&log), full(&lobby));
    let options = TestOptions { moderators: 0, room: Some(full(&staff)), config, ..TestOptions::default() };
    let mut service = TestService::with(options).await;
    service.moderators.push(moderator);
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    service.moderators[0].react(&room, &card, "✅").await;
    alice.receives_mail("is ready").await;
    let is_log = |event: &serde_json::Value| event["content"]["body"].to_string().contains("approved request #");
    service.moderators[0].wait_for(&log_room, is_log).await;
    wait_until_joined(&service.moderators[0], &lobby_first, &alice.mxid()).await;

    let bert = service.applicant("bert");
    bert.signs_up().await;
    service.card(&room, &bert).await;
    let others = [room_of(&service.moderators[0], json!({})).await, room_of(&service.moderators[0], json!({})).await];
    let lobby_now = room_of(&service.moderators[0], json!({})).await;
    point(&full(&staff), &others[0]).await;
    point(&full(&log), &others[1]).await;
    point(&full(&lobby), &lobby_now).await;
    service.kill_and_restart_unready().await;
    let how = format!("room confirm '{}'", others[0]);
    eventually("the log says how", async || service.log().contains(&how).then_some(())).await;
    let check = service.command(&["check"]);
    let said = String::from_utf8(check.stdout).expect("text");
    assert!(!check.status.success(), "{said}");
    for other in others.iter().chain([&lobby_now]) {
        assert!(said.contains(&format!("room confirm '{other}'")), "{said}");
        assert_eq!(service.moderators[0].membership(other, &service.bot_id()).await, None);
    }

    service.operator_runs(&["room", "confirm", &others[0]]);
    assert!(service.operator_runs(&["room", "list"]).contains("NEEDS CONFIRMATION"));
    let card = service.card(&others[0], &bert).await;
    service.moderators[0].react(&others[0], &card, "✅").await;
    bert.receives_mail("is ready").await;
    let report = report_under(&service, &others[0], &card).await;
    assert!(report.contains("room confirm"), "{report}");
    assert_eq!(service.moderators[0].membership(&lobby_now, &bert.mxid()).await, None);
    assert_eq!(service.moderators[0].membership(&others[1], &service.bot_id()).await, None);

    for other in [&others[1], &lobby_now] {
        service.operator_runs(&["room", "confirm", other]);
    }
    eventually("both are tried again", async || {
        let parked = service.json_output(&["requests", "parked", "--json"]);
        (parked.as_array().expect("a list").len() == 2).then_some(())
    })
    .await;
    service.operator_runs(&["requests", "retry", "--all"]);
    service.moderators[0].wait_for(&others[1], is_log).await;
    wait_until_joined(&service.moderators[0], &lobby_now, &bert.mxid()).await;
    assert!(service.command(&["room", "confirm", "!nowhere:example.org"]).status.code() != Some(0));
}

#[tokio::test]
async fn alias_taken_by_a_stranger_needs_confirmation() {
    let (mallory, staff) = (Person::new(&fresh_name("mallory")).await, fresh_name("staff"));
    let trap = room_of(&mallory, json!({"preset": "private_chat", "room_alias_name": staff})).await;
    let full = format!("#{staff}:{}", servers().synapse.server_name);
    let service =
        TestService::with(TestOptions { room: Some(full), stays_unready: true, ..TestOptions::default() }).await;
    let how = format!("room confirm '{trap}'");
    eventually("the log says how", async || service.log().contains(&how).then_some(())).await;
    let said = String::from_utf8(service.command(&["check"]).stdout).expect("text");
    assert!(said.contains(&how) && said.contains("none of bot.moderators"), "{said}");
    assert_eq!(mallory.membership(&trap, &service.bot_id()).await, None);
}
