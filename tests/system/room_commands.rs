//! Commands in the room, and the content of cards.

use serde_json::{Value, json};

use crate::{
    harness::{Applicant, TestOptions, TestService},
    support::{
        inbox,
        matrix::{Person, eventually, fresh_name},
    },
};

/// Sends a message as the first moderator, and returns the bot's reply.
pub async fn ask_bot(service: &TestService, room: &str, words: &str) -> String {
    let asked = service.moderators[0].say(room, words).await;
    let answer = service.moderators[0]
        .wait_for(room, |event| {
            event["sender"] == service.bot_id()
                && event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == asked.as_str()
        })
        .await;
    answer["content"]["body"].as_str().expect("words").to_owned()
}

/// The text of an event in the room.
pub async fn text_of(service: &TestService, room: &str, event: &str) -> String {
    let found = service.moderators[0].wait_for(room, |seen| seen["event_id"] == event).await;
    found["content"]["body"].as_str().expect("words").to_owned()
}

/// Signs up, and denies the request with a reaction.
async fn sign_up_and_deny(service: &TestService, room: &str, applicant: &Applicant) -> String {
    applicant.signs_up().await;
    let card = service.card(room, applicant).await;
    service.moderators[0].react(room, &card, "❌").await;
    service.card_says(room, &card, "Denied by").await;
    card
}

#[tokio::test]
async fn quiet_denial_sends_no_mail_and_card_says_so() {
    let service = TestService::shared("room").await;
    let room = service.room().await;
    let spammer = service.applicant("spammer");
    spammer.signs_up().await;
    let card = service.card(&room, &spammer).await;
    let answer = ask_bot(&service, &room, &format!("!reg deny --quiet {} sells pills", spammer.name)).await;
    assert!(answer.contains("will not be e-mailed"), "{answer}");
    service.card_says(&room, &card, "The applicant was not e-mailed").await;
    service.card_says(&room, &card, "not sent to the applicant").await;
    // Mails have no order, but this one is sent after any mail of the first denial.
    let other = service.applicant("other");
    sign_up_and_deny(&service, &room, &other).await;
    other.receives_mail("About your request").await;
    assert!(!spammer.has_mail("About your request"));

    let answer = ask_bot(&service, &room, &format!("!reg resend {}", spammer.name)).await;
    assert!(answer.contains("e-mailed the decision again"), "{answer}");
    let mail = spammer.receives_mail("About your request").await;
    assert!(mail.text.expect("a plain part").contains("sells pills"));
}

#[tokio::test]
async fn card_shows_an_earlier_denial() {
    // Not shared, because denials in other tests would count as earlier denials from the same network.
    let service = TestService::start().await;
    let room = service.room().await;
    let first = service.applicant("spam");
    first.signs_up().await;
    service.card(&room, &first).await;
    ask_bot(&service, &room, &format!("!reg deny {} \"sells <b>pills</b>\"", first.mxid())).await;
    first.receives_mail("About your request").await;
    let (local, domain) = first.email.split_once('@').expect("an address");
    let again = service.applicant_named(&format!("{}-again", first.name), &format!("{local}+new@{domain}"));
    again.signs_up().await;
    let card = text_of(&service, &room, &service.card(&room, &again).await).await;
    let line = card.lines().find(|line| line.starts_with("⚠️ Denied before: #")).expect("a warning");
    for words in
        [first.mxid().as_str(), &service.moderators[0].id, "“sells <b>pills</b>”", "same e-mail and IP address"]
    {
        assert!(line.contains(words), "{words} is not in {line}");
    }
}

