//! The bot's encryption: identity, key backup, and messages that it cannot decrypt.

use std::fs;

use reqwest::Method;
use serde_json::json;

use crate::{
    harness::{TestOptions, TestService, encrypted_moderator},
    support::{
        encrypted_person::EncryptedPerson,
        matrix::{Person, escape, eventually, fresh_name},
    },
};

async fn answered(moderator: &EncryptedPerson, service: &TestService, room: &str, to: &str) -> String {
    let answer = moderator
        .wait_for(room, |seen| {
            seen.event["sender"] == service.bot_id()
                && seen.event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == to
                && !seen.body().is_empty()
        })
        .await;
    answer.body().to_owned()
}

/// The bot's master key, once its device is signed by it.
async fn identity(moderator: &EncryptedPerson, service: &TestService) -> String {
    let signed = async || moderator.identity_of(&service.bot_id()).await.filter(|(_, signed)| *signed);
    eventually("the bot's device is signed", signed).await.0
}

#[tokio::test]
async fn bot_keeps_identity_and_keys_after_losing_its_store() {
    let mut service = TestService::with(TestOptions { encrypted: true, ..TestOptions::default() }).await;
    let (moderator, room) = encrypted_moderator(&service).await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = moderator.wait_for(&room, |seen| seen.body().contains(&alice.mxid())).await;
    let asked = moderator.say(&room, "!reg list").await;
    assert!(answered(&moderator, &service, &room, &asked).await.contains(&alice.handle()));
    let key = identity(&moderator, &service).await;
    service.kill_and_restart().await;
    assert_eq!(identity(&moderator, &service).await, key);

    // The bot's own room key, and the moderator's.
    let bot = service.bot_client().await;
    let backed_up = async || {
        let path = format!("v3/room_keys/keys/{}?version=1", escape(&room));
        let (_, keys) = bot.request(Method::GET, &path, None).await;
        (keys["sessions"].as_object()?.len() >= 2).then_some(())
    };
    eventually("the keys are in the backup", backed_up).await;
    service.kill();
    let asked = moderator.say(&room, "!reg list").await;
    fs::remove_dir_all(service.config().with_file_name("bot")).expect("the bot's store is lost");
    service.restart().await;
    assert!(answered(&moderator, &service, &room, &asked).await.contains(&alice.handle()));
    assert_eq!(identity(&moderator, &service).await, key);
    moderator.react(&room, card.id(), "✅").await;
    alice.receives_mail("is ready").await;
}

#[tokio::test]
async fn undecryptable_message_is_marked_and_explained_once() {
    let service = TestService::with(TestOptions { encrypted: true, ..TestOptions::default() }).await;
    let (moderator, room) = encrypted_moderator(&service).await;
    let guest = Person::new(&fresh_name("guest")).await;
    moderator.plain.invite(&room, &guest.id).await;
    guest.join(&room).await;
    let riddle = |number: u32| {
        json!({
            "algorithm": "m.megolm.v1.aes-sha2",
            "ciphertext": "AwgAEnACgAkLmt6qF84IK++J7UDH2Za1YVchHyprqTqsg2yyOwAtHaZTwyNg37afzg8f3r9IsN9r4RNFg7MaZencUJe4qvELiDiopUjy5wYVDAtqdBzer5bWRD9ldxp1FLgbQvBcjkkywYjCsmsq6+hArILd9oAQZnGKn/qLsK+5uNX3PaWzDRC9wZPQvWYYPCTov3jCwXKTPsLKIiTrcCXDqMvnn8m+T3zF/I2zqxg158tnUwWWIw51UO2jJDVXSzpkalRKrZmfYGlZPZNFTjKLpbO0DBQvHdgDsg",
            "device_id": "NOBODYS",
            "sender_key": "X3lUlvLELLYxeTx4yOVu6UDpasGEVO0Jbu+QFnm0cKQ",
            "session_id": format!("lost-{number}"),
        })
    };
    let riddle_of_a_guest = guest.send(&room, "m.room.encrypted", &riddle(0)).await;
    let first = moderator.plain.send(&room, "m.room.encrypted", &riddle(1)).await;
    assert!(answered(&moderator, &service, &room, &first).await.contains("cannot decrypt your message"));
    let second = moderator.plain.send(&room, "m.room.encrypted", &riddle(2)).await;
    for riddle in [&first, &second] {
        let marked = async || {
            let marks = moderator.plain.relations(&room, riddle, "m.annotation").await;
            marks.iter().any(|mark| mark["content"]["m.relates_to"]["key"] == "⚠️").then_some(())
        };
        eventually("it is marked", marked).await;
    }
    assert!(moderator.plain.relations(&room, &riddle_of_a_guest, "m.annotation").await.is_empty());
    // An answer to the second message would come before this.
    let asked = moderator.say(&room, "!reg list").await;
    answered(&moderator, &service, &room, &asked).await;
    let seen = moderator.events(&room).await;
    assert_eq!(seen.iter().filter(|seen| seen.body().contains("cannot decrypt your message")).count(), 1);
    plain_text_counts(&moderator, &service, &room).await;
}

/// A command in plain text counts, as an unencrypted reaction does; its answer is encrypted.
async fn plain_text_counts(moderator: &EncryptedPerson, service: &TestService, room: &str) {
    let asked = moderator.plain.say(room, "!reg list").await;
    answered(moderator, service, room, &asked).await;
    let events = moderator.plain.events(room).await;
    let to_it =
        |event: &&serde_json::Value| event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == asked.as_str();
    let answer = events.iter().find(to_it).expect("an answer");
    assert_eq!(answer["type"], "m.room.encrypted");
}
