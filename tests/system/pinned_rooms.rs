//! Rooms named by an alias: another room than before is not used until an operator confirms it.

use reqwest::Method;
use serde_json::json;

use crate::{
    support::{
        matrix::{Person, escape, eventually, fresh_name},
        world::world,
    },
    town::{Town, Wishes},
    trouble::report_under,
};

/// A private room of `owner`, in which the server's admin is.
async fn room_of(owner: &Person, wishes: serde_json::Value) -> String {
    let room = owner.create_room(wishes).await;
    owner.invite(&room, &Person::admin().id).await;
    Person::admin().join(&room).await;
    room
}

async fn is_in(member: &Person, room: &str, whom: &str) {
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
async fn a_re_pointed_alias_is_not_followed_until_an_operator_confirms_it() {
    let moderator = Person::new(&fresh_name("moderator")).await;
    let (desk, log, lobby) = (fresh_name("desk"), fresh_name("log"), fresh_name("lobby"));
    let full = |name: &str| format!("#{name}:{}", world().synapse.server_name);
    let room = room_of(&moderator, json!({"preset": "private_chat", "room_alias_name": desk})).await;
    let log_room = room_of(&moderator, json!({"preset": "private_chat", "room_alias_name": log})).await;
    let lobby_first = room_of(&moderator, json!({"preset": "private_chat", "room_alias_name": lobby})).await;
    let config = format!("moderation: {{log_room: \"{}\"}}\nauto_join: [\"{}\"]\n", full(&log), full(&lobby));
    let wishes = Wishes { moderators: 0, room: Some(full(&desk)), config, ..Wishes::default() };
    let mut town = Town::with(wishes).await;
    town.moderators.push(moderator);
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let card = town.card(&room, &alice).await;
    town.moderators[0].react(&room, &card, "✅").await;
    alice.is_told("is ready").await;
    let is_log = |event: &serde_json::Value| event["content"]["body"].to_string().contains("approved request #");
    town.moderators[0].wait_for(&log_room, is_log).await;
    is_in(&town.moderators[0], &lobby_first, &alice.mxid()).await;

    let bert = town.newcomer("bert");
    bert.signs_up().await;
    town.card(&room, &bert).await;
    let others = [room_of(&town.moderators[0], json!({})).await, room_of(&town.moderators[0], json!({})).await];
    let lobby_now = room_of(&town.moderators[0], json!({})).await;
    point(&full(&desk), &others[0]).await;
    point(&full(&log), &others[1]).await;
    point(&full(&lobby), &lobby_now).await;
    town.is_struck_and_stays_unready().await;
    let how = format!("room confirm '{}'", others[0]);
    eventually("the log says how", async || town.log().contains(&how).then_some(())).await;
    let check = town.command(&["check"]);
    let said = String::from_utf8(check.stdout).expect("text");
    assert!(!check.status.success(), "{said}");
    for other in others.iter().chain([&lobby_now]) {
        assert!(said.contains(&format!("room confirm '{other}'")), "{said}");
        assert_eq!(town.moderators[0].membership(other, &town.bot()).await, None);
    }

    town.operator_runs(&["room", "confirm", &others[0]]);
    assert!(town.operator_runs(&["room", "list"]).contains("TO BE CONFIRMED"));
    let card = town.card(&others[0], &bert).await;
    town.moderators[0].react(&others[0], &card, "✅").await;
    bert.is_told("is ready").await;
    let report = report_under(&town, &others[0], &card).await;
    assert!(report.contains("room confirm"), "{report}");
    assert_eq!(town.moderators[0].membership(&lobby_now, &bert.mxid()).await, None);
    assert_eq!(town.moderators[0].membership(&others[1], &town.bot()).await, None);

    for other in [&others[1], &lobby_now] {
        town.operator_runs(&["room", "confirm", other]);
    }
    eventually("both are tried again", async || {
        let parked = town.report(&["requests", "parked", "--json"]);
        (parked.as_array().expect("a list").len() == 2).then_some(())
    })
    .await;
    town.operator_runs(&["requests", "retry", "--all"]);
    town.moderators[0].wait_for(&others[1], is_log).await;
    is_in(&town.moderators[0], &lobby_now, &bert.mxid()).await;
    assert!(town.command(&["room", "confirm", "!nowhere:example.org"]).status.code() != Some(0));
}

#[tokio::test]
async fn an_alias_that_a_stranger_took_first_needs_a_confirmation() {
    let (mallory, desk) = (Person::new(&fresh_name("mallory")).await, fresh_name("desk"));
    let trap = room_of(&mallory, json!({"preset": "private_chat", "room_alias_name": desk})).await;
    let full = format!("#{desk}:{}", world().synapse.server_name);
    let town = Town::with(Wishes { room: Some(full), stays_unready: true, ..Wishes::default() }).await;
    let how = format!("room confirm '{trap}'");
    eventually("the log says how", async || town.log().contains(&how).then_some(())).await;
    let said = String::from_utf8(town.command(&["check"]).stdout).expect("text");
    assert!(said.contains(&how) && said.contains("nobody of bot.moderators"), "{said}");
    assert_eq!(mallory.membership(&trap, &town.bot()).await, None);
}
