//! Effects: in which order they are claimed, and how they are settled.

use super::*;

#[tokio::test]
async fn blocking_effect_delays_later_ones_of_its_lane() {
    let core = TestCore::open().await;
    let id = core.files("alice", "a@example.org").await;
    core.registrations.moderation().decide(id, approval()).await.expect("approved");
    let card = core.claims(Lane::Room).await;
    assert_eq!(effects(&card), ["post_card"]);
    assert_eq!(effects(&core.claims(Lane::Room).await), [""; 0], "claimed by us, and the next one waits");

    let unlock = core.claims(Lane::Homeserver).await;
    assert_eq!(effects(&unlock), ["unlock_account"]);
    core.registrations.complete(&unlock[0], Ok(Some(Event::AccountReady))).await;
    assert_eq!(core.state(id).await, State::Active);
    core.registrations.complete(&card[0], Ok(None)).await;
    assert_eq!(effects(&core.claims(Lane::Room).await), ["update_card"]);
}

#[tokio::test]
async fn card_edit_waits_briefly_for_the_unlocked_account() {
    let core = TestCore::open().await;
    let [quick, slow] = [core.files("alice", "a@example.org").await, core.files("bert", "b@example.org").await];
    for card in core.claims(Lane::Room).await {
        core.registrations.complete(&card, Ok(None)).await;
    }
    for id in [quick, slow] {
        core.registrations.moderation().decide(id, approval()).await.expect("approved");
    }
    let unlock = core.claims(Lane::Homeserver).await;
    assert_eq!(effects(&core.claims(Lane::Room).await), [""; 0], "the account comes first");
    core.registrations.complete(&unlock[0], Ok(Some(Event::AccountReady))).await;
    let edits = core.claims(Lane::Room).await;
    assert_eq!((effects(&edits), edits[0].registration), (vec!["update_card"], quick));
    core.registrations.complete(&edits[0], Ok(None)).await;

    core.waits(SignedDuration::from_secs(1));
    let edits = core.claims(Lane::Room).await;
    assert_eq!((effects(&edits), edits[0].registration), (vec!["update_card"], slow));
    // Somebody is at it: the next one follows it.
    core.registrations.complete(&unlock[1], Ok(Some(Event::AccountReady))).await;
    assert_eq!(effects(&core.claims(Lane::Room).await), [""; 0]);
    core.registrations.complete(&edits[0], Ok(None)).await;
    assert_eq!(effects(&core.claims(Lane::Room).await), ["update_card"]);
}

#[tokio::test]
async fn expired_lease_invalidates_a_late_result() {
    let core = TestCore::open().await;
    let id = core.files("alice", "a@example.org").await;
    core.registrations.moderation().decide(id, approval()).await.expect("approved");
    let dead = core.claims(Lane::Homeserver).await;
    assert!(core.claims(Lane::Homeserver).await.is_empty());
    core.waits(SignedDuration::from_secs(91));
    let heir = core.claims(Lane::Homeserver).await;
    assert_eq!(heir[0].attempts, 2);
    core.registrations.complete(&dead[0], Ok(Some(Event::AccountReady))).await;
    assert_eq!(core.state(id).await, State::Provisioning);
    core.registrations.complete(&heir[0], Ok(Some(Event::AccountReady))).await;
    assert_eq!(core.state(id).await, State::Active);
}

#[tokio::test]
async fn only_the_lease_holder_settles_an_effect() {
    let core = TestCore::open().await;
    let id = core.files("alice", "a@example.org").await;
    let dead = core.claims(Lane::Room).await;
    core.waits(SignedDuration::from_secs(91));
    let heir = core.claims(Lane::Room).await;
    core.registrations.complete(&dead[0], Ok(None)).await;
    let posted = async || core.history(id).await.iter().filter(|one| one.starts_with("post_card")).count();
    assert_eq!(posted().await, 0, "it is in other hands");
    for _ in 0..2 {
        core.registrations.complete(&heir[0], Ok(None)).await;
        assert_eq!(posted().await, 1);
    }
    core.waits(SignedDuration::from_secs(91));
    assert_eq!(effects(&core.claims(Lane::Room).await), [""; 0]);
}

