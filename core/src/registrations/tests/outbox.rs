//! The outbox in the hands of operators: what is listed, retried and dropped.

use super::*;
use crate::{
    registrations::DropError,
    store::{Progress, Queued, Retry},
};

async fn queued(core: &TestCore) -> Vec<Queued> {
    core.registrations.store().queued(core.registrations.clock().now(), 100).await.expect("read")
}

async fn one(core: &TestCore, name: &str) -> Queued {
    queued(core).await.into_iter().find(|one| one.name == name).expect("queued")
}

#[tokio::test]
async fn failed_mail_is_retried_before_it_is_parked() {
    let core = TestCore::open().await;
    let id = core.files("alice", "a@example.org").await;
    let by = Origin::from(Actor::Operator);
    let claimed = core.claims(Lane::Mail).await.remove(0);
    let name = claimed.effect.kind().as_str();
    let leased = one(&core, name).await;
    assert!(matches!(leased.progress, Progress::Leased(_)), "{leased:?}");
    let retried = core.registrations.operations().retry_effects(Retry::All, &by).await.expect("written");
    assert!(retried.iter().all(|one| one.id != leased.id), "a worker is at it: {retried:?}");

    core.registrations.complete(&claimed, Err(EffectError::Retry { cause: "down".into(), after: None })).await;
    let failed = one(&core, name).await;
    assert!(matches!(failed.progress, Progress::Due(at) if at > core.registrations.clock().now()), "{failed:?}");
    assert_eq!((failed.attempts, failed.cause.as_deref()), (1, Some("down")));
    let retried = core.registrations.operations().retry_effects(Retry::Of(id), &by).await.expect("written");
    assert!(retried.iter().any(|one| one.id == failed.id), "{retried:?}");
    assert!(core.history(id).await.contains(&"retried by operator".to_owned()));
    let mut again = core.claims(Lane::Mail).await.remove(0);
    while again.id != failed.id {
        core.registrations.complete(&again, Ok(None)).await;
        again = core.claims(Lane::Mail).await.remove(0);
    }
    assert_eq!((again.id, again.attempts, again.is_repeat), (failed.id, 1, true));
}

#[tokio::test]
async fn effect_that_waits_on_purpose_is_hastened_only_by_its_number() {
    let core = TestCore::open().await;
    let id = core.files("alice", "a@example.org").await;
    core.registrations.moderation().decide(id, approval()).await.expect("approved");
    let card = core.claims(Lane::Room).await.remove(0);
    core.registrations.complete(&card, Ok(None)).await;
    let edit = one(&core, "update_card").await;
    let operations = core.registrations.operations();
    let by = Origin::from(Actor::Operator);
    let retried = operations.retry_effects(Retry::All, &by).await.expect("written");
    assert!(retried.iter().all(|one| one.id != edit.id), "it has not failed: {retried:?}");
    assert_eq!(operations.retry_effects(Retry::One(edit.id), &by).await.expect("written").len(), 1);
    assert_eq!(effects(&core.claims(Lane::Room).await), ["update_card"]);
}

#[tokio::test]
async fn only_idle_and_optional_effects_are_dropped() {
    let core = TestCore::open().await;
    let id = core.files("alice", "a@example.org").await;
    core.registrations.moderation().decide(id, approval()).await.expect("approved");
    let (operations, by) = (core.registrations.operations(), Origin::from(Actor::Operator));
    let unlock = one(&core, "unlock_account").await;
    assert!(matches!(operations.drop_effect(unlock.id, &by).await, Err(DropError::Needed(_))));
    assert_eq!(one(&core, "unlock_account").await, unlock, "nothing was changed");

    let claimed = core.claims(Lane::Mail).await.remove(0);
    assert!(matches!(operations.drop_effect(claimed.id, &by).await, Err(DropError::InProgress)));
    core.registrations.complete(&claimed, Err(EffectError::Park { cause: "no such mailbox".into() })).await;
    let dropped = operations.drop_effect(claimed.id, &by).await.expect("dropped");
    assert_eq!(dropped.name, claimed.effect.kind().as_str());
    assert!(queued(&core).await.iter().all(|one| one.id != claimed.id));
    assert!(core.history(id).await.contains(&"dropped by operator".to_owned()));
    assert!(matches!(operations.drop_effect(claimed.id, &by).await, Err(DropError::NotFound)));
}
