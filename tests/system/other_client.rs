//! Moderators with another client implementation, which shares no code with ours.

use std::process::Stdio;

use serde_json::Value;
use tokio::process::Command;

use crate::{
    support::world::world,
    town::{Newcomer, Town},
};

/// What a moderator sees who does this to the card of `newcomer`.
async fn moderates(town: &Town, room: &str, newcomer: &Newcomer, does: [&str; 2]) -> Value {
    let (moderator, client) = (&town.moderators[0], &world().other_client);
    let output = Command::new(&client.python)
        .arg(&client.script)
        .args(["--server", &world().synapse.url, "--user", &moderator.id, "--token", &moderator.token])
        .args(["--room", room, "--bot", &town.bot(), "--about", &newcomer.mxid()])
        .args(does)
        .stdin(Stdio::null())
        .output()
        .await
        .expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[tokio::test]
async fn another_client_reads_cards_reacts_and_replies() {
    let town = Town::start().await;
    let room = town.room().await;
    let (alice, bert) = (town.newcomer("alice"), town.newcomer("bert"));
    alice.signs_up().await;
    let seen = moderates(&town, &room, &alice, ["--react", "✅"]).await;
    assert!(seen["card"].as_str().is_some_and(|card| card.contains(&alice.email)), "{seen}");
    assert!(seen["html"].as_str().is_some_and(|html| html.contains("<blockquote>")), "{seen}");
    assert!(seen["edit"].as_str().is_some_and(|edit| edit.contains("Approved by")), "{seen}");
    alice.is_told("is ready").await;

    bert.signs_up().await;
    let seen = moderates(&town, &room, &bert, ["--reply", "deny we do not know you"]).await;
    assert!(seen["edit"].as_str().is_some_and(|edit| edit.contains("Denied by")), "{seen}");
    let letter = bert.is_told("About your request").await;
    assert!(letter.text.expect("plain text").contains("we do not know you"));
}
