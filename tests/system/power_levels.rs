//! Power levels are read when a vote is counted, not when it was sent.

use crate::{
    harness::{TestOptions, TestService},
    support::matrix::{Person, fresh_name},
};

#[tokio::test]
async fn demoted_moderator_cannot_decide() {
    let mut service = TestService::with(TestOptions { moderators: 2, ..TestOptions::default() }).await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    let bot = service.bot_client().await;

    service.kill();
    let [first, second] = &service.moderators[..] else { panic!("two moderators") };
    second.react(&room, &card, "✅").await;
    second.say(&room, &format!("!reg approve {}", alice.name)).await;
    bot.set_power(&room, &second.id, 0).await;
    // A user with a name like the moderator's votes as well.
    let double = Person::new(&fresh_name(first.id[1..].split(':').next().expect("a name"))).await;
    first.invite(&room, &double.id).await;
    double.join(&room).await;
    double.react(&room, &card, "✅").await;
    service.restart().await;

    // The next request is decided, so the earlier votes have been processed and ignored.
    let bert = service.applicant("bert");
    bert.signs_up().await;
    let other = service.card(&room, &bert).await;
    service.moderators[0].react(&room, &other, "✅").await;
    bert.receives_mail("is ready").await;
    assert_eq!(alice.login().await.expect_err("still locked")["errcode"], "M_USER_LOCKED");
    assert!(!alice.has_mail("is ready"));
}
