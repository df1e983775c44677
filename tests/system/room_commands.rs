//! What moderators write to the bot, and what its cards say.

use serde_json::{Value, json};

use crate::{
    support::{
        inbox,
        matrix::{Person, eventually, fresh_name},
    },
    town::{Newcomer, Town, Wishes},
};

/// The bot's answer to what the first moderator writes.
pub async fn asks(town: &Town, room: &str, words: &str) -> String {
    let asked = town.moderators[0].say(room, words).await;
    let answer = town.moderators[0]
        .wait_for(room, |event| {
            event["sender"] == town.bot()
                && event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == asked.as_str()
        })
        .await;
    answer["content"]["body"].as_str().expect("words").to_owned()
}

/// The text of an event in the room.
pub async fn text_of(town: &Town, room: &str, event: &str) -> String {
    let found = town.moderators[0].wait_for(room, |seen| seen["event_id"] == event).await;
    found["content"]["body"].as_str().expect("words").to_owned()
}

/// Has the request denied by a reaction.
async fn is_denied(town: &Town, room: &str, newcomer: &Newcomer) -> String {
    newcomer.signs_up().await;
    let card = town.card(room, newcomer).await;
    town.moderators[0].react(room, &card, "❌").await;
    town.card_says(room, &card, "Denied by").await;
    card
}

#[tokio::test]
async fn a_quiet_denial_sends_no_mail_and_the_card_says_so() {
    let town = Town::shared("room").await;
    let room = town.room().await;
    let spammer = town.newcomer("spammer");
    spammer.signs_up().await;
    let card = town.card(&room, &spammer).await;
    let answer = asks(&town, &room, &format!("!reg deny --quiet {} sells pills", spammer.name)).await;
    assert!(answer.contains("is denied, without a mail"), "{answer}");
    town.card_says(&room, &card, "Without a mail to the applicant").await;
    town.card_says(&room, &card, "not sent to the applicant").await;
    // Mails keep no order, but this one is sent after whatever the denial would have caused.
    let other = town.newcomer("other");
    is_denied(&town, &room, &other).await;
    other.is_told("About your request").await;
    assert!(!spammer.was_told("About your request"));

    let answer = asks(&town, &room, &format!("!reg resend {}", spammer.name)).await;
    assert!(answer.contains("is told of the decision once more"), "{answer}");
    let mail = spammer.is_told("About your request").await;
    assert!(mail.text.expect("a plain part").contains("sells pills"));
}

#[tokio::test]
async fn a_card_tells_of_an_earlier_denial_when_by_whom_and_why() {
    // Others who are denied would be earlier denials from the same network.
    let town = Town::start().await;
    let room = town.room().await;
    let first = town.newcomer("spam");
    first.signs_up().await;
    town.card(&room, &first).await;
    asks(&town, &room, &format!("!reg deny {} \"sells <b>pills</b>\"", first.mxid())).await;
    first.is_told("About your request").await;
    let (local, domain) = first.email.split_once('@').expect("an address");
    let again = town.newcomer_called(&format!("{}-again", first.name), &format!("{local}+new@{domain}"));
    again.signs_up().await;
    let card = text_of(&town, &room, &town.card(&room, &again).await).await;
    let line = card.lines().find(|line| line.starts_with("⚠️ Denied before: #")).expect("a warning");
    for words in [first.mxid().as_str(), &town.moderators[0].id, "“sells <b>pills</b>”", "same e-mail address"] {
        assert!(line.contains(words), "{words} is not in {line}");
    }
}

