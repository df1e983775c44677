//! Rooms and consent of an approved account; their failures block nothing.

use serde_json::{Value, json};

use crate::{
    harness::{Applicant, TestOptions, TestService},
    support::{
        matrix::{Person, account, eventually, fresh_name},
        test_servers::servers,
    },
};

/// Approves the applicant, and waits until they can log in.
async fn approved(service: &TestService, room: &str, applicant: &Applicant) -> Person {
    applicant.signs_up().await;
    let card = service.card(room, applicant).await;
    service.moderators[0].react(room, &card, "✅").await;
    applicant.receives_mail("is ready").await;
    applicant.login().await.expect("the account is open")
}

async fn is_joined(person: &Person, room: &str) {
    let joined = async || {
        let (_, answer) = person.request(reqwest::Method::GET, "v3/joined_rooms", None).await;
        answer["joined_rooms"].as_array()?.contains(&json!(room)).then_some(())
    };
    eventually(&format!("{} is in {room}", person.id), joined).await;
}

/// The kinds of the audit log's entries.
fn history(shown: &Value) -> Vec<String> {
    let entries = shown["history"].as_array().expect("a history");
    entries.iter().filter_map(|entry| entry["what"].as_str().map(str::to_owned)).collect()
}

#[tokio::test]
async fn new_account_joins_rooms_by_id_and_alias() {
    let owner = Person::new(&fresh_name("owner")).await;
    let alias = fresh_name("lobby");
    let public = owner.create_room(json!({"preset": "public_chat", "room_alias_name": alias})).await;
    // The admin was never a member, so a member with power has to let the account in.
    let private = owner.create_room(json!({"preset": "private_chat"})).await;
    let rooms = json!([format!("#{alias}:{}", servers().synapse.server_name), private, private]);
    let service =
        TestService::with(TestOptions { config: format!("auto_join: {rooms}\n"), ..TestOptions::default() }).await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    let person = approved(&service, &room, &alice).await;
    is_joined(&person, &public).await;
    is_joined(&person, &private).await;
    let joins = async || {
        let count = history(&service.show(&alice)).iter().filter(|what| *what == "join_room").count();
        (count == 3).then_some(())
    };
    eventually("already being in a room is a success", joins).await;
    assert_eq!(service.operator_runs(&["requests", "parked"]), "No effects are parked.\n");
}

#[tokio::test]
async fn missing_room_is_reported_and_blocks_nothing() {
    let nowhere = format!("#{}:{}", fresh_name("nowhere"), servers().synapse.server_name);
    let config = format!("auto_join: [\"{nowhere}\"]\n");
    let service = TestService::with(TestOptions { config, ..TestOptions::default() }).await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    let person = approved(&service, &room, &alice).await;
    let parked = async || {
        let said = service.operator_runs(&["requests", "parked", "--json"]);
        let parked: Value = serde_json::from_str(&said).expect("JSON");
        parked.get(0).cloned()
    };
    let parked = eventually("it is parked", parked).await;
    assert_eq!((parked["effect"].as_str(), parked["subject"].as_str()), (Some("join_room"), Some(nowhere.as_str())));
    assert!(parked["cause"].as_str().expect("a cause").contains("check `auto_join`"), "{parked}");

    let name = nowhere[1..].split(':').next().expect("a name");
    let owner = Person::new(&fresh_name("owner")).await;
    let mended = owner.create_room(json!({"preset": "public_chat", "room_alias_name": name})).await;
    service.operator_runs(&["requests", "retry", &alice.name]);
    is_joined(&person, &mended).await;
    let done = async || service.operator_runs(&["requests", "parked"]).contains("No effects").then_some(());
    eventually("nothing is parked any more", done).await;
}

#[tokio::test]
async fn consent_is_recorded_in_synapse() {
    let secret = &servers().synapse.form_secret;
    let config = format!("consent_version: \"1.0\"\nform_secret: {secret}\n");
    let service = TestService::with(TestOptions { config, ..TestOptions::default() }).await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    approved(&service, &room, &alice).await;
    let agreed = async || account(&alice.name).await.filter(|account| account["consent_version"] == "1.0");
    let account = eventually("the consent is noted", agreed).await;
    assert!(account["consent_ts"].as_i64().is_some());
    let noted = async || history(&service.show(&alice)).contains(&"give_consent".to_owned()).then_some(());
    eventually("the history says so", noted).await;
}

#[tokio::test]
async fn wrong_form_secret_is_reported_and_blocks_nothing() {
    let config = "policy_version: 1.0\nform_secret: not the secret\n".to_owned();
    let service = TestService::with(TestOptions { config, leaves_effects: true, ..TestOptions::default() }).await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    approved(&service, &room, &alice).await;
    let named = async || service.operator_runs(&["requests", "parked"]).contains("form_secret").then_some(());
    eventually("the cause is named", named).await;
    assert!(account(&alice.name).await.expect("an account")["consent_version"].is_null());
}

#[tokio::test]
async fn agreement_is_recorded_with_time_and_address() {
    let config = "legal:\n  - {title: Terms of use, url: 'https://example.org/terms'}\n".to_owned();
    let service = TestService::with(TestOptions { only: "web,worker", config, ..TestOptions::default() }).await;
    let alice = service.applicant("alice");
    alice.requests_link().await;
    alice.confirms_email().await;
    let form = [
        ("password", crate::harness::PASSWORD),
        ("again", crate::harness::PASSWORD),
        ("reason", crate::harness::REASON),
    ];
    let refused = alice.posts("/register/details", &form).await;
    assert_eq!(refused.status, 422);
    let agreed = [&form[..], &[("agree", "on")]].concat();
    let done = alice.posts("/register/details", &agreed).await;
    assert_eq!(done.path, "/register/done", "{}", done.html);
    let shown = service.show(&alice);
    let entry = shown["history"].as_array().expect("a history").iter().find(|entry| entry["what"] == "agreed");
    let entry = entry.expect("recorded");
    assert_eq!((entry["detail"].as_str(), entry["who"].as_str()), (Some("Terms of use"), Some("applicant")));
    assert_eq!(entry["address"], "127.0.0.1");
    assert!(entry["at"].as_str().is_some_and(|at| at.ends_with('Z')), "{entry}");
}
