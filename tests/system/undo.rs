//! Undo: the effects of a decision wait, and until then moderators take it back in several ways.

use serde_json::Value;

use crate::{
    card_signals::wait_for_bot_reactions,
    harness::{Applicant, TestOptions, TestService, encrypted_moderator},
    room_commands::{ask_bot, wait_for_reaction},
    support::matrix::eventually,
};

/// A service whose decisions can be undone for an hour: tests end the time themselves.
async fn start_service(more: &str, moderators: usize) -> (TestService, String) {
    let config = format!("moderation: {{undo: 1h{more}}}\n");
    let service = TestService::with(TestOptions { config, moderators, ..TestOptions::default() }).await;
    let room = service.room().await;
    (service, room)
}

/// Signs up, and returns the card.
async fn signs_up(service: &TestService, room: &str, applicant: &Applicant) -> String {
    applicant.signs_up().await;
    service.card(room, applicant).await
}

/// Has everything due that waits.
fn ends_undo(service: &TestService) {
    service.execute_sql("UPDATE outbox SET due_at = 0");
}

/// Waits until the newest edit of the card contains `words`.
async fn card_is(service: &TestService, room: &str, card: &str, words: &str) {
    eventually(&format!("the card says {words:?}"), async || {
        let edits = service.moderators[0].relations(room, card, "m.replace").await;
        edits.first()?["content"]["m.new_content"]["body"].as_str()?.contains(words).then_some(())
    })
    .await;
}

/// Waits for a message in the thread of the card.
async fn thread_says(service: &TestService, room: &str, card: &str, words: &str) -> Value {
    let is_it = |event: &Value| {
        let relation = &event["content"]["m.relates_to"];
        relation["rel_type"] == "m.thread"
            && relation["event_id"] == card
            && event["content"]["body"].as_str().is_some_and(|body| body.contains(words))
    };
    service.moderators[0].wait_for(room, is_it).await
}

fn state(service: &TestService, applicant: &Applicant) -> String {
    service.show(applicant)["state"].as_str().expect("a state").to_owned()
}

#[tokio::test]
async fn removed_reaction_undoes_the_decision() {
    let (service, room) = start_service("", 2).await;
    let moderator = &service.moderators[0];
    let alice = service.applicant("alice");
    let card = signs_up(&service, &room, &alice).await;
    let tapped = moderator.react(&room, &card, "✅").await;
    card_is(&service, &room, &card, "To undo it before that").await;
    wait_for_bot_reactions(&service, &room, &card, &["✖\u{fe0f}"]).await;
    // Another reaction of another moderator changes nothing when it is removed.
    let other = service.moderators[1].react(&room, &card, "🎉").await;
    service.moderators[1].redact(&room, &other).await;
    moderator.redact(&room, &tapped).await;
    thread_says(&service, &room, &card, "has undone the decision").await;
    card_is(&service, &room, &card, "Waiting for a decision").await;
    wait_for_bot_reactions(&service, &room, &card, &["✅", "❌"]).await;
    assert_eq!(state(&service, &alice), "awaiting_review");

    // The same card decides again, and then the decision stands.
    moderator.react(&room, &card, "✅").await;
    card_is(&service, &room, &card, "To undo it before that").await;
    ends_undo(&service);
    alice.receives_mail("is ready").await;
    card_is(&service, &room, &card, "The account is active").await;
    wait_for_bot_reactions(&service, &room, &card, &[]).await;
    moderator.react(&room, &card, "✖\u{fe0f}").await;
    let late = |event: &Value| event["content"]["body"].as_str().is_some_and(|body| body.contains("Too late"));
    moderator.wait_for(&room, late).await;
    assert!(!alice.has_mail("About your request"));
}

#[tokio::test]
async fn cross_on_the_card_undoes_and_withdraws_the_vote() {
    let (service, room) = start_service("", 2).await;
    let [first, second] = &service.moderators[..] else { panic!("two moderators") };
    let alice = service.applicant("alice");
    let card = signs_up(&service, &room, &alice).await;
    let tapped = first.react(&room, &card, "❌").await;
    card_is(&service, &room, &card, "Denied by").await;
    second.react(&room, &card, "✖\u{fe0f}").await;
    thread_says(&service, &room, &card, &format!("{} has undone", second.id)).await;
    assert_eq!(state(&service, &alice), "awaiting_review");
    // The old ❌ is still in the room, but no longer a vote.
    second.react(&room, &card, "✅").await;
    card_is(&service, &room, &card, &format!("Approved by {}", second.id)).await;
    first.redact(&room, &tapped).await;
    ask_bot(&service, &room, "!reg list").await;
    assert_eq!(state(&service, &alice), "provisioning", "the removed vote was for nothing");
    ends_undo(&service);
    alice.receives_mail("is ready").await;
}

