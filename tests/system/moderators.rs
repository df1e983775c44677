//! Who may decide, simultaneous decisions, and votes.

use serde_json::json;

use crate::{
    harness::{TestOptions, TestService},
    support::matrix::{Person, eventually, fresh_name},
};

#[tokio::test]
async fn only_moderators_decide_with_configured_reactions() {
    let service = TestService::shared("room").await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    let moderator = &service.moderators[0];
    let seeds = async || {
        let reactions = moderator.relations(&room, &card, "m.annotation").await;
        (reactions.iter().filter(|reaction| reaction["sender"] == service.bot_id()).count() == 2).then_some(())
    };
    eventually("the bot adds its reactions", seeds).await;
    let guest = Person::new(&fresh_name("guest")).await;
    moderator.invite(&room, &guest.id).await;
    guest.join(&room).await;
    guest.react(&room, &card, "✅").await;
    moderator.react(&room, &card, "🎉").await;
    let chatter = moderator.say(&room, "I will look at it later").await;
    moderator.react(&room, &chatter, "✅").await;

    // The next request is decided, so the earlier reactions have been processed and ignored.
    let bert = service.applicant("bert");
    bert.signs_up().await;
    let other = service.card(&room, &bert).await;
    moderator.react(&room, &other, "✅").await;
    bert.receives_mail("is ready").await;
    assert_eq!(alice.login().await.expect_err("still locked")["errcode"], "M_USER_LOCKED");
    assert!(!alice.has_mail("is ready"));
}

#[tokio::test]
async fn second_of_two_simultaneous_decisions_is_told() {
    let service = TestService::with(TestOptions { moderators: 2, ..TestOptions::default() }).await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    let [first, second] = &service.moderators[..] else { panic!("two moderators") };
    tokio::join!(first.react(&room, &card, "✅"), second.react(&room, &card, "❌"));

    let answer = first
        .wait_for(&room, |event| {
            let body = event["content"]["body"].as_str().unwrap_or_default();
            event["sender"] == service.bot_id()
                && event["content"]["m.relates_to"]["rel_type"] != "m.replace"
                && event["event_id"] != card.as_str()
                && (body.contains(&first.id) || body.contains(&second.id))
        })
        .await;
    let is_open = async || {
        let account = alice.account().await?;
        (account["locked"] == false || account["deactivated"] == true).then_some(account["deactivated"] == true)
    };
    let denied = eventually("one of them wins", is_open).await;
    let winner = if denied { &second.id } else { &first.id };
    assert!(answer["content"]["body"].as_str().expect("words").contains(winner.as_str()), "{answer}");
    if denied {
        alice.receives_mail("About your request").await;
        assert!(!alice.has_mail("is ready"));
    } else {
        alice.receives_mail("is ready").await;
        assert!(!alice.has_mail("About your request"));
    }
}

#[tokio::test]
async fn votes_are_shown_and_can_be_withdrawn() {
    let config = "moderation: {approvals_required: 2, denials_required: 2}\n".into();
    let service = TestService::with(TestOptions { moderators: 3, config, ..TestOptions::default() }).await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    let [first, second, third] = &service.moderators[..] else { panic!("three moderators") };
    let yes = first.react(&room, &card, "✅").await;
    service.card_says(&room, &card, &format!("Votes: ✅ {} (1 of 2)", first.id)).await;
    first.redact(&room, &yes).await;
    newest_edit_says(&service, &room, &card, "Votes:", false).await;
    second.react(&room, &card, "👍").await;
    service.card_says(&room, &card, &format!("Votes: ✅ {} (1 of 2)", second.id)).await;
    second.leave(&room).await;
    newest_edit_says(&service, &room, &card, "Votes:", false).await;

    first.react(&room, &card, "❌").await;
    service.card_says(&room, &card, &format!("Votes: ❌ {} (1 of 2)", first.id)).await;
    first.react(&room, &card, "✅").await;
    newest_edit_says(&service, &room, &card, &format!("Votes: ✅ {} (1 of 2)", first.id), true).await;
    assert_eq!(alice.login().await.expect_err("still locked")["errcode"], "M_USER_LOCKED");
    third.react(&room, &card, "✅").await;
    alice.receives_mail("is ready").await;
    newest_edit_says(&service, &room, &card, &format!("Votes for this decision: {}, {}", first.id, third.id), true)
        .await;
    let shown = crate::room_commands::ask_bot(&service, &room, &format!("!reg show {}", alice.name)).await;
    for voter in [first, third] {
        assert!(shown.contains(&format!("vote ({}): approved", voter.id)), "{shown}");
    }
}

/// Waits until the newest edit of the card contains `words`, or no longer does.
async fn newest_edit_says(service: &TestService, room: &str, card: &str, words: &str, says: bool) {
    eventually(&format!("the card says {words:?}: {says}"), async || {
        let edits = service.moderators[0].relations(room, card, "m.replace").await;
        let body = edits.first()?["content"]["m.new_content"]["body"].as_str()?.to_owned();
        (body.contains(words) == says).then_some(())
    })
    .await;
}

#[tokio::test]
async fn existing_private_room_can_be_used() {
    let moderator = Person::new(&fresh_name("moderator")).await;
    let room = moderator.create_room(json!({"preset": "private_chat"})).await;
    // The server's admin, who must be a member, lets the bot in.
    moderator.invite(&room, &Person::admin().id).await;
    Person::admin().join(&room).await;
    let mut service =
        TestService::with(TestOptions { moderators: 0, room: Some(room.clone()), ..TestOptions::default() }).await;
    service.moderators.push(moderator);
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    service.moderators[0].react(&room, &card, "✅").await;
    alice.receives_mail("is ready").await;
    alice.login().await.expect("the account is open");
}
