//! Complete sign-ups: from the form through the room to a working account.

use crate::{
    harness::{TestOptions, TestService, encrypted_moderator},
    support::{inbox, matrix::eventually},
};

#[tokio::test]
async fn approved_applicant_can_log_in_and_gets_a_mail() {
    let service = TestService::shared("room").await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    alice.signs_up().await;

    let refused = alice.login().await.expect_err("the account is locked");
    assert_eq!(refused["errcode"], "M_USER_LOCKED");
    alice.receives_mail("have received your request").await;
    let notice = inbox::wait_for(&service.operator, |mail| mail.subject.contains(&alice.mxid())).await;
    assert_eq!(notice.header("Auto-Submitted").as_deref(), Some("auto-generated"));

    let card = service.card(&room, &alice).await;
    service.moderators[0].react(&room, &card, "✅").await;
    let told = alice.receives_mail("is ready").await;
    assert!(told.text.is_some() && told.html.is_some());
    alice.login().await.expect("the account is open");
    service.card_says(&room, &card, &service.moderators[0].id).await;
    let account = alice.account().await.expect("an account");
    assert_eq!(account["threepids"][0]["address"], alice.email);
}

#[tokio::test]
async fn denied_applicant_is_mailed_and_username_is_free() {
    let service = TestService::shared("room").await;
    let room = service.room().await;
    let bert = service.applicant("bert");
    bert.signs_up().await;
    let card = service.card(&room, &bert).await;
    service.moderators[0].react(&room, &card, "❌").await;
    let letter = bert.receives_mail("About your request").await;
    assert!(letter.text.expect("plain text").contains("was not approved"));
    let erased = async || bert.account().await.filter(|account| account["deactivated"] == true);
    let account = eventually("the account is removed", erased).await;
    assert_eq!(account["erased"], true);
    bert.login().await.expect_err("login is refused");

    let next = service.applicant_named(&bert.name, &format!("next-{}", bert.email));
    next.signs_up().await;
    next.login().await.expect_err("locked, like any other");
    let again = service.moderators[0]
        .wait_for(&room, |event| event["content"]["body"].as_str().is_some_and(|body| body.contains(&next.email)))
        .await;
    service.moderators[0].react(&room, again["event_id"].as_str().expect("an event"), "👍").await;
    next.receives_mail("is ready").await;
    next.login().await.expect("the name is theirs now");
}

#[tokio::test]
async fn sign_up_works_with_an_encrypted_room() {
    let service = TestService::with(TestOptions { encrypted: true, mail: "starttls", ..TestOptions::default() }).await;
    let (moderator, room) = encrypted_moderator(&service).await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = moderator.wait_for(&room, |seen| seen.body().contains(&alice.mxid())).await;
    assert!(card.encrypted, "{card:?}");
    moderator.react(&room, card.id(), "✅").await;
    alice.receives_mail("is ready").await;
    alice.login().await.expect("the account is open");

    let bert = service.applicant("bert");
    bert.signs_up().await;
    let card = moderator.wait_for(&room, |seen| seen.body().contains(&bert.mxid())).await;
    moderator.react(&room, card.id(), "❌").await;
    bert.receives_mail("About your request").await;
    bert.login().await.expect_err("login is refused");
}

#[tokio::test]
async fn sign_up_works_with_a_private_ca() {
    let service =
        TestService::with(TestOptions { https: true, mail: "tls", encrypted: true, ..TestOptions::default() }).await;
    let (moderator, room) = encrypted_moderator(&service).await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = moderator.wait_for(&room, |seen| seen.body().contains(&alice.mxid())).await;
    moderator.react(&room, card.id(), "✅").await;
    alice.receives_mail("is ready").await;
    alice.login().await.expect("the account is open");
}

#[tokio::test]
async fn sign_up_survives_kills_between_steps() {
    let mut service = TestService::start().await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    assert_eq!(alice.requests_link().await.path, "/register/sent");
    service.kill_and_restart().await;
    assert_eq!(alice.confirms_email().await.path, "/register/details");
    service.kill_and_restart().await;
    assert_eq!(alice.submits_details().await.path, "/register/done");
    service.kill_and_restart().await;
    let card = service.card(&room, &alice).await;
    service.kill_and_restart().await;
    service.moderators[0].react(&room, &card, "✅").await;
    service.kill_and_restart().await;
    alice.receives_mail("is ready").await;
    alice.login().await.expect("the account is open");
    let cards = service.moderators[0].events(&room).await;
    let posted = cards.iter().filter(|event| {
        let content = &event["content"];
        content["m.relates_to"].is_null() && content["body"].as_str().is_some_and(|body| body.contains(&alice.mxid()))
    });
    assert_eq!(posted.count(), 1, "one card, whatever happens");
}

#[tokio::test]
async fn operator_can_decide_in_the_terminal() {
    let service = TestService::with(TestOptions { only: "web,worker", ..TestOptions::default() }).await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let listed = String::from_utf8(service.command(&["requests", "list"]).stdout).expect("text");
    assert!(listed.contains(&alice.mxid()), "{listed}");
    assert!(service.command(&["requests", "approve", "1"]).status.success());
    alice.receives_mail("is ready").await;
    alice.login().await.expect("the account is open");
    let again = service.command(&["requests", "deny", "1"]);
    assert!(!again.status.success());
    assert!(String::from_utf8_lossy(&again.stderr).contains("already decided"), "{again:?}");
}

#[tokio::test]
async fn check_succeeds_on_a_working_setup() {
    let service = TestService::shared("room").await;
    let report = service.command(&["check"]);
    let words = String::from_utf8_lossy(&report.stdout).into_owned();
    assert!(report.status.success(), "{words}");
    for part in ["config", "database", "mail", "synapse", "token", "room"] {
        assert!(words.contains(part), "{words}");
    }
}
