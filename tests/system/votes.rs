//! Votes of several moderators: by reaction, command and reply; withdrawn, void, or cast under other rules.

use serde_json::{Value, json};

use crate::{
    card_signals::wait_for_bot_reactions,
    harness::{Applicant, TestOptions, TestService},
    room_commands::ask_bot,
    support::{
        inbox::{self, Mail},
        matrix::{Person, eventually},
    },
};

async fn start_service(config: &str, moderators: usize) -> (TestService, String) {
    let config = format!("moderation: {{{config}}}\n");
    let service = TestService::with(TestOptions { config, moderators, ..TestOptions::default() }).await;
    let room = service.room().await;
    (service, room)
}

async fn signs_up(service: &TestService, room: &str, applicant: &Applicant) -> String {
    applicant.signs_up().await;
    service.card(room, applicant).await
}

/// Says something as this moderator, and returns the bot's answer.
async fn asks(service: &TestService, room: &str, moderator: &Person, words: &str) -> Value {
    let said = moderator.say(room, words).await;
    answer_to(service, room, &said).await
}

async fn answer_to(service: &TestService, room: &str, event: &str) -> Value {
    service.moderators[0]
        .wait_for(room, |seen| {
            seen["sender"] == service.bot_id() && seen["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == event
        })
        .await
}

fn body(event: &Value) -> &str {
    event["content"]["body"].as_str().unwrap_or_default()
}

/// Waits until the newest edit of the card contains `words`, or no longer does.
async fn card_is(service: &TestService, room: &str, card: &str, words: &str, says: bool) {
    eventually(&format!("the card says {words:?}: {says}"), async || {
        let edits = service.moderators[0].relations(room, card, "m.replace").await;
        let body = edits.first()?["content"]["m.new_content"]["body"].as_str()?.to_owned();
        (body.contains(words) == says).then_some(())
    })
    .await;
}

fn says(mail: &Mail, words: &str) -> bool {
    mail.text.as_deref().is_some_and(|text| text.contains(words))
}

fn state(service: &TestService, applicant: &Applicant) -> String {
    service.show(applicant)["state"].as_str().expect("a state").to_owned()
}

#[tokio::test]
async fn reactions_commands_and_replies_are_counted_together() {
    let (service, room) = start_service("approvals_required: 3, denials_required: 3", 4).await;
    let [first, second, third, fourth] = &service.moderators[..] else { panic!("four moderators") };
    let alice = service.applicant("alice");
    let card = signs_up(&service, &room, &alice).await;
    wait_for_bot_reactions(&service, &room, &card, &["✅", "❌"]).await;

    // The bot's own reaction disappears once a person votes with it, and comes back.
    let tapped = first.react(&room, &card, "✅").await;
    wait_for_bot_reactions(&service, &room, &card, &["❌"]).await;
    first.redact(&room, &tapped).await;
    wait_for_bot_reactions(&service, &room, &card, &["✅", "❌"]).await;

    let voted = asks(&service, &room, first, &format!("!reg approve {} Hello!", alice.name)).await;
    assert!(body(&voted).contains("is counted: 1 of 3"), "{voted}");
    card_is(&service, &room, &card, &format!("Votes: ✅ {} (1 of 3)", first.id), true).await;
    let said = second.reply(&room, &card, "approve Welcome!").await;
    assert!(body(&answer_to(&service, &room, &said).await).contains("is counted: 2 of 3"));
    // The latest vote of a person counts, however it was cast.
    second.react(&room, &card, "❌").await;
    card_is(&service, &room, &card, &format!("❌ {} (1 of 3)", second.id), true).await;
    let changed = asks(&service, &room, second, &format!("!reg approve {}", alice.name)).await;
    assert!(body(&changed).contains("is counted: 2 of 3"), "{changed}");

    // Withdrawn by command, by deleting the command, and by losing power.
    let withdrawn = asks(&service, &room, second, &format!("!reg withdraw {}", alice.name)).await;
    assert!(body(&withdrawn).contains("is withdrawn"), "{withdrawn}");
    card_is(&service, &room, &card, &format!("Votes: ✅ {} (1 of 3)", first.id), true).await;
    let said = third.say(&room, &format!("!reg approve {}", alice.name)).await;
    assert!(body(&answer_to(&service, &room, &said).await).contains("2 of 3"));
    third.redact(&room, &said).await;
    card_is(&service, &room, &card, &format!("Votes: ✅ {} (1 of 3)", first.id), true).await;
    fourth.react(&room, &card, "✅").await;
    card_is(&service, &room, &card, "(2 of 3)", true).await;
    let bot = service.bot_client().await;
    bot.set_power(&room, &fourth.id, 0).await;
    card_is(&service, &room, &card, "(1 of 3)", true).await;
    bot.set_power(&room, &fourth.id, 50).await;
    card_is(&service, &room, &card, "(2 of 3)", true).await;
    assert_eq!(state(&service, &alice), "awaiting_review");

    let said = third.reply(&room, &card, "approve Have fun!").await;
    let decided = answer_to(&service, &room, &said).await;
    assert!(body(&decided).contains("has been approved"), "{decided}");
    let mail = alice.receives_mail("is ready").await;
    assert!(says(&mail, "Hello!") && says(&mail, "Have fun!"), "{mail:?}");
    assert!(!says(&mail, "Welcome!"), "that vote was withdrawn: {mail:?}");
    for voter in [first, third, fourth] {
        card_is(&service, &room, &card, &voter.id, true).await;
    }
    wait_for_bot_reactions(&service, &room, &card, &[]).await;
}

#[tokio::test]
async fn rules_do_not_decide_by_votes_cast_before() {
    let (mut service, room) = start_service("approvals_required: 3", 3).await;
    let alice = service.applicant("alice");
    let card = signs_up(&service, &room, &alice).await;
    for moderator in &service.moderators[..2] {
        moderator.react(&room, &card, "✅").await;
    }
    service.card_says(&room, &card, "(2 of 3)").await;
    service.kill();
    service.replace_in_config("approvals_required: 3", "approvals_required: 2");
    service.restart().await;
    let number = service.show(&alice)["id"].to_string();
    let listed = service.moderators[0].wait_for(&room, |event| body(event).contains("now have enough votes")).await;
    assert!(body(&listed).contains(&format!("#{number}: ✅")), "{listed}");
    assert_eq!(state(&service, &alice), "awaiting_review");
    // A denial does not let the old approvals decide either.
    service.moderators[2].react(&room, &card, "🎉").await;
    assert!(ask_bot(&service, &room, "!reg list").await.contains(&alice.name));
    // A new vote does.
    service.moderators[2].react(&room, &card, "👍").await;
    alice.receives_mail("is ready").await;
    let events = service.moderators[0].events(&room).await;
    assert_eq!(events.iter().filter(|event| body(event).contains("now have enough votes")).count(), 1);
}

#[tokio::test]
async fn denial_without_a_required_reason_says_so_on_the_card() {
    let (service, room) = start_service("require_reason: true", 1).await;
    let moderator = &service.moderators[0];
    let alice = service.applicant("alice");
    let card = signs_up(&service, &room, &alice).await;
    moderator.react(&room, &card, "❌").await;
    card_is(&service, &room, &card, "needs a reason", true).await;
    let asked = moderator.wait_for(&room, |event| body(event).contains("Why deny")).await;
    assert_eq!(asked["content"]["m.mentions"], json!({"user_ids": [moderator.id]}));
    moderator.reply(&room, &card, "deny We are full.").await;
    let mail = alice.receives_mail("About your request").await;
    assert!(says(&mail, "We are full."), "{mail:?}");
    card_is(&service, &room, &card, "needs a reason", false).await;
}

#[tokio::test]
async fn typed_and_confirmed_by_two_people_records_both() {
    let (service, room) = start_service("min_power_level: 50", 2).await;
    let [first, second] = &service.moderators[..] else { panic!("two moderators") };
    let (alice, bert) = (service.applicant("alice"), service.applicant("bert"));
    let card = signs_up(&service, &room, &alice).await;
    signs_up(&service, &room, &bert).await;
    let (one, two) = (service.show(&alice)["id"].to_string(), service.show(&bert)["id"].to_string());
    let asked = asks(&service, &room, first, &format!("!reg deny #{one} #{two} Spam.")).await;
    second.react(&room, asked["event_id"].as_str().expect("an event"), "✅").await;
    alice.receives_mail("About your request").await;
    bert.receives_mail("About your request").await;
    card_is(&service, &room, &card, &format!("Denied by {}, confirmed by {}", first.id, second.id), true).await;
    let decision = &service.show(&alice)["decision"];
    assert_eq!((&decision["by"], &decision["confirmed_by"]), (&json!(first.id), &json!(second.id)));
}

/// The content of an edit.
fn edit(event: &str, words: &str) -> Value {
    json!({
        "msgtype": "m.text", "body": format!("* {words}"),
        "m.new_content": {"msgtype": "m.text", "body": words},
        "m.relates_to": {"rel_type": "m.replace", "event_id": event},
    })
}

#[tokio::test]
async fn corrected_command_is_executed_once() {
    let (service, room) = start_service("min_power_level: 50", 1).await;
    let moderator = &service.moderators[0];
    let alice = service.applicant("alice");
    let card = signs_up(&service, &room, &alice).await;
    let said = moderator.say(&room, &format!("!reg aprove {}", alice.name)).await;
    assert!(body(&answer_to(&service, &room, &said).await).contains("Did you mean"));
    moderator.send(&room, "m.room.message", &edit(&said, &format!("!reg approve {} Hi", alice.name))).await;
    let mail = alice.receives_mail("is ready").await;
    assert!(says(&mail, "Hi"), "{mail:?}");
    card_is(&service, &room, &card, "Approved by", true).await;
    moderator.send(&room, "m.room.message", &edit(&said, &format!("!reg approve {} Bye", alice.name))).await;
    moderator.wait_for(&room, |event| body(event).contains("Editing it changes nothing")).await;

    // Talk under a card stays talk, also when it is edited.
    let bert = service.applicant("bert");
    let other = signs_up(&service, &room, &bert).await;
    let said = moderator.reply(&room, &other, "Deny. He writes like a bot").await;
    assert!(body(&answer_to(&service, &room, &said).await).contains("Deny 1 request?"));
    moderator.send(&room, "m.room.message", &edit(&said, "He writes like a bot")).await;
    assert!(ask_bot(&service, &room, "!reg list").await.contains(&bert.name));
    assert_eq!(inbox::mails_to(&bert.email).iter().filter(|mail| mail.subject.contains("About")).count(), 0);
}
