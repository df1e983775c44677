//! Writes the database of the upgrade fixture: every state, every effect, and what the bot remembers.
//!
//! `UPGRADE_FIXTURE` names the file to write; with a PostgreSQL server, the name of its database goes there.

use serde_json::json;

use super::*;
use crate::{
    domain::{Mismatch, NewRule, RuleKind},
    store::{Card, Job, Limit},
};

const CONFIG: &str = "auto_join: ['#lobby:example.org', '!hall:example.org']\n\
    consent_version: '1.0'\nform_secret: f\n\
    matrix_notifications: {enabled: true, welcome: {enabled: true, message_template: hi}}\n\
    moderation: {log_room: '!log:example.org', digest_at: '09:00', remind_after: 24h}\n\
    bot: {admin_room: '#mods:example.org'}\n";

fn moderator(name: &str) -> Actor {
    Actor::Moderator(Mxid(format!("@{name}:example.org")))
}

impl Desk {
    async fn all(&self, lane: Lane) -> Vec<Task> {
        self.registrations.claim(lane, 1000).await.expect("claimed")
    }

    async fn does(&self, lane: Lane, only: RegistrationId, outcome: Option<Event>) {
        for task in self.all(lane).await {
            if task.registration == only {
                self.registrations.conclude(&task, Ok(outcome)).await;
            } else {
                self.registrations.give_back(&task).await.expect("given back");
            }
        }
    }

    async fn has_card(&self, id: RegistrationId) {
        self.does(Lane::Room, id, None).await;
        let card = Card { registration: id, room: "!mods:example.org".into(), event: format!("$card-{id}") };
        self.registrations.store().save_card(&card).await.expect("written");
    }

