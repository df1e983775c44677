//! What an approved account gets: rooms, consent, and an account that nothing of it blocks.

use serde_json::{Value, json};

use crate::{
    support::{
        matrix::{Person, account, eventually, fresh_name},
        world::world,
    },
    town::{Newcomer, Town, Wishes},
};

/// Approves whoever asked, and waits until they can log in.
async fn approved(town: &Town, room: &str, newcomer: &Newcomer) -> Person {
    newcomer.signs_up().await;
    let card = town.card(room, newcomer).await;
    town.moderators[0].react(room, &card, "✅").await;
    newcomer.is_told("is ready").await;
    newcomer.login().await.expect("the account is open")
}

async fn is_joined(person: &Person, room: &str) {
    let joined = async || {
        let (_, answer) = person.request(reqwest::Method::GET, "v3/joined_rooms", None).await;
        answer["joined_rooms"].as_array()?.contains(&json!(room)).then_some(())
    };
    eventually(&format!("{} is in {room}", person.id), joined).await;
}

/// What happened, by its names.
fn history(shown: &Value) -> Vec<String> {
    let entries = shown["history"].as_array().expect("a history");
    entries.iter().filter_map(|entry| entry["what"].as_str().map(str::to_owned)).collect()
}

#[tokio::test]
async fn a_new_account_joins_public_and_private_rooms_by_id_and_alias() {
    let owner = Person::new(&fresh_name("owner")).await;
    let alias = fresh_name("lobby");
    let public = owner.create_room(json!({"preset": "public_chat", "room_alias_name": alias})).await;
    // The admin was never in it: somebody with power has to let them in.
    let private = owner.create_room(json!({"preset": "private_chat"})).await;
    let rooms = json!([format!("#{alias}:{}", world().synapse.server_name), private, private]);
    let town = Town::with(Wishes { config: format!("auto_join: {rooms}\n"), ..Wishes::default() }).await;
    let room = town.room().await;
    let alice = town.newcomer("alice");
    let person = approved(&town, &room, &alice).await;
    is_joined(&person, &public).await;
    is_joined(&person, &private).await;
    let joins = async || {
        let count = history(&town.shows(&alice)).iter().filter(|what| *what == "join_room").count();
        (count == 3).then_some(())
    };
    eventually("already being in a room is a success", joins).await;
    assert_eq!(town.operator_runs(&["requests", "parked"]), "Nothing is parked.\n");
}

#[tokio::test]
async fn a_room_that_is_not_there_is_reported_and_blocks_nothing() {
    let nowhere = format!("#{}:{}", fresh_name("nowhere"), world().synapse.server_name);
    let config = format!("auto_join: [\"{nowhere}\"]\n");
    let town = Town::with(Wishes { config, ..Wishes::default() }).await;
    let room = town.room().await;
    let alice = town.newcomer("alice");
    let person = approved(&town, &room, &alice).await;
    let parked = async || {
        let said = town.operator_runs(&["requests", "parked", "--json"]);
        let parked: Value = serde_json::from_str(&said).expect("JSON");
        parked.get(0).cloned()
    };
    let parked = eventually("it is parked", parked).await;
    assert_eq!((parked["effect"].as_str(), parked["subject"].as_str()), (Some("join_room"), Some(nowhere.as_str())));
    assert!(parked["cause"].as_str().expect("a cause").contains("look at `auto_join`"), "{parked}");

    let name = nowhere[1..].split(':').next().expect("a name");
    let owner = Person::new(&fresh_name("owner")).await;
    let mended = owner.create_room(json!({"preset": "public_chat", "room_alias_name": name})).await;
    town.operator_runs(&["requests", "retry", &alice.name]);
    is_joined(&person, &mended).await;
    let done = async || town.operator_runs(&["requests", "parked"]).contains("Nothing").then_some(());
    eventually("nothing is parked any more", done).await;
}

#[tokio::test]
async fn consent_is_given_and_stands_in_the_user_object() {
    let secret = &world().synapse.form_secret;
    let config = format!("consent_version: \"1.0\"\nform_secret: {secret}\n");
    let town = Town::with(Wishes { config, ..Wishes::default() }).await;
    let room = town.room().await;
    let alice = town.newcomer("alice");
    approved(&town, &room, &alice).await;
    let agreed = async || account(&alice.name).await.filter(|account| account["consent_version"] == "1.0");
    let account = eventually("the consent is noted", agreed).await;
    assert!(account["consent_ts"].as_i64().is_some());
    let noted = async || history(&town.shows(&alice)).contains(&"give_consent".to_owned()).then_some(());
    eventually("the history says so", noted).await;
}

#[tokio::test]
async fn a_wrong_form_secret_is_named_and_blocks_nothing() {
    let config = "policy_version: 1.0\nform_secret: not the secret\n".to_owned();
    let town = Town::with(Wishes { config, leaves_effects: true, ..Wishes::default() }).await;
    let room = town.room().await;
    let alice = town.newcomer("alice");
    approved(&town, &room, &alice).await;
    let named = async || town.operator_runs(&["requests", "parked"]).contains("form_secret").then_some(());
    eventually("the cause is named", named).await;
    assert!(account(&alice.name).await.expect("an account")["consent_version"].is_null());
}

#[tokio::test]
async fn what_was_agreed_to_is_recorded_with_its_time_and_the_applicants_address() {
    let config = "legal:\n  - {title: Terms of use, url: 'https://example.org/terms'}\n".to_owned();
    let town = Town::with(Wishes { only: "web,worker", config, ..Wishes::default() }).await;
    let alice = town.newcomer("alice");
    alice.asks().await;
    alice.proves().await;
    let form = [("password", crate::town::PASSWORD), ("again", crate::town::PASSWORD), ("reason", crate::town::REASON)];
    let refused = alice.sends("/register/details", &form).await;
    assert_eq!(refused.status, 422);
    let agreed = [&form[..], &[("agree", "on")]].concat();
    let done = alice.sends("/register/details", &agreed).await;
    assert_eq!(done.path, "/register/done", "{}", done.html);
    let shown = town.shows(&alice);
    let entry = shown["history"].as_array().expect("a history").iter().find(|entry| entry["what"] == "agreed");
    let entry = entry.expect("recorded");
    assert_eq!((entry["detail"].as_str(), entry["who"].as_str()), (Some("Terms of use"), Some("applicant")));
    assert_eq!(entry["address"], "127.0.0.1");
    assert!(entry["at"].as_str().is_some_and(|at| at.ends_with('Z')), "{entry}");
}