#[tokio::test]
async fn conflicting_transition_changes_nothing() {
    let core = TestCore::open().await;
    let id = core.files("alice", "a@example.org").await;
    let seen = core.registrations.find(id).await.expect("read").expect("there");
    core.registrations.moderation().decide(id, denial()).await.expect("denied");
    let (history, mails) = (core.history(id).await, core.claims(Lane::Mail).await.len());
    let txn = core.registrations.store().begin().await.expect("begun");
    let late = core.registrations.advance(&txn, &seen, Event::Approved, &Origin::system(), None).await;
    assert!(matches!(late, Err(ApplyError::Conflict)), "{late:?}");
    drop(txn);
    assert_eq!((core.history(id).await, core.state(id).await), (history, State::Denied));
    core.waits(SignedDuration::from_secs(91));
    assert_eq!(core.claims(Lane::Mail).await.len(), mails);
}

#[tokio::test]
async fn operator_mail_waits_for_no_other_effect() {
    let core = TestCore::open().await;
    core.files("alice", "a@example.org").await;
    core.waits(SignedDuration::from_secs(91));
    let mails = core.claims(Lane::Mail).await;
    assert_eq!(effects(&mails), ["mail_operators", "mail_verification"], "the receipt waits for the first");
    core.registrations.complete(&mails[1], Ok(None)).await;
    assert_eq!(effects(&core.claims(Lane::Mail).await), ["mail_receipt"], "and for nothing else");
}

#[tokio::test]
async fn failed_effect_is_retried_and_hopeless_one_parked() {
    let core = TestCore::open().await;
    let id = core.files("alice", "a@example.org").await;
    core.registrations.moderation().decide(id, denial()).await.expect("denied");
    let remove = core.claims(Lane::Homeserver).await;
    let later = EffectError::Retry { cause: "away".into(), after: Some(std::time::Duration::from_secs(100)) };
    core.registrations.complete(&remove[0], Err(later)).await;
    core.waits(SignedDuration::from_secs(99));
    assert!(core.claims(Lane::Homeserver).await.is_empty());
    core.waits(SignedDuration::from_secs(2));
    let again = core.claims(Lane::Homeserver).await;
    assert_eq!((effects(&again), again[0].key.as_str()), (vec!["remove_account"], remove[0].key.as_str()));
    core.registrations.complete(&again[0], Err(EffectError::Park { cause: "no".into() })).await;
    core.waits(SignedDuration::from_hours(1000));
    assert!(core.claims(Lane::Homeserver).await.is_empty());
    assert_eq!(core.registrations.store().queue(Lane::Homeserver).await.expect("read").parked, 1);
    assert!(!core.registrations.store().forget(id).await.expect("read"), "nothing is forgotten while it waits");
}

#[tokio::test]
async fn released_effect_counts_as_attempted() {
    let core = TestCore::open().await;
    core.files("alice", "a@example.org").await;
    let task = core.claims(Lane::Room).await.remove(0);
    assert!(!task.is_repeat);
    core.registrations.release(&task).await.expect("given back");
    let again = core.claims(Lane::Room).await.remove(0);
    assert!(again.attempts == 2 && again.is_repeat, "it may be done although no answer came");
}

#[tokio::test]
async fn settling_tells_whether_another_effect_waits() {
    let core = TestCore::open().await;
    let id = core.files("alice", "a@example.org").await;
    core.registrations.moderation().decide(id, approval()).await.expect("approved");
    let settle = async |task: &Task| {
        let now = core.registrations.clock().now();
        let settled = core.registrations.store().settle(task, &Origin::system(), now).await.expect("written");
        (settled.is_done, settled.has_next)
    };
    let card = core.claims(Lane::Room).await;
    assert_eq!(settle(&card[0]).await, (true, true), "its edit waits");
    core.waits(SignedDuration::from_secs(1));
    let edit = core.claims(Lane::Room).await;
    assert_eq!(effects(&edit), ["update_card"]);
    assert_eq!(settle(&edit[0]).await, (true, false));
    assert_eq!(settle(&edit[0]).await, (false, false), "it is gone");
}