    async fn queues(&self, id: RegistrationId, job: Job) {
        let txn = self.registrations.store().begin().await.expect("begun");
        write::push(&txn, id, &[job], self.registrations.clock().now(), None).await.expect("queued");
        self.registrations.store().commit(txn).await.expect("committed");
    }
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a story")]
async fn writes_the_fixture() {
    let Ok(to) = std::env::var("UPGRADE_FIXTURE") else { return };
    let desk = Desk::with(CONFIG).await;
    let (registrations, store) = (&desk.registrations, desk.registrations.store());
    assert!(store.keeps_key(registrations.keys()).await.expect("written"));
    store.probe(registrations.clock().now()).await.expect("written");

    // What the bot remembers of its room.
    for (key, value) in [
        ("bot_account_intent", "@registration-bot:example.org 1800000000".to_owned()),
        ("bot_identity_kept", "@registration-bot:example.org".to_owned()),
        ("bot_lease", "00112233445566778899aabbccddeeff 7".to_owned()),
        ("admin_room", "!made:example.org".to_owned()),
        ("moderators_invited", json!(["@m1:example.org", "@m2:example.org"]).to_string()),
        ("room_heard", "!mods:example.org $last".to_owned()),
        ("room_concerns", "!mods:example.org [Unencrypted]".to_owned()),
        ("account_questions", "!mods:example.org $questions".to_owned()),
        (
            "reasons $card-3",
            json!({ "event": "$offer", "reasons": ["We are full.", "Spam."], "seeded": true }).to_string(),
        ),
        (
            "outcome $command",
            json!({ "done": true, "blocks": [{ "Line": "Request #4 is approved." }], "ask": null }).to_string(),
        ),
    ] {
        store.set_setting(key, &value).await.expect("written");
    }
    registrations.pin_room("#mods:example.org", "!old:example.org").await.expect("written");
    registrations.pin_room("#lobby:example.org", "!lobby:example.org").await.expect("written");
    registrations.note_upgrade("!old:example.org", "!mods:example.org").await.expect("written");
    assert!(registrations.due_digest().await.expect("read").is_none(), "the first one comes at its time");

    // A request in every state.
    let address = "192.0.2.7".parse().ok();
    let start = Start { localpart: local("alice"), email: mail("Alice+x@example.org"), address, answer: None };
    registrations.start(start).await.expect("started");
    desk.links.set(1);
    desk.proves("bert", "bert@example.org").await;

    let carol = desk.files("carol", "carol@example.org").await;
    desk.has_card(carol).await;
    let dora = desk.files("dora", "dora@example.org").await;
    desk.has_card(dora).await;
    let mut ruling = Ruling::new(Verdict::Approve, moderator("m1")).saying(Some("Welcome, \"Dora\"!".into()));
    ruling.voters = vec![moderator("m1"), moderator("m2")];
    registrations.decide(dora, ruling).await.expect("approved");

    let erik = desk.files("erik", "erik@example.org").await;
    store.set_account(erik, Account::None).await.expect("written");
    registrations.decide(erik, approval()).await.expect("approved");
    desk.does(Lane::Synapse, erik, Some(Event::PasswordNeeded)).await;
    desk.links.set(desk.links.get() + 1); // one that sets the password

    let fran = desk.files("fran", "fran@example.org").await;
    registrations.decide(fran, approval()).await.expect("approved");
    desk.does(Lane::Synapse, fran, Some(Event::AccountReady)).await;
    let (of_room, mut welcome) = (desk.all(Lane::Room).await, None);
    for task in of_room {
        registrations.conclude(&task, Ok(None)).await;
    }
    for _ in 0..4 {
        for task in desk.all(Lane::Room).await {
            if task.effect == Effect::Welcome {
                assert!(store.note_subject(&task, "!greeting:example.org").await.expect("noted"));
                welcome = Some(task.clone());
            }
            if task.registration == fran && task.effect != Effect::Welcome {
                registrations.conclude(&task, Ok(None)).await;
            } else {
                registrations.give_back(&task).await.expect("given back");
            }
        }
        if welcome.is_some() {
            break;
        }
    }
    assert!(welcome.is_some(), "a greeting has its room");

    let gert = desk.files("gert", "gert@example.org").await;
    registrations.decide(gert, approval().quietly(true)).await.expect("approved");
    for _ in 0..6 {
        desk.does(Lane::Synapse, gert, Some(Event::AccountReady)).await;
        desk.does(Lane::Room, gert, None).await;
        desk.does(Lane::Mail, gert, None).await;
        desk.waits(SignedDuration::from_secs(5));
    }
    let record = store.account_named(&local("gert")).await.expect("read").expect("ours");
    store.end_account(&record, AccountStatus::Opened).await.expect("written");

    let hans = desk.files("hans", "hans@example.org").await;
    desk.has_card(hans).await;
    let ruling = Ruling::new(Verdict::Deny, moderator("m2")).saying(Some("Spam.".into()));
    registrations.decide(hans, ruling).await.expect("denied");

    let ines = desk.files("ines", "ines@example.org").await;
    registrations.decide(ines, denial().saying(Some("No.\nSorry.".into()))).await.expect("denied");
    desk.does(Lane::Synapse, ines, Some(Event::AccountRemoved)).await;
    let record = store.account_named(&local("ines")).await.expect("read").expect("ours");
    let seen = SeenAccount {
        created_at: 1_800_000_000,
        fields: crate::domain::AccountFields::default(),
        ..SeenAccount::default()
    };
    store.record_removed(&record, &seen, registrations.clock().now()).await.expect("written");
    for _ in 0..4 {
        for task in desk.all(Lane::Mail).await {
            if task.registration != ines {
                registrations.give_back(&task).await.expect("given back");
                continue;
            }
            let outcome = match task.effect {
                Effect::MailDenial => Err(EffectError::Park { cause: "550 no such user".into() }),
                _ => Ok(None),
            };
            registrations.conclude(&task, outcome).await;
        }
    }
    assert_eq!(store.parked(9).await.expect("read").len(), 1, "a mail is parked");

    let jack = desk.proves("jack", "jack@example.org").await;
    store.set_account(jack, Account::Ours).await.expect("written");
    desk.moves(jack, Event::TimedOut).await;

    let kate = desk.files("kate", "kate@example.org").await;
    registrations.decide(kate, denial()).await.expect("denied");
    desk.does(Lane::Synapse, kate, Some(Event::AccountRemoved)).await;
    registrations.reopen(kate, moderator("m1")).await.expect("reopened");

    // Accounts of every status, one with a question.
    for (name, status) in [
        ("kept", AccountStatus::Kept),
        ("released", AccountStatus::Released),
        ("vanished", AccountStatus::Vanished),
        ("deactivated", AccountStatus::Deactivated),
    ] {
        let id = desk.proves(name, &format!("{name}@example.org")).await;
        store.set_account(id, Account::Ours).await.expect("written");
        let record = store.account_named(&local(name)).await.expect("read").expect("ours");
        store.end_account(&record, status).await.expect("written");
    }
    for (name, is_left) in [("lost", true), ("made", false)] {
        let id = desk.proves(name, &format!("{name}@example.org")).await;
        store.set_account(id, Account::Intended).await.expect("written");
        let record = store.account_named(&local(name)).await.expect("read").expect("intended");
        if is_left {
            assert!(store.leave_over(&record, Some(&seen), registrations.clock().now()).await.expect("written"));
            desk.queues(id, Effect::ShowAccountQuestions.into()).await;
        }
    }
    let record = store.account_named(&local("carol")).await.expect("read").expect("ours");
    assert!(store.ask_about_account(record.id, Mismatch::Used).await.expect("written"));
    let fields = record.confirmed.expect("confirmed");
    assert!(
        store
            .record_pending(record.id, &crate::domain::AccountFields { locked: false, ..fields })
            .await
            .expect("written")
    );

    // As versions before the letter to each operator queued it.
    desk.queues(carol, Effect::MailOperators.into()).await;

    for (kind, pattern, show_reason, hours) in [
        (RuleKind::Email, "@spam\\.example$", true, None),
        (RuleKind::Username, "^admin", false, Some(240)),
        (RuleKind::Address, "198.51.100.0/24", true, None),
    ] {
        let expires_at = hours.map(|hours| registrations.clock().now() + SignedDuration::from_hours(hours));
        let reason = show_reason.then(|| "It's spam.".to_owned());
        let rule =
            NewRule { kind, pattern: pattern.into(), reason, show_reason, author: moderator("m1"), expires_at };
        registrations.add_rule(rule).await.expect("made");
    }
    let limit = Limit { count: 5, per: SignedDuration::from_hours(1) };
    store.admit(&[1; 32], limit, registrations.clock().now()).await.expect("written").expect("admitted");

    // What moderators were asked and told.
    let now = registrations.clock().now();
    let decide = json!({ "Decide": { "verdict": Verdict::Deny, "ids": [carol, kate], "message": "No.", "quiet": true } });
    let rule = NewRule {
        kind: RuleKind::Address,
        pattern: "203.0.113.0/24".into(),
        reason: None,
        show_reason: false,
        author: moderator("m1"),
        expires_at: Some(now + SignedDuration::from_hours(1)),
    };
    let questions = json!({
        "$question-1": { "action": decide, "asked": now },
        "$question-2": { "action": { "Block": [rule, [carol]] }, "asked": now },
    });
    store.set_setting("questions", &questions.to_string()).await.expect("written");
    desk.waits(SignedDuration::from_hours(25));
    assert!(registrations.due_digest().await.expect("read").is_some());
    assert!(registrations.due_reminder().await.expect("read").is_some());
    registrations.remind(Some(48)).await.expect("written");
    registrations.pause(Some("Too many at once.".into()), &moderator("m1")).await.expect("written");
    desk.waits(SignedDuration::from_hours(-25));
    store.set_setting("imported:0123456789abcdef", "2026-02-27T16:53:07Z").await.expect("written");

    let database = match &registrations.config().database {
        crate::config::DatabaseConfig::Sqlite(_) => {
            Store::back_up(registrations.config(), to.as_ref()).await.expect("copied");
            return;
        }
        crate::config::DatabaseConfig::Postgres(url) => secrecy::ExposeSecret::expose_secret(url).to_owned(),
    };
    std::fs::write(to, database).expect("written");
}
