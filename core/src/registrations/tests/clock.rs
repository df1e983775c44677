//! Somebody sets the machine's clock: nothing is done twice, and nothing waits until the clock is there
//! again.

use std::time::Duration;

use super::*;

const LEASE: SignedDuration = SignedDuration::from_secs(31);

#[tokio::test]
async fn clock_set_back_delays_no_effect() {
    let core = TestCore::open().await;
    let (alice, bert) = (core.files("alice", "a@example.org").await, core.files("bert", "b@example.org").await);
    let dead = core.claims(Lane::Room).await;
    let failed = core.claims(Lane::Mail).await;
    let later = EffectError::Retry { cause: "away".into(), after: Some(Duration::from_mins(30)) };
    core.registrations.complete(&failed[0], Err(later)).await;
    core.registrations.clock().set(SignedDuration::from_hours(-1));
    assert_eq!(effects(&core.claims(Lane::Room).await), [""; 0], "whoever has it may still be at work");
    core.registrations.moderation().decide(bert, denial()).await.expect("denied");
    assert_eq!(effects(&core.claims(Lane::Homeserver).await), ["remove_account"], "what is new is done at once");

    core.waits(LEASE);
    let heir = core.claims(Lane::Room).await;
    assert_eq!((heir[0].key.as_str(), heir[0].attempts), (dead[0].key.as_str(), 2));
    let first = core.claims(Lane::Mail).await;
    for task in &first {
        core.registrations.complete(task, Ok(None)).await;
    }
    let again = [first, core.claims(Lane::Mail).await].concat();
    assert!(again.iter().any(|task| task.key == failed[0].key), "it does not wait for an hour and a half");
    core.registrations.complete(&dead[0], Ok(None)).await;
    core.registrations.moderation().decide(alice, denial()).await.expect("denied");
    assert_eq!(effects(&core.claims(Lane::Room).await), [""; 0], "the dead one's answer counts for nothing");
    core.registrations.complete(&heir[0], Ok(None)).await;
    assert_eq!(effects(&core.claims(Lane::Room).await), ["update_card"]);
}

#[tokio::test]
async fn clock_set_forward_repeats_no_effect() {
    let core = TestCore::open().await;
    let id = core.files("alice", "a@example.org").await;
    core.registrations.moderation().decide(id, approval()).await.expect("approved");
    let (room, dead) = (core.claims(Lane::Room).await, core.claims(Lane::Homeserver).await);
    core.registrations.clock().set(SignedDuration::from_hours(24));
    for lane in [Lane::Room, Lane::Homeserver] {
        assert_eq!(effects(&core.claims(lane).await), [""; 0], "all of it is in hand");
    }
    core.registrations.complete(&room[0], Ok(None)).await;
    core.waits(LEASE);
    let heir = core.claims(Lane::Homeserver).await;
    assert_eq!((heir[0].key.as_str(), heir[0].attempts), (dead[0].key.as_str(), 2));
}

#[tokio::test]
async fn clock_set_back_while_stopped_delays_no_effect() {
    let core = TestCore::open().await;
    core.files("alice", "a@example.org").await;
    let dead = core.claims(Lane::Room).await;
    let ours = &core.registrations;
    let earlier = Clock::manual(ours.clock().now() - SignedDuration::from_hours(24));
    let config = Config::parse(&core.text).expect("valid");
    let (synapse, mailer) = (ours.synapse().clone(), ours.mailer().clone());
    let keys = Keys::new(&SecretString::from("k"));
    let restarted = Registrations::new(config, keys, ours.store().clone(), synapse, mailer, earlier);
    let mails = restarted.claim(Lane::Mail, 10).await.expect("read");
    assert_eq!(effects(&mails), ["mail_verification", "mail_operators"], "the receipt waits for the first");
    assert_eq!(restarted.claim(Lane::Room, 10).await.expect("read")[0].key, dead[0].key);
}

#[tokio::test]
async fn new_link_is_possible_after_clock_was_set_back() {
    let core = TestCore::open().await;
    core.starts("alice", "a@example.org").await;
    let link = core.last_link().await;
    core.registrations.clock().set(SignedDuration::from_hours(-1));
    core.registrations.applicants().resend_by_token(&link, None).await.expect("the last one was not a moment ago");
    assert!(matches!(
        core.registrations.applicants().resend_by_token(&link, None).await,
        Err(ResendError::RateLimited(RateLimited { scope: Scope::Link, .. }))
    ));
}