#[tokio::test]
async fn card_uses_the_configured_template() {
    let config = "matrix_notifications:\n  enabled: true\n  admin_room:\n    message_template: |\n      \
                  New registration request:\n      - Username: @{username}:{matrix_domain}\n      \
                  - Email: {email}\n      - Reason: {reason}\n      Admin: {admin_url}\n";
    let service = TestService::with(TestOptions { config: config.into(), ..TestOptions::default() }).await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    alice.requests_link().await;
    alice.confirms_email().await;
    let password = crate::harness::PASSWORD;
    let reason = "I would like to talk with my friends here.\nAdmin: <a href='https://evil.example'>✅ Approved</a>";
    let form = [("password", password), ("again", password), ("reason", reason)];
    let done = alice.posts("/register/details", &form).await;
    assert_eq!(done.path, "/register/done", "{}", done.html);
    let card = service.card(&room, &alice).await;
    let words = text_of(&service, &room, &card).await;
    let (mxid, email) = (alice.mxid(), &alice.email);
    let head = format!(": {mxid}\nNew registration request:\n- Username: {mxid}\n- Email: {email}\n- Reason:\n");
    assert!(words.contains(&head), "{words}");
    let tail = "\n> I would like to talk with my friends here.\n> Admin: <a href='https://evil.example'>✅ Approved</a>\nAdmin: https://matrix.to/#/";
    assert!(words.contains(tail), "{words}");
    assert!(words.contains("⏳ Waiting for a decision"), "{words}");
    let event = service.moderators[0].wait_for(&room, |seen| seen["event_id"] == card.as_str()).await;
    let html = event["content"]["formatted_body"].as_str().expect("HTML");
    assert!(!html.contains("<a") && html.contains("<blockquote>I would like"), "{html}");
    service.moderators[0].react(&room, &card, "✅").await;
    alice.receives_mail("is ready").await;
}

#[tokio::test]
async fn reopened_request_is_decided_on_its_new_card() {
    let mut service = TestService::start().await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    let old = sign_up_and_deny(&service, &room, &alice).await;
    alice.receives_mail("About your request").await;
    let removed = async || (alice.account().await?["deactivated"] == true).then_some(());
    eventually("the account is removed", removed).await;
    let answer = ask_bot(&service, &room, &format!("!reg reopen {}", alice.name)).await;
    assert!(answer.contains("has been reopened"), "{answer}");
    let new =
        eventually("a new card", async || Some(service.card(&room, &alice).await).filter(|card| *card != old)).await;

    let struck = async || {
        let edits = service.moderators[0].relations(&room, &old, "m.replace").await;
        let html = edits.first()?["content"]["m.new_content"]["formatted_body"].as_str()?.to_owned();
        html.contains("<del>").then_some(html)
    };
    let html = eventually("the old card is crossed out", struck).await;
    assert!(html.contains("This request has a new card") && html.contains(&new), "{html}");
    let words = text_of(&service, &room, &new).await;
    assert!(words.contains("↩️ Denied on ") && words.contains(", reopened by @"), "{words}");

    // The old card has a ❌ and gets another one; the bot counts all votes at its start.
    service.moderators[0].react(&room, &old, "👎").await;
    service.kill_and_restart().await;
    let list = ask_bot(&service, &room, "!reg list").await;
    assert!(list.contains(&alice.handle()), "{list}");
    let again = ask_bot(&service, &room, &format!("!reg reopen {}", alice.name)).await;
    assert!(again.contains("waiting for a decision"), "{again}");

    service.moderators[0].react(&room, &new, "✅").await;
    service.card_says(&room, &new, "Waiting for the applicant to choose a password").await;
    alice.receives_mail("choose a password").await;
    let answer = ask_bot(&service, &room, &format!("!reg resend {}", alice.name)).await;
    assert!(answer.contains("new link to choose a password"), "{answer}");
    inbox::wait_for(&alice.email, |mail| mail.subject.contains("choose a password")).await;
    let mails = async || {
        let count = inbox::mails_to(&alice.email).iter().filter(|mail| mail.subject.contains("choose")).count();
        (count == 2).then_some(())
    };
    eventually("a second link", mails).await;
}

#[tokio::test]
async fn impossible_commands_are_explained() {
    let service = TestService::shared("room").await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    service.card(&room, &alice).await;
    let denied = service.applicant("denied");
    denied.signs_up().await;
    service.card(&room, &denied).await;
    ask_bot(&service, &room, &format!("!reg deny {}", denied.name)).await;
    let who = &alice.name;
    for (words, answer) in [
        (format!("!reg approve {}", denied.name), "was already denied by"),
        (format!("!reg resend {who}"), "has not been decided yet"),
        (format!("!reg reopen {who}"), "waiting for a decision"),
        (format!("!reg retry {who}"), "Nothing has failed for request"),
        ("!reg retry all".into(), "Nothing has failed"),
        ("!reg reopen nobody".into(), "There is no request nobody"),
        (format!("!reg deny --loud {who}"), "has no option “--loud”"),
        ("!reg help".into(), "!reg help [all|command]: shows these commands"),
        ("!reg help all".into(), "!reg reopen #12"),
    ] {
        let said = ask_bot(&service, &room, &words).await;
        assert!(said.contains(answer), "{words}: {said}");
    }
    assert_eq!(alice.login().await.expect_err("still locked")["errcode"], "M_USER_LOCKED");
}

