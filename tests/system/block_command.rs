//! Blocks from the room, and commands on several requests at once.

use serde_json::Value;

use crate::{
    harness::{TestOptions, TestService, encrypted_moderator},
    room_commands::{ask_bot, wait_for_reaction},
    support::matrix::{Person, eventually},
};

/// The bot's reply to an event.
async fn reply_to(service: &TestService, room: &str, event: &str, words: &str) -> Value {
    eventually(&format!("the bot replies {words:?}"), async || {
        let fits = |seen: &Value| {
            let content = &seen["content"];
            seen["sender"] == service.bot_id()
                && content["m.relates_to"]["m.in_reply_to"]["event_id"] == event
                && content["body"].as_str().is_some_and(|body| body.contains(words))
        };
        service.moderators[0].events(room).await.into_iter().find(fits)
    })
    .await
}

/// Sends a command that needs confirmation, and returns the bot's question.
async fn question_about(service: &TestService, room: &str, who: &Person, words: &str) -> (String, String) {
    let said = who.say(room, words).await;
    let question = reply_to(service, room, &said, "to cancel").await;
    let body = question["content"]["body"].as_str().expect("words").to_owned();
    (question["event_id"].as_str().expect("an event").to_owned(), body)
}

#[tokio::test]
async fn block_denies_pending_requests_after_confirmation() {
    let service = TestService::with(TestOptions { moderators: 2, ..TestOptions::default() }).await;
    let room = service.room().await;
    let (spammer, alice) = (service.applicant("spammer"), service.applicant("alice"));
    spammer.signs_up().await;
    alice.signs_up().await;
    service.card(&room, &spammer).await;
    service.card(&room, &alice).await;
    let wish = "!reg block username ^spammer --for 30d --reason \"a wave of spam\" --deny-pending";
    let (question, words) = question_about(&service, &room, &service.moderators[0], wish).await;
    assert!(words.contains(&spammer.mxid()) && !words.contains(&alice.mxid()), "{words}");
    assert!(
        ask_bot(&service, &room, "!reg blocks").await.contains("There are no blocks"),
        "not before the confirmation"
    );
    service.moderators[1].react(&room, &question, "✅").await;
    reply_to(&service, &room, &question, "1 pending request denied").await;
    let list = ask_bot(&service, &room, "!reg list").await;
    assert!(!list.contains(&spammer.handle()) && list.contains(&alice.handle()), "{list}");
    let rules = ask_bot(&service, &room, "!reg blocks").await;
    let both = format!("by {}, confirmed by {}", service.moderators[0].id, service.moderators[1].id);
    assert!(rules.contains(&format!("username: ^spammer, {both}")) && rules.contains("“a wave of spam”"), "{rules}");
    let listed = service.json_output(&["rules", "list", "--json"]);
    assert_eq!(listed[0]["confirmed_by"], service.moderators[1].id.as_str());
    let shown = service.operator_runs(&["rules", "list"]);
    assert!(shown.contains(&format!("confirmed by {}", service.moderators[1].id)), "{shown}");
    let number = rules.split('#').nth(1).and_then(|rest| rest.split(' ').next()).expect("a number");

    let later = service.applicant("spammer");
    let page = later.posts("/register", &[("username", &later.name)]).await;
    assert!(page.html.contains("This username is not available"), "{}", page.html);
    let gone = ask_bot(&service, &room, &format!("!reg unblock {number}")).await;
    assert!(gone.contains("removed."), "{gone}");
    assert!(ask_bot(&service, &room, &format!("!reg unblock {number}")).await.contains("There is no block"));
    let bad = ask_bot(&service, &room, "!reg block email ((").await;
    assert!(bad.contains("This pattern is not valid"), "{bad}");
}

#[tokio::test]
async fn batch_names_who_typed_and_who_confirmed() {
    let mut service = TestService::with(TestOptions { moderators: 2, ..TestOptions::default() }).await;
    let room = service.room().await;
    service.moderators[1].join(&room).await;
    let (alice, bert, carl) = (service.applicant("alice"), service.applicant("bert"), service.applicant("carl"));
    let mut cards = vec![];
    for applicant in [&alice, &bert, &carl] {
        applicant.signs_up().await;
        cards.push(service.card(&room, applicant).await);
    }
    let wish = format!("!reg deny {} {} sells pills", alice.name, bert.name);
    let (question, words) = question_about(&service, &room, &service.moderators[0], &wish).await;
    for part in [&alice.mxid(), &bert.mxid(), "“sells pills”"] {
        assert!(words.contains(part), "{part} is not in {words}");
    }
    assert!(!words.contains(&carl.mxid()), "{words}");
    service.moderators[1].react(&room, &question, "✅").await;
    for (applicant, card) in [(&alice, &cards[0]), (&bert, &cards[1])] {
        let [typed, confirmed] = [&service.moderators[0].id, &service.moderators[1].id];
        service.card_says(&room, card, &format!("Denied by {typed}, confirmed by {confirmed}")).await;
        let mail = applicant.receives_mail("About your request").await;
        assert!(mail.text.expect("a plain part").contains("sells pills"));
    }

    let dora = service.applicant("dora");
    dora.signs_up().await;
    service.card(&room, &dora).await;
    let wish = format!("!reg approve {} {}", carl.mxid(), dora.mxid());
    let (question, _) = question_about(&service, &room, &service.moderators[0], &wish).await;
    // The question is the same whether or not the bot had recorded it.
    service.kill();
    service.moderators[0].react(&room, &question, "❌").await;
    service.moderators[1].react(&room, &question, "✅").await;
    service.restart().await;
    reply_to(&service, &room, &question, "Cancelled.").await;
    reply_to(&service, &room, &question, "This question has already been answered").await;
    let list = ask_bot(&service, &room, "!reg list").await;
    assert!(list.contains(&carl.handle()) && list.contains(&dora.handle()), "{list}");

    let (question, _) = question_about(&service, &room, &service.moderators[0], &wish).await;
    service.kill_and_restart().await;
    service.moderators[1].react(&room, &question, "✅").await;
    for applicant in [&carl, &dora] {
        applicant.receives_mail("is ready").await;
        let shown = ask_bot(&service, &room, &format!("!reg show {}", applicant.name)).await;
        let [typed, confirmed] = [&service.moderators[0].id, &service.moderators[1].id];
        assert!(shown.contains(&format!("Approved by {typed}, confirmed by {confirmed}")), "{shown}");
    }
    let events = service.moderators[0].events(&room).await;
    let to = |event: &&Value| event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == question.as_str();
    assert_eq!(events.iter().filter(to).count(), 1, "one answer");
}

