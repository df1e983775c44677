//! Whatever people do, no table that grows is read from end to end: what it costs with a thousand
//! registrations it costs with a million.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use super::*;
use crate::{
    domain::{NewRule, RuleKind},
    store::{Card, First, Purpose, Retry},
};

#[tokio::test]
async fn every_statement_uses_an_index() {
    let seen = Arc::new(Mutex::new(BTreeMap::new()));
    let heard = Arc::clone(&seen);
    let watch = move |sql: &str, values: &[_]| {
        heard.lock().expect("not poisoned").entry(sql.to_owned()).or_insert_with(|| values.to_vec());
    };
    let core = TestCore::prepared("retention: {pending: 90}\n", |store| store.watched(watch)).await;
    live(&core).await;

    let seen = seen.lock().expect("not poisoned").clone();
    assert!(seen.len() > 60, "only {} statements were seen", seen.len());
    let mut scans = vec![];
    for (sql, values) in &seen {
        let verb = sql.split_whitespace().next().unwrap_or_default();
        // The newest of all are where the table ends, and so many are counted and no more.
        let is_bounded = sql.contains(r#"FROM "registrations" ORDER BY "registrations"."id" DESC LIMIT"#)
            || sql.contains(r#"FROM (SELECT "registrations"."id" FROM "registrations" LIMIT"#)
            // A sequence is one row.
            || sql.contains("_id_seq");
        let looks = matches!(verb, "SELECT" | "UPDATE" | "DELETE") || (verb == "INSERT" && sql.contains("SELECT"));
        if looks && !is_bounded {
            let found = core.registrations.store().scans(sql, values).await.expect(sql);
            scans.extend(found.into_iter().map(|line| format!("{line}\n    {sql}")));
        }
    }
    assert!(scans.is_empty(), "{}", scans.join("\n"));
}

/// Does everything that anybody can do.
async fn live(core: &TestCore) {
    let registrations = &core.registrations;
    let store = registrations.store();
    let address = "203.0.113.9".parse().ok();
    let start = Start {
        localpart: local("zoe"),
        email: mail("zoe@example.org"),
        address,
        answer: None,
        language: Language::english(),
    };
    let zoe = registrations.applicants().start(start).await.expect("started").id;
    core.links.set(core.links.get() + 1);
    let link = core.last_link().await;
    registrations.applicants().look_at_link(&link).await.expect("read");
    registrations.applicants().look_at_password_link(&link).await.expect("read");
    registrations.applicants().admit("/register", address).await.expect("room");
    core.waits(SignedDuration::from_mins(2));
    registrations.resend(zoe, Origin::applicant(address)).await.expect("sent");
    core.links.set(core.links.get() + 1);
    store.unfinished_of(&mail("zoe@example.org")).await.expect("read");
    registrations.applicants().verify(&link, Some(local("zoey")), address).await.expect("proven");

    let (alice, bert) = (core.files("alice", "a@example.org").await, core.files("bert", "b@example.org").await);
    let registration = registrations.find(alice).await.expect("read").expect("there");
    let token = registrations.status_token(&registration);
    registrations.find_by_status(&token).await.expect("read").expect("there");
    registrations
        .moderation()
        .signals(&registrations.find(zoe).await.expect("read").expect("there"))
        .await
        .expect("read");
    registrations.moderation().domain_history(&registration).await.expect("read");
    store.cards_of(&[alice, bert]).await.expect("read");
    store.save_card(&Card { registration: alice, room: "!r".into(), event: "$e".into() }).await.expect("written");
    store.card_by_event("!r", "$e").await.expect("read");
    store.open_cards("!r").await.expect("read");
    registrations.moderation().decide(bert, denial()).await.expect("denied");
    registrations.moderation().reopen(bert, Actor::Operator).await.expect("reopened");
    registrations.moderation().decide(alice, approval()).await.expect("approved");
    for lane in [Lane::Mail, Lane::Homeserver, Lane::Room] {
        for task in core.claims(lane).await {
            let outcome =
                if task.effect.kind().blocks() { Err(EffectError::Park { cause: "no".into() }) } else { Ok(None) };
            registrations.complete(&task, outcome).await;
        }
    }
    for task in core.claims(Lane::Mail).await {
        registrations.release(&task).await.expect("given back");
    }

    for task in core.claims(Lane::Room).await {
        store.update_effect(&task, RoomEffect::Welcome { room: Some("!r".into()) }).await.expect("written");
    }
    for states in [&[State::AwaitingReview][..], &[State::Active, State::Provisioning], &State::ALL] {
        store.page(states, First::Newest, 1, 10).await.expect("read");
    }
    for words in ["ali", "203.0.113.9"] {
        store.search(words, 10).await.expect("read");
    }
    for who in ["alice", "#1", "nobody"] {
        registrations.look_up(who).await.expect("read");
    }
    store.asked_within(registrations.clock().now()..jiff::Timestamp::MAX, 10).await.expect("read");
    registrations.list(None, 10).await.expect("read");
    registrations.list(Some(State::Denied), 10).await.expect("read");
    registrations.history(alice).await.expect("read");
    for parked in store.parked(10).await.expect("read") {
        store.parked_effect(parked.id).await.expect("read");
    }
    registrations.operations().retry(Some(alice), &Origin::system()).await.expect("written");
    registrations.operations().retry(None, &Origin::system()).await.expect("written");
    registrations.operations().retry_effects(Retry::One(1), &Origin::system()).await.expect("written");
    store.queued_effect(1, registrations.clock().now()).await.expect("read");
    registrations.operations().status().await;
    store.account_named(&local("alice")).await.expect("read");
    store.account_questions().await.expect("read");
    let of = registrations.find(alice).await.expect("read").expect("there");
    store.account_of(&of).await.expect("read");
    let lease = std::time::Duration::from_mins(3);
    store.abandoned_intents(registrations.clock().now(), lease).await.expect("read");
    store.unseen_leftovers(registrations.clock().now(), lease).await.expect("read");
    store.latest_account_named(&local("nobody")).await.expect("read");
    store.link(&token, Purpose::Password).await.expect("read");
    let rule = NewRule {
        kind: RuleKind::Email,
        pattern: "@spam".into(),
        reason: None,
        show_reason: false,
        author: Actor::Operator,
        confirmed_by: None,
        expires_at: None,
    };
    registrations.moderation().pending_under(&rule).await.expect("read");
    let id = registrations.moderation().add_rule(rule).await.expect("written");
    registrations.moderation().remove_rule(id, &Actor::Operator).await.expect("written");
    core.waits(SignedDuration::from_hours(24 * 91));
    registrations.operations().clean_up().await.expect("cleaned");
    core.waits(SignedDuration::from_hours(24 * 91));
    registrations.operations().clean_up().await.expect("cleaned");
}
