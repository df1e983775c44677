//! Tests of the test servers: if these fail, start here.

use serde_json::json;

use crate::support::browser::{Browser, Scheme, Screen};
use crate::support::encrypted_person::EncryptedPerson;
use crate::support::inbox;
use crate::support::matrix::{Person, account, fresh_name};
use crate::support::test_servers::servers;

#[tokio::test]
async fn two_users_talk_in_a_plain_room() {
    let (alice, bob) = (Person::new(&fresh_name("alice")).await, Person::new(&fresh_name("bob")).await);
    let room = alice.create_room(json!({"preset": "private_chat"})).await;
    alice.invite(&room, &bob.id).await;
    bob.join(&room).await;
    let said = alice.say(&room, "hello").await;
    bob.wait_for(&room, |event| event["content"]["body"] == "hello").await;
    bob.react(&room, &said, "✅").await;

    assert_eq!(alice.relations(&room, &said, "m.annotation").await.len(), 1);
    assert_eq!(alice.membership(&room, &bob.id).await.as_deref(), Some("join"));
}

#[tokio::test]
async fn two_users_talk_in_an_encrypted_room() {
    let alice = EncryptedPerson::new(&fresh_name("alice")).await;
    let bob = EncryptedPerson::new(&fresh_name("bob")).await;
    let encryption = json!({"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}});
    let options = json!({"preset": "private_chat", "initial_state": [encryption]});
    let room = alice.plain.create_room(options).await;
    alice.plain.invite(&room, &bob.plain.id).await;
    alice.join(&room).await;
    bob.join(&room).await;

    let said = alice.say(&room, "a secret").await;
    let seen = bob.wait_for(&room, |seen| seen.body() == "a secret").await;
    assert!(seen.encrypted && seen.id() == said, "{seen:?}");
    bob.react(&room, &said, "✅").await;
    assert_eq!(alice.plain.relations(&room, &said, "m.annotation").await.len(), 1);
}

#[tokio::test]
async fn synapse_answers_over_tls_to_clients_that_trust_its_ca() {
    let synapse = &servers().synapse;
    let url = format!("{}/_matrix/client/versions", synapse.https_url);
    let pem = std::fs::read(&synapse.authority).expect("the authority's certificate");
    let authority = reqwest::Certificate::from_pem(&pem).expect("a certificate");
    let trusting = reqwest::Client::builder().tls_certs_merge([authority]).build().expect("a client");

    assert!(trusting.get(&url).send().await.expect("an answer").status().is_success());
    assert!(reqwest::get(&url).await.is_err(), "a stranger's certificate must not be trusted");
    assert!(account("nobody-at-all").await.is_none());
}

#[tokio::test]
async fn browser_shows_pages_with_and_without_javascript() {
    let page = "data:text/html,<!doctype html><html lang=en><title>A page</title><main><h1>Hello</h1>\
        <noscript><p>no script</p></noscript><script>document.title='scripted'</script></main>";
    let browser = Browser::open().await;
    browser.goto(page).await.expect("a page");
    assert_eq!(browser.title().await.expect("a title"), "scripted");
    assert_eq!(browser.violations().await, Vec::<String>::new());
    let picture = browser.picture("fixture", Screen::Phone, Scheme::Dark).await;
    assert!(picture.is_file());
    browser.close().await;

    let browser = Browser::open_without_javascript().await;
    browser.goto(page).await.expect("a page");
    assert_eq!(browser.title().await.expect("a title"), "A page");
    browser.close().await;
}

#[tokio::test]
async fn new_mailbox_is_empty() {
    assert!(inbox::mails_to(&format!("{}@example.test", fresh_name("nobody"))).is_empty());
}
