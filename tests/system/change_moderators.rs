//! Adding and removing moderators: in the room, at the terminal, and from the config.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    card_signals::wait_for_bot_reactions,
    harness::{TestOptions, TestService},
    room_commands::ask_bot,
    service_process::SHORT_LEASE,
    support::{
        matrix::{Person, escape, eventually, fresh_name},
        test_servers::servers,
    },
};

const TWO_VOTES: &str = "moderation: {approvals_required: 2}\n";

async fn start(moderators: usize, config: &str) -> (TestService, String) {
    let options = TestOptions { moderators, config: config.to_owned(), ..TestOptions::default() };
    let service = TestService::with(options).await;
    let room = service.room().await;
    (service, room)
}

/// Sends a command as this person, and returns the bot's answer: its event and its text.
async fn ask(service: &TestService, by: &Person, room: &str, words: &str) -> (String, String) {
    let said = by.say(room, words).await;
    let answers = |event: &Value| {
        event["sender"] == service.bot_id()
            && event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == said.as_str()
    };
    // The person may no longer be in the room, so the first moderator looks.
    let answer = service.moderators[0].wait_for(room, answers).await;
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    (text(&answer["event_id"]), text(&answer["content"]["body"]))
}

/// Waits for the bot's answer to a reaction to this question.
async fn answer_to(service: &TestService, room: &str, question: &str) -> String {
    let is_it = |event: &Value| event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == question;
    let answer = service.moderators[0].wait_for(room, is_it).await;
    answer["content"]["body"].as_str().expect("words").to_owned()
}

async fn power(service: &TestService, room: &str, who: &str) -> Value {
    let levels = service.moderators[0].state(room, "m.room.power_levels", "").await.expect("power levels");
    levels["users"][who].clone()
}

