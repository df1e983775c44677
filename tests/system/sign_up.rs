//! The whole story: from the form, through the room, to a working account.

use crate::{
    support::{inbox, matrix::eventually},
    town::{Town, Wishes, encrypted_moderator},
};

#[tokio::test]
async fn an_approved_newcomer_can_log_in_and_is_told_so() {
    let town = Town::shared("room").await;
    let room = town.room().await;
    let alice = town.newcomer("alice");
    alice.signs_up().await;

    let refused = alice.login().await.expect_err("the account is locked");
    assert_eq!(refused["errcode"], "M_USER_LOCKED");
    alice.is_told("has arrived").await;
    let notice = inbox::wait_for(&town.operator, |mail| mail.subject.contains(&alice.mxid())).await;
    assert_eq!(notice.header("Auto-Submitted").as_deref(), Some("auto-generated"));

    let card = town.card(&room, &alice).await;
    town.moderators[0].react(&room, &card, "✅").await;
    let told = alice.is_told("is ready").await;
    assert!(told.text.is_some() && told.html.is_some());
    alice.login().await.expect("the account is open");
    town.card_says(&room, &card, &town.moderators[0].id).await;
    let account = alice.account().await.expect("an account");
    assert_eq!(account["threepids"][0]["address"], alice.email);
}

#[tokio::test]
async fn a_refused_newcomer_is_told_and_the_next_one_can_have_the_name() {
    let town = Town::shared("room").await;
    let room = town.room().await;
    let bert = town.newcomer("bert");
    bert.signs_up().await;
    let card = town.card(&room, &bert).await;
    town.moderators[0].react(&room, &card, "❌").await;
    let letter = bert.is_told("About your request").await;
    assert!(letter.text.expect("plain text").contains("was not approved"));
    let erased = async || bert.account().await.filter(|account| account["deactivated"] == true);
    let account = eventually("the account is removed", erased).await;
    assert_eq!(account["erased"], true);
    bert.login().await.expect_err("nobody gets in");

    let next = town.newcomer_called(&bert.name, &format!("next-{}", bert.email));
    next.signs_up().await;
    next.login().await.expect_err("locked, like any other");
    let again = town.moderators[0]
        .wait_for(&room, |event| event["content"]["body"].as_str().is_some_and(|body| body.contains(&next.email)))
        .await;
    town.moderators[0].react(&room, again["event_id"].as_str().expect("an event"), "👍").await;
    next.is_told("is ready").await;
    next.login().await.expect("the name is theirs now");
}

#[tokio::test]
async fn in_an_encrypted_room_it_works_the_same() {
    let town = Town::with(Wishes { encrypted: true, mail: "starttls", ..Wishes::default() }).await;
    let (moderator, room) = encrypted_moderator(&town).await;
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let card = moderator.wait_for(&room, |seen| seen.body().contains(&alice.mxid())).await;
    assert!(card.encrypted, "{card:?}");
    moderator.react(&room, card.id(), "✅").await;
    alice.is_told("is ready").await;
    alice.login().await.expect("the account is open");

    let bert = town.newcomer("bert");
    bert.signs_up().await;
    let card = moderator.wait_for(&room, |seen| seen.body().contains(&bert.mxid())).await;
    moderator.react(&room, card.id(), "❌").await;
    bert.is_told("About your request").await;
    bert.login().await.expect_err("nobody gets in");
}

#[tokio::test]
async fn with_synapse_behind_tls_and_an_authority_of_its_own() {
    let town = Town::with(Wishes { https: true, mail: "tls", encrypted: true, ..Wishes::default() }).await;
    let (moderator, room) = encrypted_moderator(&town).await;
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let card = moderator.wait_for(&room, |seen| seen.body().contains(&alice.mxid())).await;
    moderator.react(&room, card.id(), "✅").await;
    alice.is_told("is ready").await;
    alice.login().await.expect("the account is open");
}

#[tokio::test]
async fn lightning_between_any_two_steps_loses_nothing() {
    let mut town = Town::start().await;
    let room = town.room().await;
    let alice = town.newcomer("alice");
    assert_eq!(alice.asks().await.path, "/register/sent");
    town.is_struck_by_lightning().await;
    assert_eq!(alice.proves().await.path, "/register/details");
    town.is_struck_by_lightning().await;
    assert_eq!(alice.submits().await.path, "/register/done");
    town.is_struck_by_lightning().await;
    let card = town.card(&room, &alice).await;
    town.is_struck_by_lightning().await;
    town.moderators[0].react(&room, &card, "✅").await;
    town.is_struck_by_lightning().await;
    alice.is_told("is ready").await;
    alice.login().await.expect("the account is open");
    let cards = town.moderators[0].events(&room).await;
    let posted = cards.iter().filter(|event| {
        let content = &event["content"];
        content["m.relates_to"].is_null() && content["body"].as_str().is_some_and(|body| body.contains(&alice.mxid()))
    });
    assert_eq!(posted.count(), 1, "one card, whatever happens");
}

#[tokio::test]
async fn an_operator_can_decide_at_the_terminal() {
    let town = Town::with(Wishes { only: "web,worker", ..Wishes::default() }).await;
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let listed = String::from_utf8(town.command(&["requests", "list"]).stdout).expect("text");
    assert!(listed.contains(&alice.mxid()), "{listed}");
    assert!(town.command(&["requests", "approve", "1"]).status.success());
    alice.is_told("is ready").await;
    alice.login().await.expect("the account is open");
    let again = town.command(&["requests", "deny", "1"]);
    assert!(!again.status.success());
    assert!(String::from_utf8_lossy(&again.stderr).contains("decided before"), "{again:?}");
}

#[tokio::test]
async fn check_says_that_all_is_well() {
    let town = Town::shared("room").await;
    let report = town.command(&["check"]);
    let words = String::from_utf8_lossy(&report.stdout).into_owned();
    assert!(report.status.success(), "{words}");
    for part in ["config", "database", "mail", "synapse", "token", "room"] {
        assert!(words.contains(part), "{words}");
    }
}
