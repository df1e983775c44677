//! Who decides, and who does not.

use serde_json::json;

use crate::{
    support::matrix::{Person, eventually, fresh_name},
    town::{Town, Wishes},
};

#[tokio::test]
async fn only_moderators_decide_and_only_with_the_right_keys() {
    let town = Town::shared("room").await;
    let room = town.room().await;
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let card = town.card(&room, &alice).await;
    let moderator = &town.moderators[0];
    let seeds = async || {
        let reactions = moderator.relations(&room, &card, "m.annotation").await;
        (reactions.iter().filter(|reaction| reaction["sender"] == town.bot()).count() == 2).then_some(())
    };
    eventually("the bot offers yes and no", seeds).await;
    let guest = Person::new(&fresh_name("guest")).await;
    moderator.invite(&room, &guest.id).await;
    guest.join(&room).await;
    guest.react(&room, &card, "✅").await;
    moderator.react(&room, &card, "🎉").await;
    let chatter = moderator.say(&room, "I will look at it later").await;
    moderator.react(&room, &chatter, "✅").await;

    // The next request is decided, so whatever came before it has been seen and left alone.
    let bert = town.newcomer("bert");
    bert.signs_up().await;
    let other = town.card(&room, &bert).await;
    moderator.react(&room, &other, "✅").await;
    bert.is_told("is ready").await;
    assert_eq!(alice.login().await.expect_err("still locked")["errcode"], "M_USER_LOCKED");
    assert!(!alice.was_told("is ready"));
}

#[tokio::test]
async fn of_two_moderators_at_once_the_loser_is_told_who_was_first() {
    let town = Town::with(Wishes { moderators: 2, ..Wishes::default() }).await;
    let room = town.room().await;
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let card = town.card(&room, &alice).await;
    let [first, second] = &town.moderators[..] else { panic!("two moderators") };
    tokio::join!(first.react(&room, &card, "✅"), second.react(&room, &card, "❌"));

    let answer = first
        .wait_for(&room, |event| {
            let body = event["content"]["body"].as_str().unwrap_or_default();
            event["sender"] == town.bot()
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
        alice.is_told("About your request").await;
        assert!(!alice.was_told("is ready"));
    } else {
        alice.is_told("is ready").await;
        assert!(!alice.was_told("About your request"));
    }
}

#[tokio::test]
async fn votes_are_shown_and_can_be_taken_back_until_enough_agree() {
    let config = "moderation: {approvals_required: 2, denials_required: 2}\n".into();
    let town = Town::with(Wishes { moderators: 3, config, ..Wishes::default() }).await;
    let room = town.room().await;
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let card = town.card(&room, &alice).await;
    let [first, second, third] = &town.moderators[..] else { panic!("three moderators") };
    let yes = first.react(&room, &card, "✅").await;
    town.card_says(&room, &card, &format!("Votes: ✅ {} (1 of 2)", first.id)).await;
    first.redact(&room, &yes).await;
    newest_edit_says(&town, &room, &card, "Votes:", false).await;
    second.react(&room, &card, "👍").await;
    town.card_says(&room, &card, &format!("Votes: ✅ {} (1 of 2)", second.id)).await;
    second.leave(&room).await;
    newest_edit_says(&town, &room, &card, "Votes:", false).await;

    first.react(&room, &card, "❌").await;
    town.card_says(&room, &card, &format!("Votes: ❌ {} (1 of 2)", first.id)).await;
    first.react(&room, &card, "✅").await;
    newest_edit_says(&town, &room, &card, &format!("Votes: ✅ {} (1 of 2)", first.id), true).await;
    assert_eq!(alice.login().await.expect_err("still locked")["errcode"], "M_USER_LOCKED");
    third.react(&room, &card, "✅").await;
    alice.is_told("is ready").await;
    newest_edit_says(&town, &room, &card, &format!("by the votes of {}, {}", first.id, third.id), true).await;
    let shown = crate::room_commands::asks(&town, &room, &format!("!reg show {}", alice.name)).await;
    for voter in [first, third] {
        assert!(shown.contains(&format!("vote ({}): approved", voter.id)), "{shown}");
    }
}

/// Waits until the card, in its newest edit, says so or does so no more.
async fn newest_edit_says(town: &Town, room: &str, card: &str, words: &str, says: bool) {
    eventually(&format!("the card says {words:?}: {says}"), async || {
        let edits = town.moderators[0].relations(room, card, "m.replace").await;
        let body = edits.first()?["content"]["m.new_content"]["body"].as_str()?.to_owned();
        (body.contains(words) == says).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_private_room_that_is_there_already_will_do() {
    let moderator = Person::new(&fresh_name("moderator")).await;
    let room = moderator.create_room(json!({"preset": "private_chat"})).await;
    // The bot is brought in by the server's admin, who has to be in the room for that.
    moderator.invite(&room, &Person::admin().id).await;
    Person::admin().join(&room).await;
    let mut town = Town::with(Wishes { moderators: 0, room: Some(room.clone()), ..Wishes::default() }).await;
    town.moderators.push(moderator);
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let card = town.card(&room, &alice).await;
    town.moderators[0].react(&room, &card, "✅").await;
    alice.is_told("is ready").await;
    alice.login().await.expect("the account is open");
}