#[tokio::test]
async fn reply_to_a_card_needs_no_number() {
    let service = TestService::shared("room").await;
    let room = service.room().await;
    let moderator = &service.moderators[0];
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    moderator.reply(&room, &card, "I would approve, wouldn't you?").await;
    let nonsense = moderator.reply(&room, &card, "deny --loud").await;
    wait_for_reaction(&service, &room, &nonsense, "❌").await;
    assert_eq!(alice.login().await.expect_err("still locked")["errcode"], "M_USER_LOCKED");
    let order = moderator.reply(&room, &card, "Approve welcome to us!").await;
    wait_for_reaction(&service, &room, &order, "✅").await;
    let mail = alice.receives_mail("is ready").await;
    assert!(mail.text.expect("a plain part").contains("welcome to us!"));
}

#[tokio::test]
async fn show_list_search_and_stats_answer() {
    let service = TestService::start().await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    sign_up_and_deny(&service, &room, &alice).await;
    let bert = service.applicant("bert");
    bert.signs_up().await;
    service.card(&room, &bert).await;

    let shown = ask_bot(&service, &room, &format!("!reg show {}", alice.name)).await;
    for words in
        [&alice.mxid(), &alice.email, "> I have read", "Denied by", "127.0.0.1", "request submitted (the applicant)"]
    {
        assert!(shown.contains(words), "{words} is not in {shown}");
    }
    let pending = ask_bot(&service, &room, "Registrations: list").await;
    assert!(pending.contains(&bert.handle()) && !pending.contains(&alice.handle()), "{pending}");
    let denied = ask_bot(&service, &room, "!reg list denied").await;
    assert!(denied.contains(&alice.handle()) && !denied.contains(&bert.handle()), "{denied}");
    let all = ask_bot(&service, &room, "!reg list all").await;
    assert!(all.contains(&alice.handle()) && all.contains(&bert.handle()), "{all}");
    let found = ask_bot(&service, &room, &format!("!reg search {}", bert.email.to_uppercase())).await;
    assert!(found.contains(&bert.handle()) && !found.contains(&alice.handle()), "{found}");
    let none = ask_bot(&service, &room, "!reg search %").await;
    assert!(none.contains("No requests match"), "{none}");
    let stats = ask_bot(&service, &room, "!reg stats 7").await;
    assert!(stats.contains("2 requests") && stats.contains("0 approved, 1 denied, 1 pending"), "{stats}");
    assert!(stats.contains(&format!("{}: 0 approved, 1 denied", service.moderators[0].id)), "{stats}");
    let by = format!("· denied · by {} · less than a minute ago", service.moderators[0].id);
    assert!(denied.contains(&by), "{denied}");
    assert!(pending.contains(&format!("{} · less than a minute · ", bert.handle())), "{pending}");
    assert!(pending.contains("https://matrix.to/#/"), "a link to the card: {pending}");
    let month = jiff::Timestamp::now().strftime("%Y-%m").to_string();
    let report = ask_bot(&service, &room, &format!("!reg report {month}")).await;
    for line in ["2 requests", "0 approved", "1 denied", "1 pending", "The month has not ended yet."] {
        assert!(report.lines().any(|said| said == line), "{line} is not in {report}");
    }
    assert!(!report.contains('@'), "no names: {report}");
    let moderators = ask_bot(&service, &room, "!reg moderators").await;
    assert!(
        moderators.contains("1 person can decide") && moderators.contains(&service.moderators[0].id),
        "{moderators}"
    );
    let health = ask_bot(&service, &room, "!reg status").await;
    assert!(health.contains("My device: "), "{health}");
    let reject = ask_bot(&service, &room, "!reg reject 1").await;
    assert!(reject.contains("Did you mean “!reg deny”?"), "{reject}");
    let miss = ask_bot(&service, &room, "!reg aprove 1").await;
    assert!(miss.contains("Did you mean “!reg approve”?") && miss.contains("[--quiet] [message]"), "{miss}");
}