async fn wait_for_membership(service: &TestService, room: &str, who: &str, is: &str) {
    eventually(&format!("{who}: {is}"), async || {
        (service.moderators[0].membership(room, who).await.as_deref() == Some(is)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn one_moderator_adds_and_removes_another() {
    let (mut service, room) = start(1, "").await;
    let new = Person::new(&fresh_name("new")).await;
    let first = service.moderators[0].clone();
    let name = new.id[1..].split(':').next().expect("a name").to_owned();
    let (question, asked) = ask(&service, &first, &room, &format!("!reg add-moderator @{name}")).await;
    assert!(asked.contains(&format!("Make {} a moderator?", new.id)), "{asked}");
    assert_eq!(service.moderators[0].membership(&room, &new.id).await, None, "not without a confirmation");
    first.react(&room, &question, "✅").await;
    let said = answer_to(&service, &room, &question).await;
    assert!(said.contains("is now a moderator"), "{said}");
    assert_eq!(power(&service, &room, &new.id).await, 50);
    let listed = ask_bot(&service, &room, "!reg moderators").await;
    assert!(listed.contains(&format!("{}: invited, but has not joined yet", new.id)), "{listed}");
    new.join(&room).await;

    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    new.react(&room, &card, "✅").await;
    alice.receives_mail("is ready").await;
    let (_, again) = ask(&service, &first, &room, &format!("!reg add-moderator {}", new.id)).await;
    assert!(again.contains("already a moderator"), "{again}");

    let levels = first.state(&room, "m.room.power_levels", "").await.expect("power levels");
    let (question, asked) = ask(&service, &first, &room, &format!("!reg remove-moderator {}", new.id)).await;
    assert!(asked.contains("They will lose access to this room"), "{asked}");
    // The person has no say.
    new.react(&room, &question, "❌").await;
    let said = answer_to(&service, &room, &question).await;
    assert!(said.contains("cannot vote on their own removal"), "{said}");
    first.react(&room, &question, "✅").await;
    wait_for_membership(&service, &room, &new.id, "leave").await;
    assert_eq!(power(&service, &room, &new.id).await, Value::Null);
    let mut now = first.state(&room, "m.room.power_levels", "").await.expect("power levels");
    now["users"][&new.id] = json!(50);
    assert_eq!(now, levels, "nothing else has changed");

    // Also not after a restart, and not by the config.
    let names = json!([first.id, new.id]).to_string();
    service.replace_in_config(&format!("moderators: {}", json!([first.id])), &format!("moderators: {names}"));
    service.kill_and_restart().await;
    let listed = ask_bot(&service, &room, "!reg moderators").await;
    assert!(listed.contains(&format!("{}: named in the configuration, but was removed", new.id)), "{listed}");
    assert_eq!(service.moderators[0].membership(&room, &new.id).await.as_deref(), Some("leave"));
    assert_eq!(power(&service, &room, &new.id).await, Value::Null);
}

#[tokio::test]
async fn change_of_moderators_survives_crashes() {
    let env = vec![(SHORT_LEASE.0, SHORT_LEASE.1.to_owned())];
    let mut service = TestService::with(TestOptions { moderators: 1, env, ..TestOptions::default() }).await;
    let room = service.room().await;
    let first = service.moderators[0].clone();
    for fault in ["before commit:1", "after commit:1", "after commit:2", "before room:1", "after room:1"] {
        let new = Person::new(&fresh_name("new")).await;
        let (question, _) = ask(&service, &first, &room, &format!("!reg add-moderator {}", new.id)).await;
        service.crash_at(fault);
        first.react(&room, &question, "✅").await;
        wait_for_membership(&service, &room, &new.id, "invite").await;
        let said = answer_to(&service, &room, &question).await;
        assert!(said.contains("moderator") && !said.contains("not"), "{fault}: {said}");
        assert_eq!(power(&service, &room, &new.id).await, 50, "{fault}");
        eventually(fault, async || service.has_crashed().then_some(())).await;
        let answers =
            |event: &&Value| event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == question.as_str();
        let listed = ask_bot(&service, &room, "!reg moderators").await;
        assert!(listed.contains(&format!("{}: invited", new.id)), "{fault}: {listed}");
        assert_eq!(first.events(&room).await.iter().filter(answers).count(), 1, "{fault}: one answer");
    }
}

#[tokio::test]
async fn quorum_of_moderators_agrees() {
    let (service, room) = start(3, TWO_VOTES).await;
    let [first, second, third] = &service.moderators[..] else { panic!("three moderators") };
    let new = Person::new(&fresh_name("new")).await;
    let (question, asked) = ask(&service, first, &room, &format!("!reg add-moderator {}", new.id)).await;
    assert!(asked.contains("2 moderators must agree"), "{asked}");
    first.react(&room, &question, "✅").await;
    wait_for_bot_reactions(&service, &room, &question, &["❌"]).await;
    assert_eq!(first.membership(&room, &new.id).await, None, "one of two");
    second.react(&room, &question, "👍").await;
    let said = answer_to(&service, &room, &question).await;
    let agreed = format!("Proposed by {}, agreed by {}, {}", first.id, first.id, second.id);
    assert!(said.contains("is now a moderator") && said.contains(&agreed), "{said}");
    new.join(&room).await;

    // Three remain after a removal; the author of a question takes it back with ❌.
    let (question, _) = ask(&service, first, &room, &format!("!reg remove-moderator {}", third.id)).await;
    second.react(&room, &question, "✅").await;
    first.react(&room, &question, "❌").await;
    assert!(answer_to(&service, &room, &question).await.contains("Cancelled"));
    assert_eq!(power(&service, &room, &third.id).await, 50);
    // A vote that is withdrawn does not count.
    let (question, _) = ask(&service, first, &room, &format!("!reg remove-moderator {}", third.id)).await;
    let withdrawn = first.react(&room, &question, "✅").await;
    wait_for_bot_reactions(&service, &room, &question, &["❌"]).await;
    first.redact(&room, &withdrawn).await;
    second.react(&room, &question, "✅").await;
    ask_bot(&service, &room, "!reg list").await;
    assert_eq!(power(&service, &room, &third.id).await, 50);
    new.react(&room, &question, "✅").await;
    wait_for_membership(&service, &room, &third.id, "leave").await;

    // A moderator steps back without anyone's agreement. Then two are left, and the room removes neither of them.
    let (question, _) = ask(&service, second, &room, &format!("!reg remove-moderator {}", second.id)).await;
    second.react(&room, &question, "✅").await;
    wait_for_membership(&service, &room, &second.id, "leave").await;
    let (_, refused) = ask(&service, first, &room, &format!("!reg remove-moderator {}", new.id)).await;
    assert!(refused.contains("too few moderators would be left"), "{refused}");
    let (_, refused) = ask(&service, first, &room, &format!("!reg remove-moderator {}", first.id)).await;
    assert!(refused.contains("too few moderators would be left"), "{refused}");
}

#[tokio::test]
async fn impossible_changes_are_explained() {
    let (service, room) = start(2, "moderation: {only_local: true}\n").await;
    let [first, second] = &service.moderators[..] else { panic!("two moderators") };
    let bot = service.bot_client().await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    service.card(&room, &alice).await;
    let banned = Person::new(&fresh_name("banned")).await;
    let ban = json!({"user_id": banned.id});
    bot.request(Method::POST, &format!("v3/rooms/{}/ban", escape(&room)), Some(&ban)).await;
    let guest = Person::new(&fresh_name("guest")).await;
    first.invite(&room, &guest.id).await;
    guest.join(&room).await;
    let unknown = format!("@{}:{}", fresh_name("nobody"), servers().synapse.server_name);
    for (command, words) in [
        (format!("add-moderator {unknown}"), "There is no account"),
        (format!("add-moderator {}", alice.mxid()), "is locked or deactivated"),
        ("add-moderator @bob:elsewhere.example".to_owned(), "Only accounts on"),
        (format!("add-moderator {}", banned.id), "is banned from this room"),
        (format!("add-moderator {}", service.bot_id()), "That is me"),
        (format!("remove-moderator {}", service.bot_id()), "That is me"),
        (format!("remove-moderator {}", guest.id), "is not a moderator"),
        ("add-moderator".to_owned(), "Who? Give a user ID"),
        ("add-moderator #12".to_owned(), "is not a user ID"),
    ] {
        let (_, said) = ask(&service, first, &room, &format!("!reg {command}")).await;
        assert!(said.contains(words), "{command}: {said}");
    }
    // A moderator cannot remove a moderator with more power, and no one else can agree to it: an operator has to do it.
    bot.set_power(&room, &second.id, 75).await;
    let (_, said) = ask(&service, first, &room, &format!("!reg remove-moderator {}", second.id)).await;
    assert!(said.contains("with the power level of") && said.contains("moderators remove"), "{said}");
    assert_eq!(power(&service, &room, &second.id).await, 75);
    // A member without power cannot ask, nor confirm.
    let (question, _) = ask(&service, second, &room, &format!("!reg remove-moderator {}", first.id)).await;
    guest.react(&room, &question, "✅").await;
    first.react(&room, &question, "✅").await;
    assert!(answer_to(&service, &room, &question).await.contains("does not count"));
    assert_eq!(power(&service, &room, &first.id).await, 50);
}

#[tokio::test]
async fn peers_of_the_bot_and_foreign_rooms_are_left_alone() {
    let owner = Person::new(&fresh_name("owner")).await;
    let options = json!({"preset": "private_chat", "room_version": "11"});
    let room = owner.create_room(options).await;
    owner.invite(&room, &Person::admin().id).await;
    Person::admin().join(&room).await;
    let mut service =
        TestService::with(TestOptions { moderators: 0, room: Some(room.clone()), ..TestOptions::default() }).await;
    service.moderators.push(owner.clone());
    wait_for_membership(&service, &room, &service.bot_id(), "join").await;
    let peer = Person::new(&fresh_name("peer")).await;
    let (_, said) = ask(&service, &owner, &room, &format!("!reg add-moderator {}", peer.id)).await;
    assert!(said.contains("My power level in this room is 0, and this needs 100"), "{said}");
    owner.set_power(&room, &service.bot_id(), 100).await;
    let (question, _) = ask(&service, &owner, &room, &format!("!reg add-moderator {}", peer.id)).await;
    owner.react(&room, &question, "✅").await;
    peer.join(&room).await;
    owner.set_power(&room, &peer.id, 100).await;
    let (_, said) = ask(&service, &owner, &room, &format!("!reg remove-moderator {}", peer.id)).await;
    assert!(said.contains("their power level is 100, and mine is not higher"), "{said}");
    let refused = service.command(&["moderators", "remove", &peer.id]);
    let error = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && error.contains("mine is not higher"), "{error}");
    assert_eq!(power(&service, &room, &peer.id).await, 100);
}

#[tokio::test]
async fn operator_adds_and_removes_moderators() {
    let (mut service, room) = start(1, "").await;
    let new = Person::new(&fresh_name("new")).await;
    let said = service.operator_runs(&["moderators", "add", &new.id]);
    assert!(said.contains("is a moderator now"), "{said}");
    new.join(&room).await;
    assert_eq!(power(&service, &room, &new.id).await, 50);
    let first = service.moderators[0].clone();
    let told = |words: &'static str| {
        let first = first.clone();
        let (room, id) = (room.clone(), new.id.clone());
        async move {
            let is_it = |event: &Value| {
                event["content"]["body"].as_str().is_some_and(|body| body.contains(words) && body.contains(&id))
            };
            first.wait_for(&room, is_it).await
        }
    };
    told("An operator made").await;
    let listed = service.json_output(&["moderators", "list", "--json"]);
    assert_eq!(listed["room"], room.as_str());
    let entry = |listed: &Value| {
        let all = listed["moderators"].as_array().expect("a list").clone();
        all.into_iter().find(|one| one["user_id"] == new.id.as_str()).expect("the new one")
    };
    let added = entry(&listed);
    assert_eq!(
        (&added["decides"], &added["by"], &added["power_level"]),
        (&json!(true), &json!("operator"), &json!(50))
    );

    // While the service is down, the change waits; a kill just after it does not repeat the notice.
    service.kill();
    let said = service.operator_runs(&["moderators", "remove", &new.id]);
    assert!(said.contains("as soon as it runs") || said.contains("no longer a moderator"), "{said}");
    assert_eq!(entry(&service.json_output(&["moderators", "list", "--json"]))["pending"], true);
    service.restart().await;
    wait_for_membership(&service, &room, &new.id, "leave").await;
    told("An operator removed").await;
    eventually("it is done", async || {
        let listed = service.json_output(&["moderators", "list", "--json"]);
        (entry(&listed)["pending"] == false && entry(&listed)["standing"] == "removed").then_some(())
    })
    .await;
    // The last one, whose account may be in wrong hands: only the terminal can do that.
    let (_, refused) = ask(&service, &first, &room, &format!("!reg remove-moderator {}", first.id)).await;
    assert!(refused.contains("too few moderators would be left"), "{refused}");
    let said = service.operator_runs(&["moderators", "remove", &first.id]);
    assert!(said.contains("Warning: 0 moderator(s) are left"), "{said}");
    let said = service.operator_runs(&["moderators", "add", &new.id]);
    assert!(said.contains("is a moderator now"), "{said}");
    new.join(&room).await;
    for (user, words) in [("nobody here", "not a user ID"), ("@x:y:z:w", "expected a user ID")] {
        let refused = service.command(&["moderators", "add", user]);
        assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains(words), "{refused:?}");
    }
}

#[tokio::test]
async fn config_is_applied_at_every_start_but_not_against_people() {
    let (mut service, room) = start(3, "").await;
    let [first, second, third] = &service.moderators[..] else { panic!("three moderators") };
    let (first, second, third) = (first.clone(), second.clone(), third.clone());
    second.leave(&room).await;
    service.bot_client().await.set_power(&room, &third.id, 0).await;
    let fourth = Person::new(&fresh_name("fourth")).await;
    let names = json!([first.id, second.id, third.id]).to_string();
    let more = json!([first.id, second.id, third.id, fourth.id]).to_string();
    service.replace_in_config(&names, &more);
    service.kill_and_restart().await;
    fourth.join(&room).await;
    assert_eq!(power(&service, &room, &fourth.id).await, 50);
    assert_eq!(first.membership(&room, &second.id).await.as_deref(), Some("leave"), "left on purpose");
    assert_eq!(power(&service, &room, &third.id).await, 0, "somebody has lowered it");

    // A higher level in the config is given to those who are moderators, and to nobody else.
    service.replace_in_config("moderation: {undo: 0", "moderation: {min_power_level: 60, undo: 0");
    service.kill_and_restart().await;
    eventually("the level is raised", async || (power(&service, &room, &first.id).await == 60).then_some(())).await;
    ask_bot(&service, &room, "!reg moderators").await;
    assert_eq!(
        (power(&service, &room, &fourth.id).await, power(&service, &room, &third.id).await),
        (json!(60), json!(0))
    );
    // A person that a moderator invites again is a moderator again.
    first.invite(&room, &second.id).await;
    second.join(&room).await;
    service.bot_client().await.set_power(&room, &second.id, 60).await;
    service.kill_and_restart().await;
    let listed = ask_bot(&service, &room, "!reg moderators").await;
    assert!(listed.contains(&format!("{} (power level 60)", second.id)), "{listed}");
}

#[tokio::test]
async fn bot_and_its_room_have_a_name_and_a_picture_once() {
    let (mut service, room) = start(1, "").await;
    let first = service.moderators[0].clone();
    let picture = eventually("a picture", async || first.state(&room, "m.room.avatar", "").await).await["url"].clone();
    let profile = async |what: &str| {
        let (_, answer) = first.request(Method::GET, &format!("v3/profile/{}", escape(&service.bot_id())), None).await;
        answer[what].clone()
    };
    assert!(picture.as_str().expect("a URI").starts_with("mxc://"), "{picture}");
    assert_eq!((profile("avatar_url").await, profile("displayname").await), (picture, json!("Registrations")));
    let own = json!({"url": "mxc://example.org/own"});
    service.bot_client().await.set_state(&room, "m.room.avatar", "", &own).await;
    let bot = service.bot_client().await;
    let path = format!("v3/profile/{}/avatar_url", escape(&service.bot_id()));
    bot.request(Method::PUT, &path, Some(&json!({"avatar_url": ""}))).await;
    service.kill_and_restart().await;
    ask_bot(&service, &room, "!reg list").await;
    assert_eq!(first.state(&room, "m.room.avatar", "").await.expect("a picture"), own, "the operator's own stays");
    let (_, answer) = first.request(Method::GET, &path, None).await;
    assert!(answer["avatar_url"].as_str().unwrap_or_default().is_empty(), "removed on purpose: {answer}");
}

#[tokio::test]
async fn links_into_rooms_without_a_server_name_say_where_to_look() {
    let (service, room) = start(1, "").await;
    let create = service.moderators[0].state(&room, "m.room.create", "").await.expect("a room");
    assert!(create["room_version"] == "12" && !room.contains(':'), "{create} {room}");
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    let listed = ask_bot(&service, &room, "!reg list").await;
    let link = format!("https://matrix.to/#/{room}/{card}?via={}", servers().synapse.server_name);
    assert!(listed.contains(&link), "{listed}: {link}");
}