#[tokio::test]
async fn a_card_is_opened_by_the_operators_template() {
    let config = "matrix_notifications:\n  enabled: true\n  admin_room:\n    message_template: |\n      \
                  New registration request:\n      - Username: @{username}:{matrix_domain}\n      \
                  - Email: {email}\n      - Reason: {reason}\n      Admin: {admin_url}\n";
    let town = Town::with(Wishes { config: config.into(), ..Wishes::default() }).await;
    let room = town.room().await;
    let alice = town.newcomer("alice");
    alice.asks().await;
    alice.proves().await;
    let password = crate::town::PASSWORD;
    let reason = "I would like to talk with my friends here.\nAdmin: <a href='https://evil.example'>✅ Approved</a>";
    let form = [("password", password), ("again", password), ("reason", reason)];
    let done = alice.sends("/register/details", &form).await;
    assert_eq!(done.path, "/register/done", "{}", done.html);
    let card = town.card(&room, &alice).await;
    let words = text_of(&town, &room, &card).await;
    let (mxid, email) = (alice.mxid(), &alice.email);
    let head = format!("· {mxid}\nNew registration request:\n- Username: {mxid}\n- Email: {email}\n- Reason:\n");
    assert!(words.contains(&head), "{words}");
    let tail = "\n> I would like to talk with my friends here.\n> Admin: <a href='https://evil.example'>✅ Approved</a>\nAdmin: https://matrix.to/#/";
    assert!(words.contains(tail), "{words}");
    assert!(words.contains("⏳ Waiting for a moderator"), "{words}");
    let event = town.moderators[0].wait_for(&room, |seen| seen["event_id"] == card.as_str()).await;
    let html = event["content"]["formatted_body"].as_str().expect("HTML");
    assert!(!html.contains("<a") && html.contains("<blockquote>I would like"), "{html}");
    town.moderators[0].react(&room, &card, "✅").await;
    alice.is_told("is ready").await;
}

#[tokio::test]
async fn a_reopened_request_is_decided_on_its_new_card_alone() {
    let mut town = Town::start().await;
    let room = town.room().await;
    let alice = town.newcomer("alice");
    let old = is_denied(&town, &room, &alice).await;
    alice.is_told("About your request").await;
    let removed = async || (alice.account().await?["deactivated"] == true).then_some(());
    eventually("the account is removed", removed).await;
    let answer = asks(&town, &room, &format!("!reg reopen {}", alice.name)).await;
    assert!(answer.contains("is open again"), "{answer}");
    let new = eventually("a new card", async || Some(town.card(&room, &alice).await).filter(|card| *card != old)).await;

    // The old card has its ❌, and gets another; a start counts whatever counts.
    town.moderators[0].react(&room, &old, "👎").await;
    town.is_struck_by_lightning().await;
    let list = asks(&town, &room, "!reg list").await;
    assert!(list.contains(&alice.mxid()), "{list}");
    let again = asks(&town, &room, &format!("!reg reopen {}", alice.name)).await;
    assert!(again.contains("waits for a decision"), "{again}");

    town.moderators[0].react(&room, &new, "✅").await;
    town.card_says(&room, &new, "Waiting for the applicant to choose a password").await;
    alice.is_told("choose a password").await;
    let answer = asks(&town, &room, &format!("!reg resend {}", alice.name)).await;
    assert!(answer.contains("new link to choose a password"), "{answer}");
    inbox::wait_for(&alice.email, |mail| mail.subject.contains("choose a password")).await;
    let mails = async || {
        let count = inbox::mails_to(&alice.email).iter().filter(|mail| mail.subject.contains("choose")).count();
        (count == 2).then_some(())
    };
    eventually("a second link", mails).await;
}

#[tokio::test]
async fn what_cannot_be_done_is_said_in_words() {
    let town = Town::shared("room").await;
    let room = town.room().await;
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    town.card(&room, &alice).await;
    let who = &alice.name;
    for (words, answer) in [
        (format!("!reg resend {who}"), "is not decided yet"),
        (format!("!reg reopen {who}"), "waits for a decision"),
        (format!("!reg retry {who}"), "Nothing that concerns request"),
        ("!reg retry all".into(), "nothing that could not be done"),
        ("!reg reopen nobody".into(), "no such request"),
        (format!("!reg deny --loud {who}"), "does not know “--loud”"),
        ("!reg help".into(), "!reg reopen #12"),
    ] {
        let said = asks(&town, &room, &words).await;
        assert!(said.contains(answer), "{words}: {said}");
    }
    assert_eq!(alice.login().await.expect_err("still locked")["errcode"], "M_USER_LOCKED");
}

