//! Decisions on many requests: a preview, one summary, one undo, and a room that stays readable on a phone.

use serde_json::Value;

use crate::{
    card_signals::wait_for_bot_reactions,
    harness::{Applicant, TestOptions, TestService},
    support::matrix::eventually,
};

/// Characters in a line and lines on a screen of a phone.
const WIDTH: usize = 45;
const SCREEN: usize = 36;

/// The bot's answer to an event.
async fn answer(service: &TestService, room: &str, to: &str) -> Value {
    let is_answer = |event: &Value| {
        event["sender"] == service.bot_id() && event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == to
    };
    service.moderators[0].wait_for(room, is_answer).await
}

fn body(event: &Value) -> &str {
    event["content"]["body"].as_str().expect("words")
}

fn id(event: &Value) -> &str {
    event["event_id"].as_str().expect("an event")
}

/// The present text of a card.
async fn text(service: &TestService, room: &str, card: &str) -> Option<String> {
    let edits = service.moderators[0].relations(room, card, "m.replace").await;
    edits.first()?["content"]["m.new_content"]["body"].as_str().map(str::to_owned)
}

/// The lines that a text takes on a phone.
fn lines(text: &str) -> usize {
    text.lines().map(|line| line.chars().count().div_ceil(WIDTH).max(1)).sum()
}

#[tokio::test]
async fn ten_worded_denials_fit_two_phone_screens() {
    let config = "moderation: {undo: 1h}\n".into();
    let service = TestService::with(TestOptions { config, ..TestOptions::default() }).await;
    let room = service.room().await;
    let moderator = &service.moderators[0];
    let applicants: Vec<Applicant> = (0..10).map(|number| service.applicant(&format!("casino{number}"))).collect();
    let mut cards = vec![];
    for applicant in &applicants {
        applicant.signs_up().await;
        cards.push(service.card(&room, applicant).await);
    }

    // The preview lists all, and the summary is one message; so is the undo.
    let said = moderator.reply(&room, &cards[0], "deny --alike Casino spam").await;
    let asked = answer(&service, &room, &said).await;
    assert!(body(&asked).starts_with("Deny 10 requests?"), "{}", body(&asked));
    for applicant in &applicants {
        assert!(body(&asked).contains(&format!(" @{}", applicant.name)), "{}", body(&asked));
    }
    assert!(body(&asked).contains(" (same network and similar reason)\nMessage: “Casino spam”"), "{}", body(&asked));
    moderator.react(&room, id(&asked), "✅").await;
    let summary = answer(&service, &room, id(&asked)).await;
    assert!(body(&summary).starts_with("10 requests denied: #"), "{}", body(&summary));
    assert!(!body(&summary).contains("Casino spam"), "the preview has quoted it");
    wait_for_bot_reactions(&service, &room, id(&summary), &["✖\u{fe0f}"]).await;
    moderator.react(&room, id(&summary), "✖\u{fe0f}").await;
    let undone = |event: &Value| event["content"]["body"].to_string().contains("undone the decisions on 10 requests");
    moderator.wait_for(&room, undone).await;
    for applicant in &applicants {
        assert_eq!(service.show(applicant)["state"], "awaiting_review");
    }

    // The same again, and this time the decisions stand.
    let said = moderator.reply(&room, &cards[0], "deny --alike Casino spam").await;
    let asked = answer(&service, &room, &said).await;
    moderator.react(&room, id(&asked), "✅").await;
    let summary = answer(&service, &room, id(&asked)).await;
    service.execute_sql("UPDATE outbox SET due_at = 0");
    for applicant in &applicants {
        applicant.receives_mail("About your request").await;
    }
    // Each sender's name takes a line, and so does what a reply quotes: clients cut it.
    let mut shown = vec!["Mod\n> New request #1\ndeny --alike Casino spam".to_owned()];
    shown.push(format!("Registrations\n> deny --alike Casino spam\n{}", body(&asked)));
    shown.push(format!("> Deny 10 requests?\n{}", body(&summary)));
    for card in &cards {
        let is_closed = async || {
            let text = text(&service, &room, card).await?;
            (text.contains("Message to the applicant: Casino spam") && !text.contains("E-mail:")).then_some(text)
        };
        shown.push(eventually("the card is closed", is_closed).await);
        assert_eq!(moderator.relations(&room, card, "m.thread").await, Vec::<Value>::new());
    }
    let after = moderator.events(&room).await;
    let after = after.iter().take_while(|event| id(event) != id(&asked));
    let is_message = |event: &&Value| {
        event["type"] == "m.room.message" && event["content"]["m.relates_to"]["rel_type"] != "m.replace"
    };
    assert_eq!(after.filter(is_message).count(), 1, "nothing but the summary");
    // People have shorter names than those in tests.
    let mut shown = shown.join("\n").replace(&moderator.id, "@mod:example.org");
    for (number, applicant) in applicants.iter().enumerate() {
        shown = shown.replace(&applicant.mxid(), &format!("@casino{number}:example.org"));
        shown = shown.replace(&applicant.name, &format!("casino{number}"));
    }
    assert!(lines(&shown) <= 2 * SCREEN, "{} lines:\n{shown}", lines(&shown));
}