#[tokio::test]
async fn batch_with_yes_flag_is_decided_at_once() {
    let service = TestService::shared("room").await;
    let room = service.room().await;
    let (carl, dora) = (service.applicant("carl"), service.applicant("dora"));
    for applicant in [&carl, &dora] {
        applicant.signs_up().await;
        service.card(&room, applicant).await;
    }
    let wish = format!("!reg approve {} {} --yes welcome", carl.mxid(), dora.mxid());
    let said = service.moderators[0].say(&room, &wish).await;
    wait_for_reaction(&service, &room, &said, "✅").await;
    for applicant in [&carl, &dora] {
        applicant.receives_mail("is ready").await;
    }
}

#[tokio::test]
async fn status_shows_all_parts() {
    let service = TestService::start().await;
    let room = service.room().await;
    let status = ask_bot(&service, &room, "!reg status").await;
    for part in ["Version ", "✅ Database", "✅ Synapse: ", "✅ Mail server", "No pending requests", "Room: "] {
        assert!(status.contains(part), "{part} is not in {status}");
    }
}

#[tokio::test]
async fn pause_and_resume_work_from_the_room() {
    let service = TestService::start().await;
    let room = service.room().await;
    let moderator = &service.moderators[0].id;
    let (alice, bert) = (service.applicant("alice"), service.applicant("bert"));
    alice.requests_link().await;
    let paused = ask_bot(&service, &room, "!reg pause Too many bots.").await;
    assert!(paused.contains("are now paused") && paused.contains("“Too many bots.”"), "{paused}");
    let page = bert.requests_link().await;
    assert!(page.html.contains("Too many bots.") && page.html.contains("not accepting new requests"), "{}", page.html);
    let status = ask_bot(&service, &room, "!reg status").await;
    assert!(status.contains(&format!("paused by {moderator}")) && status.contains("!reg resume"), "{status}");
    alice.confirms_email().await;
    alice.submits_details().await;
    service.card(&room, &alice).await;
    assert!(ask_bot(&service, &room, "!reg resume").await.contains("are accepted again"));
    assert!(ask_bot(&service, &room, "!reg resume").await.contains("are not paused"));
    assert!(!ask_bot(&service, &room, "!reg status").await.contains("!reg resume"));
    bert.signs_up().await;
    service.card(&room, &bert).await;
}

#[tokio::test]
async fn questions_and_reasons_work_in_an_encrypted_room() {
    let config = "moderation: {require_reason: true, deny_reasons: [We are full.]}\n".into();
    let mut service = TestService::with(TestOptions { encrypted: true, config, ..TestOptions::default() }).await;
    let (moderator, room) = encrypted_moderator(&service).await;
    let (alice, bert) = (service.applicant("alice"), service.applicant("bert"));
    let mut cards = vec![];
    for applicant in [&alice, &bert] {
        applicant.signs_up().await;
        let is_card = |body: &str| body.lines().next().is_some_and(|head| head.contains(&applicant.mxid()));
        cards.push(moderator.wait_for(&room, |seen| is_card(seen.body())).await);
    }
    moderator.say(&room, &format!("!reg approve {} {}", alice.name, bert.name)).await;
    let question = moderator.wait_for(&room, |seen| seen.body().contains("to cancel")).await;
    assert!(question.encrypted, "{question:?}");
    service.kill_and_restart().await;
    moderator.react(&room, question.id(), "❌").await;
    moderator.wait_for(&room, |seen| seen.body().contains("Cancelled.")).await;
    moderator.react(&room, question.id(), "✅").await;
    moderator.wait_for(&room, |seen| seen.body().contains("This question has already been answered")).await;

    moderator.react(&room, cards[0].id(), "❌").await;
    let offer = moderator.wait_for(&room, |seen| seen.body().contains("1️⃣ We are full.")).await;
    assert!(offer.encrypted, "{offer:?}");
    moderator.react(&room, offer.id(), "1️⃣").await;
    let mail = alice.receives_mail("About your request").await;
    assert!(mail.text.expect("a plain part").contains("We are full."));
    moderator.react(&room, cards[1].id(), "✅").await;
    bert.receives_mail("is ready").await;
}
