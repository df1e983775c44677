//! Accounts that a version without the table `accounts` recorded: they are checked at first use against the times of
//! their requests.

use std::sync::Arc;

use super::{
    super::*,
    acts::Act,
    people::password,
    world::{NOW, World, lock},
};
use crate::{
    domain::{Answers, Mismatch, Reason},
    homeserver::{Profile, memory::OutsideAct},
};

/// When the earlier version made everything, in seconds since 1970: some days ago.
const THEN: i64 = NOW - 5 * 24 * 3600;

/// A request as the earlier version left it. `account_intended_at` is [`THEN`].
fn request(id: i64, name: &str, state: &str, account: &str) -> String {
    let (then, key) = (THEN * 1000, format!("{id:064x}"));
    format!(
        "INSERT INTO registrations (id, state, localpart, email_local, email_domain, email_canonical, reason, account,
            account_intended_at, nonce, status_hash, started_at, submitted_at, changed_at)
         VALUES ({id}, '{state}', '{name}', '{name}{id}', 'example.org', '{name}{id}@example.org', 'because',
            '{account}', {then}, x'{key}', x'{key}', {then}, {then}, {then})"
    )
}

fn released(name: &str) -> String {
    format!("INSERT INTO burnt_names (localpart, burnt_at) VALUES ('{name}', {})", (THEN + 60) * 1000)
}

/// A removal that waits in the outbox.
fn removal(id: i64) -> String {
    format!(
        "INSERT INTO outbox (registration_id, lane, effect, key, needed, attempts, due_at, leased_until, created_at)
         VALUES ({id}, 'synapse', 'remove_account', 'key{id}', TRUE, 0, 0, 0, 0)"
    )
}

/// Creates the account of request `id` on the homeserver, as it waits for an approval.
fn waits(world: &World, name: &str, id: i64, created_at: i64) {
    let (name, email) = (local(name), format!("{name}{id}@example.org"));
    let homeserver = &mut world.server().homeserver;
    homeserver.accounts.remove(name.as_str());
    homeserver.create(&name, None, created_at).expect("free");
    homeserver.set_locked(&name, true, created_at);
    let profile = Profile { password: "pw", displayname: name.as_str(), email: &email };
    homeserver.set_profile(&name, &profile, created_at);
    homeserver.accounts.get_mut(name.as_str()).expect("there").seen.created_at = created_at;
}

/// Creates the account of a denied request on the homeserver.
fn was_denied(world: &World, name: &str, created_at: i64) {
    waits(world, name, 1, created_at);
    world.server().homeserver.deactivate(&local(name));
}

async fn approved(world: &Arc<World>, id: i64) -> State {
    let (_, ours) = world.process(0);
    ours.moderation().decide(RegistrationId(id), approval()).await.expect("approved");
    world.server().approved.insert(id);
    world.act(Act::Work { at: 0 }, false).await;
    ours.find(RegistrationId(id)).await.expect("read").expect("there").state
}

/// Whether a new applicant gets this name.
async fn is_given_out(world: &Arc<World>, name: &str) -> bool {
    let (_, ours) = world.process(0);
    let new = crate::store::NewRegistration {
        localpart: local(name),
        email: mail("next@example.org"),
        address: None,
        language: None,
    };
    let txn = ours.store().begin().await.expect("begun");
    let id = write::insert(&txn, ours.keys(), &new, world.clock.now()).await.expect("written").id;
    let event = Event::EmailVerified;
    let moved = ours.apply(&txn, id, event, &Origin::applicant(None), None).await.expect("legal");
    ours.commit(txn, moved).await.expect("committed");
    let answers = Answers { reason: Reason::parse("because", 0).ok(), ..Answers::default() };
    let details = Details { password: Some(password(id)), answers, rename: None, agreed: vec![], address: None };
    match ours.applicants().submit(id, details).await {
        Ok(()) => true,
        Err(SubmitError::UsernameTaken) => false,
        Err(error) => panic!("{error:?}"),
    }
}

fn is_locked(world: &World, name: &str) -> bool {
    world.server().homeserver.account(&local(name)).expect("an account").fields.locked
}

async fn why_asked(world: &World, name: &str) -> Option<Mismatch> {
    world.store.account_named(&local(name)).await.expect("read").and_then(|record| record.question)
}

fn nothing_is_violated(world: &World) {
    assert_eq!(world.server().violations, Vec::<String>::new());
    world.ends();
}

