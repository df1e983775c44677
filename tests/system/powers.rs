//! Who may decide is asked when it counts, not when something was said.

use crate::{
    support::matrix::{Person, fresh_name},
    town::{Town, Wishes},
};

#[tokio::test]
async fn a_moderator_who_is_demoted_before_the_bot_acts_has_decided_nothing() {
    let mut town = Town::with(Wishes { moderators: 2, ..Wishes::default() }).await;
    let room = town.room().await;
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let card = town.card(&room, &alice).await;
    let bot = town.possessed_bot().await;

    town.goes_dark();
    let [first, second] = &town.moderators[..] else { panic!("two moderators") };
    second.react(&room, &card, "✅").await;
    second.say(&room, &format!("!reg approve {}", alice.name)).await;
    bot.set_power(&room, &second.id, 0).await;
    // A name that reads like the moderator's, with a yes of its own.
    let double = Person::new(&fresh_name(first.id[1..].split(':').next().expect("a name"))).await;
    first.invite(&room, &double.id).await;
    double.join(&room).await;
    double.react(&room, &card, "✅").await;
    town.wakes().await;

    // The next request is decided, so whatever came before it has been seen and left alone.
    let bert = town.newcomer("bert");
    bert.signs_up().await;
    let other = town.card(&room, &bert).await;
    town.moderators[0].react(&room, &other, "✅").await;
    bert.is_told("is ready").await;
    assert_eq!(alice.login().await.expect_err("still locked")["errcode"], "M_USER_LOCKED");
    assert!(!alice.was_told("is ready"));
}