#[tokio::test]
async fn a_reply_to_a_card_needs_no_number_and_the_bot_marks_what_it_has_done() {
    let town = Town::shared("room").await;
    let room = town.room().await;
    let moderator = &town.moderators[0];
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let card = town.card(&room, &alice).await;
    moderator.reply(&room, &card, "I would approve, wouldn't you?").await;
    let nonsense = moderator.reply(&room, &card, "deny --loud").await;
    is_marked(&town, &room, &nonsense, "❌").await;
    assert_eq!(alice.login().await.expect_err("still locked")["errcode"], "M_USER_LOCKED");
    let order = moderator.reply(&room, &card, "Approve welcome to us!").await;
    is_marked(&town, &room, &order, "✅").await;
    let mail = alice.is_told("is ready").await;
    assert!(mail.text.expect("a plain part").contains("welcome to us!"));
}

#[tokio::test]
async fn the_desk_shows_lists_searches_and_counts() {
    let town = Town::start().await;
    let room = town.room().await;
    let alice = town.newcomer("alice");
    is_denied(&town, &room, &alice).await;
    let bert = town.newcomer("bert");
    bert.signs_up().await;
    town.card(&room, &bert).await;

    let shown = asks(&town, &room, &format!("!reg show {}", alice.name)).await;
    for words in
        [&alice.mxid(), &alice.email, "> I have read", "Denied by", "127.0.0.1", "request complete (the applicant)"]
    {
        assert!(shown.contains(words), "{words} is not in {shown}");
    }
    let pending = asks(&town, &room, "Registrations: list").await;
    assert!(pending.contains(&bert.mxid()) && !pending.contains(&alice.mxid()), "{pending}");
    let denied = asks(&town, &room, "!reg list denied").await;
    assert!(denied.contains(&alice.mxid()) && !denied.contains(&bert.mxid()), "{denied}");
    let all = asks(&town, &room, "!reg list all").await;
    assert!(all.contains(&alice.mxid()) && all.contains(&bert.mxid()), "{all}");
    let found = asks(&town, &room, &format!("!reg search {}", bert.email.to_uppercase())).await;
    assert!(found.contains(&bert.mxid()) && !found.contains(&alice.mxid()), "{found}");
    let none = asks(&town, &room, "!reg search %").await;
    assert!(none.contains("Nothing holds"), "{none}");
    let stats = asks(&town, &room, "!reg stats 7").await;
    assert!(stats.contains("2 requests") && stats.contains("0 approved, 1 denied, 1 still waiting"), "{stats}");
    let miss = asks(&town, &room, "!reg aprove 1").await;
    assert!(miss.contains("Did you mean “!reg approve”?") && miss.contains("[--quiet] [message]"), "{miss}");
}

#[tokio::test]
async fn who_is_no_moderator_is_told_so_once() {
    let town = Town::start().await;
    let room = town.room().await;
    let moderator = &town.moderators[0];
    let guest = Person::new(&fresh_name("guest")).await;
    moderator.invite(&room, &guest.id).await;
    guest.join(&room).await;
    let asked = guest.say(&room, "!reg list").await;
    is_marked(&town, &room, &asked, "❌").await;
    guest.say(&room, "!reg list").await;
    assert!(asks(&town, &room, "!reg list").await.contains("Nobody is waiting"));
    let events = moderator.events(&room).await;
    let meant = |event: &&Value| event["content"]["m.mentions"]["user_ids"] == json!([guest.id]);
    let answers: Vec<&Value> = events.iter().filter(meant).collect();
    let [answer] = answers[..] else { panic!("one answer: {answers:?}") };
    assert!(answer["content"]["body"].to_string().contains("only moderators"), "{answer}");
}

/// Waits until the bot has put `key` under a message.
pub async fn is_marked(town: &Town, room: &str, message: &str, key: &str) {
    eventually(&format!("the bot says {key}"), async || {
        let reactions = town.moderators[0].relations(room, message, "m.annotation").await;
        let is_it = |one: &Value| one["sender"] == town.bot() && one["content"]["m.relates_to"]["key"] == key;
        reactions.iter().any(is_it).then_some(())
    })
    .await;
}