#[tokio::test]
async fn other_members_are_refused_once() {
    let service = TestService::start().await;
    let room = service.room().await;
    let moderator = &service.moderators[0];
    let guest = Person::new(&fresh_name("guest")).await;
    moderator.invite(&room, &guest.id).await;
    guest.join(&room).await;
    let asked = guest.say(&room, "!reg list").await;
    wait_for_reaction(&service, &room, &asked, "❌").await;
    guest.say(&room, "!reg list").await;
    assert!(ask_bot(&service, &room, "!reg list").await.contains("No pending requests"));
    let events = moderator.events(&room).await;
    let meant = |event: &&Value| event["content"]["m.mentions"]["user_ids"] == json!([guest.id]);
    let answers: Vec<&Value> = events.iter().filter(meant).collect();
    let [answer] = answers[..] else { panic!("one answer: {answers:?}") };
    assert!(answer["content"]["body"].to_string().contains("only moderators"), "{answer}");
}

#[tokio::test]
async fn command_in_a_thread_of_a_card_needs_no_number() {
    let service = TestService::shared("room").await;
    let room = service.room().await;
    let moderator = &service.moderators[0];
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    let in_thread = |words: &str| {
        json!({"msgtype": "m.text", "body": words, "m.relates_to": {"rel_type": "m.thread", "event_id": card,
            "is_falling_back": true, "m.in_reply_to": {"event_id": card}}})
    };
    moderator.send(&room, "m.room.message", &in_thread("deny or not?")).await;
    let order = moderator.send(&room, "m.room.message", &in_thread("!reg approve welcome to us!")).await;
    wait_for_reaction(&service, &room, &order, "✅").await;
    let mail = alice.receives_mail("is ready").await;
    assert!(mail.text.expect("a plain part").contains("welcome to us!"));
}

#[tokio::test]
async fn room_is_explained_and_new_moderators_see_pending_requests() {
    let mut service = TestService::start().await;
    let room = service.room().await;
    let moderator = service.moderators[0].clone();
    let pinned = moderator.state(&room, "m.room.pinned_events", "").await.expect("pinned");
    let [explanation] = &pinned["pinned"].as_array().expect("events")[..] else { panic!("one event: {pinned}") };
    let words = text_of(&service, &room, explanation.as_str().expect("an id")).await;
    assert!(words.contains("React to a card with ✅"), "{words}");
    let alice = service.applicant("alice");
    alice.signs_up().await;
    service.card(&room, &alice).await;
    service.kill_and_restart().await;
    let late = Person::new(&fresh_name("late")).await;
    moderator.invite(&room, &late.id).await;
    service.bot_client().await.set_power(&room, &late.id, 50).await;
    late.join(&room).await;
    let greeting =
        moderator.wait_for(&room, |event| event["content"]["m.mentions"]["user_ids"] == json!([late.id])).await;
    let body = greeting["content"]["body"].as_str().expect("words");
    assert!(body.contains("1 request is pending.") && body.contains(&alice.handle()), "{body}");
    let again = moderator.state(&room, "m.room.pinned_events", "").await.expect("pinned");
    assert_eq!(again, pinned, "explained once");
}

#[tokio::test]
async fn verification_request_is_answered_with_the_fingerprint() {
    let service = TestService::shared("room").await;
    let room = service.room().await;
    let moderator = &service.moderators[0];
    let request = json!({"msgtype": "m.key.verification.request", "body": "Please verify", "to": service.bot_id(),
        "from_device": "PHONE", "methods": ["m.sas.v1"]});
    let asked = moderator.send(&room, "m.room.message", &request).await;
    let is_answer = |event: &Value| event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == asked.as_str();
    let answer = moderator.wait_for(&room, is_answer).await;
    let body = answer["content"]["body"].as_str().expect("words");
    let status = ask_bot(&service, &room, "!reg status").await;
    let device = status.lines().find(|line| line.starts_with("My device: ")).expect("a device");
    assert!(body.contains(device), "{body}");
}

/// Waits until the bot has reacted to a message with `key`.
pub async fn wait_for_reaction(service: &TestService, room: &str, message: &str, key: &str) {
    eventually(&format!("the bot reacts with {key}"), async || {
        let reactions = service.moderators[0].relations(room, message, "m.annotation").await;
        let is_it = |one: &Value| one["sender"] == service.bot_id() && one["content"]["m.relates_to"]["key"] == key;
        reactions.iter().any(is_it).then_some(())
    })
    .await;
}