#[tokio::test]
async fn commands_undo_and_say_when_it_is_too_late() {
    let (service, room) = start_service("", 1).await;
    let (alice, bert) = (service.applicant("alice"), service.applicant("bert"));
    let card = signs_up(&service, &room, &alice).await;
    signs_up(&service, &room, &bert).await;
    let denied = ask_bot(&service, &room, &format!("!reg deny {} Sorry, we are full", alice.name)).await;
    assert!(denied.contains("Takes effect at") && denied.contains("> Sorry, we are full"), "{denied}");
    let undone = ask_bot(&service, &room, &format!("!reg undo {}", alice.name)).await;
    assert!(undone.contains("has undone the decision"), "{undone}");
    let nothing = ask_bot(&service, &room, &format!("!reg undo {}", alice.name)).await;
    assert!(nothing.contains("nothing to undo"), "{nothing}");

    // A command that is deleted takes its decision back.
    let moderator = &service.moderators[0];
    let said = moderator.say(&room, &format!("!reg approve {}", alice.name)).await;
    wait_for_reaction(&service, &room, &said, "✅").await;
    moderator.redact(&room, &said).await;
    thread_says(&service, &room, &card, "has undone the decision").await;

    // ✖️ on the answer.
    let said = moderator.reply(&room, &card, "approve Welcome!").await;
    let announced = moderator
        .wait_for(&room, |event| event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == said.as_str())
        .await;
    assert!(announced["content"]["body"].to_string().contains("> Welcome!"), "{announced}");
    let answer = announced["event_id"].as_str().expect("an event");
    wait_for_bot_reactions(&service, &room, answer, &["✖\u{fe0f}"]).await;
    moderator.react(&room, answer, "✖\u{fe0f}").await;
    eventually("undone", async || (state(&service, &alice) == "awaiting_review").then_some(())).await;

    // The terminal undoes too, and decides in its own right.
    let said = service.operator_runs(&["requests", "deny", &alice.name]);
    assert!(said.contains("requests undo"), "{said}");
    service.operator_runs(&["requests", "undo", &alice.name]);
    service.operator_runs(&["requests", "deny", &alice.name, "--message", "Sorry."]);
    service.operator_runs(&["requests", "approve", &bert.name]);
    ends_undo(&service);
    alice.receives_mail("About your request").await;
    bert.receives_mail("is ready").await;
    let late = ask_bot(&service, &room, &format!("!reg undo {}", bert.name)).await;
    assert!(late.contains("Too late"), "{late}");
    let refused = service.command(&["requests", "undo", &bert.name]);
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("has taken effect"));
    assert!(!alice.has_mail("is ready") && !bert.has_mail("About your request"));
}

#[tokio::test]
async fn undo_works_in_an_encrypted_room_and_after_a_restart() {
    let options = TestOptions { encrypted: true, config: "moderation: {undo: 1h}\n".into(), ..TestOptions::default() };
    let mut service = TestService::with(options).await;
    let (moderator, room) = encrypted_moderator(&service).await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = moderator.wait_for(&room, |seen| seen.body().contains(&alice.mxid())).await.id().to_owned();
    let tapped = moderator.react(&room, &card, "❌").await;
    eventually("denied", async || (state(&service, &alice) == "denied").then_some(())).await;
    let page = alice.opens(&alice.link_to("status").await).await.html;
    assert!(page.contains("Waiting for a decision"), "the applicant knows nothing: {page}");

    // The reaction is removed while the bot is offline.
    service.kill();
    moderator.plain.redact(&room, &tapped).await;
    service.restart().await;
    moderator.wait_for(&room, |seen| seen.body().contains("has undone the decision")).await;
    let said = moderator.say(&room, &format!("!reg approve {}", alice.name)).await;
    let answer = moderator
        .wait_for(&room, |seen| seen.event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == said.as_str())
        .await;
    assert!(answer.encrypted && answer.body().contains("Takes effect at"), "{}", answer.body());
    moderator.react(&room, answer.id(), "✖\u{fe0f}").await;
    eventually("undone", async || (state(&service, &alice) == "awaiting_review").then_some(())).await;
    moderator.react(&room, &card, "✅").await;
    eventually("approved", async || (state(&service, &alice) == "provisioning").then_some(())).await;
    ends_undo(&service);
    alice.receives_mail("is ready").await;
    assert!(!alice.has_mail("About your request"));
}
