//! Moderation with an independent Matrix client (matrix-nio).

use std::process::Stdio;

use serde_json::Value;
use tokio::process::Command;

use crate::{
    harness::{Applicant, TestService},
    support::test_servers::servers,
};

/// What a moderator sees after this action on the card of `applicant`.
async fn moderates(service: &TestService, room: &str, applicant: &Applicant, does: [&str; 2]) -> Value {
    let (moderator, client) = (&service.moderators[0], &servers().other_client);
    let output = Command::new(&client.python)
        .arg(&client.script)
        .args(["--server", &servers().synapse.url, "--user", &moderator.id, "--token", &moderator.token])
        .args(["--room", room, "--bot", &service.bot_id(), "--about", &applicant.mxid()])
        .args(does)
        .stdin(Stdio::null())
        .output()
        .await
        .expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[tokio::test]
async fn independent_client_can_moderate() {
    let service = TestService::start().await;
    let room = service.room().await;
    let (alice, bert) = (service.applicant("alice"), service.applicant("bert"));
    alice.signs_up().await;
    let seen = moderates(&service, &room, &alice, ["--react", "✅"]).await;
    assert!(seen["card"].as_str().is_some_and(|card| card.contains(&alice.email)), "{seen}");
    assert!(seen["html"].as_str().is_some_and(|html| html.contains("<blockquote>")), "{seen}");
    assert!(seen["edit"].as_str().is_some_and(|edit| edit.contains("Approved by")), "{seen}");
    alice.receives_mail("is ready").await;

    bert.signs_up().await;
    let seen = moderates(&service, &room, &bert, ["--reply", "deny we do not know you"]).await;
    assert!(seen["edit"].as_str().is_some_and(|edit| edit.contains("Denied by")), "{seen}");
    let letter = bert.receives_mail("About your request").await;
    assert!(letter.text.expect("plain text").contains("we do not know you"));
}