#[tokio::test]
async fn a_legacy_account_is_unlocked_if_its_creation_time_fits() {
    for (offset, fits) in [(0, true), (60, true), (-60, false), (600, false)] {
        let world = World::upgraded(&[request(1, "alpha", "awaiting_review", "ours")]).await;
        waits(&world, "alpha", 1, THEN + offset);
        let state = approved(&world, 1).await;
        assert_eq!(state, if fits { State::Active } else { State::Provisioning }, "{offset} s");
        assert_eq!(is_locked(&world, "alpha"), !fits, "{offset} s");
        let why = (!fits).then_some(Mismatch::OtherAccount);
        assert_eq!(why_asked(&world, "alpha").await, why, "{offset} s");
        nothing_is_violated(&world);
    }
}

#[tokio::test]
async fn a_legacy_account_that_someone_changed_is_not_removed() {
    for (act, why) in [
        (OutsideAct::SetLocked(false), Mismatch::Opened),
        (OutsideAct::SetDisplayName("Somebody".into()), Mismatch::Profile),
        (OutsideAct::Link, Mismatch::ExternalIds),
        (OutsideAct::Promote, Mismatch::Admin),
    ] {
        let world = World::upgraded(&[request(1, "alpha", "denied", "ours"), removal(1)]).await;
        waits(&world, "alpha", 1, THEN);
        world.server().homeserver.act(&local("alpha"), &act, NOW);
        world.act(Act::Work { at: 0 }, false).await;
        assert_eq!(why_asked(&world, "alpha").await, Some(why));
        let seen = world.server().homeserver.account(&local("alpha")).expect("an account");
        assert!(!seen.fields.deactivated, "{act:?}");
        nothing_is_violated(&world);
    }
}

#[tokio::test]
async fn a_legacy_removal_in_the_outbox_is_carried_out() {
    let world = World::upgraded(&[request(1, "alpha", "denied", "ours"), removal(1)]).await;
    waits(&world, "alpha", 1, THEN);
    world.act(Act::Work { at: 0 }, false).await;
    let seen = world.server().homeserver.account(&local("alpha")).expect("an account");
    assert!(seen.fields.deactivated && seen.erased);
    nothing_is_violated(&world);
}

#[tokio::test]
async fn a_legacy_account_of_step_three_is_finished() {
    let world = World::upgraded(&[request(1, "alpha", "awaiting_details", "ours")]).await;
    world.server().homeserver.create(&local("alpha"), None, THEN).expect("free");
    lock(&world.applicants)[0] = Some(RegistrationId(1));
    world.act(Act::Submit { who: 0, at: 0, renames: false, hangs_up: false }, false).await;
    let (_, ours) = world.process(0);
    assert_eq!(ours.find(RegistrationId(1)).await.expect("read").expect("there").state, State::AwaitingReview);
    assert!(is_locked(&world, "alpha"));
    nothing_is_violated(&world);
}

#[tokio::test]
async fn a_legacy_intent_is_left_to_a_person() {
    let world = World::upgraded(&[request(1, "alpha", "awaiting_details", "intended")]).await;
    world.server().homeserver.create(&local("alpha"), None, THEN).expect("free");
    world.act(Act::Settle { at: 0 }, false).await;
    assert_eq!(why_asked(&world, "alpha").await, Some(Mismatch::Unsettled));
    assert!(!is_locked(&world, "alpha"), "nothing is written to it");
    nothing_is_violated(&world);
}

#[tokio::test]
async fn a_released_name_is_given_out_only_if_it_is_certain() {
    let one = [request(1, "alpha", "denied", "removed"), released("alpha")];
    let world = World::upgraded(&one).await;
    was_denied(&world, "alpha", THEN);
    assert!(is_given_out(&world, "alpha").await, "as the denial left it");
    nothing_is_violated(&world);

    for (doubt, rows, created_at) in [
        ("created before the request", one.to_vec(), THEN - 60),
        ("created after the denial", one.to_vec(), THEN + 600),
        ("two denied requests", [&one[..], &[request(2, "alpha", "denied", "removed")]].concat(), THEN),
        ("the request is forgotten", vec![released("alpha")], THEN),
    ] {
        let world = World::upgraded(&rows).await;
        was_denied(&world, "alpha", created_at);
        assert!(!is_given_out(&world, "alpha").await, "{doubt}");
        nothing_is_violated(&world);
    }

    for act in [OutsideAct::Reactivate("x".into()), OutsideAct::SetLocked(false), OutsideAct::Link] {
        let world = World::upgraded(&one).await;
        was_denied(&world, "alpha", THEN);
        world.server().homeserver.act(&local("alpha"), &act, NOW);
        assert!(!is_given_out(&world, "alpha").await, "{act:?}");
        nothing_is_violated(&world);
    }
    let world = World::upgraded(&one).await;
    was_denied(&world, "alpha", THEN);
    world.clock.advance(SignedDuration::from_hours(10 * 24));
    assert!(!is_given_out(&world, "alpha").await, "15 days after the denial");
    nothing_is_violated(&world);
}
