//! What could not be done is told to the moderators, blocks nobody, and is tried again when asked.

use serde_json::json;

use crate::{
    room_commands::asks,
    support::{
        matrix::{eventually, fresh_name},
        world::world,
    },
    town::{Town, Wishes},
};

/// The words of the bot's report in the thread under a card.
pub async fn report_under(town: &Town, room: &str, card: &str) -> String {
    let report = town.moderators[0]
        .wait_for(room, |event| {
            let relation = &event["content"]["m.relates_to"];
            event["sender"] == town.bot() && relation["rel_type"] == "m.thread" && relation["event_id"] == card
        })
        .await;
    assert_eq!(report["content"]["m.mentions"], json!({}));
    report["content"]["body"].as_str().expect("words").to_owned()
}

#[tokio::test]
async fn a_room_that_is_not_there_is_reported_and_joined_once_it_is() {
    let alias = fresh_name("square");
    let full = format!("#{alias}:{}", world().synapse.server_name);
    let town = Town::with(Wishes { config: format!("auto_join: [\"{full}\"]\n"), ..Wishes::default() }).await;
    let room = town.room().await;
    let moderator = &town.moderators[0];
    assert!(asks(&town, &room, "!reg parked").await.contains("nothing that could not be done"));
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let card = town.card(&room, &alice).await;
    moderator.react(&room, &card, "✅").await;
    alice.is_told("is ready").await;
    alice.login().await.expect("the account is open all the same");
    let report = report_under(&town, &room, &card).await;
    for words in [&alice.mxid(), &full, "no such room", "auto_join", "What to do", "!reg retry #"] {
        assert!(report.contains(words), "{words} is not in {report}");
    }
    let parked = asks(&town, &room, "!reg parked").await;
    assert!(parked.contains(&full) && parked.contains("no such room"), "{parked}");
    let status = asks(&town, &room, "!reg status").await;
    assert!(status.contains("1 thing could not be done") && status.contains("!reg parked"), "{status}");

    let square = moderator.create_room(json!({"preset": "public_chat", "room_alias_name": alias})).await;
    let answer = asks(&town, &room, &format!("!reg retry {}", alice.name)).await;
    assert!(answer.contains("1 thing is tried again"), "{answer}");
    let joined = async || {
        let membership = moderator.membership(&square, &alice.mxid()).await;
        (membership.as_deref() == Some("join")).then_some(())
    };
    eventually("she is in the room", joined).await;
    eventually("nothing is parked", async || {
        asks(&town, &room, "!reg parked").await.contains("nothing that could not be done").then_some(())
    })
    .await;
}
