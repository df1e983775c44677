//! Revoking decisions that have taken effect.

use super::*;
use crate::domain::Revocation;

fn revocation(message: &str) -> Revocation {
    let by = Actor::Moderator(Mxid("@m1:example.org".into()));
    Revocation { by, confirmed_by: None, message: Some(message.into()), notify: true }
}

#[tokio::test]
async fn revoked_denial_is_pending_again_and_mailed() {
    let core = TestCore::open().await;
    let id = core.files("alice", "a@example.org").await;
    core.settles().await;
    let moderation = core.registrations.moderation();
    let pending = moderation.revoke(id, revocation("Sorry")).await;
    assert!(matches!(pending, Err(RevokeError::NotDecided(_))), "{pending:?}");
    moderation.decide(id, denial()).await.expect("denied");
    let revoked = moderation.revoke(id, revocation("Sorry, our mistake")).await.expect("revoked");
    assert_eq!((revoked.state, revoked.decision), (State::AwaitingReview, None));
    assert!(core.history(id).await.contains(&"revoked by @m1:example.org".to_owned()));
    let mails = core.claims(Lane::Mail).await;
    let expected = MailEffect::MailRevoked { was: Verdict::Deny, message: Some("Sorry, our mistake".into()) };
    assert!(mails.iter().any(|task| task.effect == expected.clone().into()), "{mails:?}");
    assert_eq!(effects(&core.claims(Lane::Homeserver).await), [""; 0], "the account stays");
}

#[tokio::test]
async fn decision_in_its_undo_window_is_undone_not_revoked() {
    let core = TestCore::with("moderation: {undo: 60s}\n").await;
    let id = core.files("alice", "a@example.org").await;
    core.registrations.moderation().decide(id, denial()).await.expect("denied");
    let refused = core.registrations.moderation().revoke(id, revocation("x")).await;
    assert!(matches!(refused, Err(RevokeError::Undoable(_))), "{refused:?}");
}

#[tokio::test]
async fn approval_without_an_account_of_ours_is_not_revoked() {
    let core = TestCore::open().await;
    let id = core.files("alice", "a@example.org").await;
    let moderation = core.registrations.moderation();
    moderation.decide(id, approval()).await.expect("approved");
    let opening = moderation.revoke(id, revocation("x")).await;
    assert!(matches!(opening, Err(RevokeError::Opening(_))), "{opening:?}");
    let unlock = core.claims(Lane::Homeserver).await;
    core.registrations.complete(&unlock[0], Ok(Some(Event::AccountReady))).await;
    let refused = moderation.revoke(id, revocation("x")).await;
    assert!(matches!(refused, Err(RevokeError::NotOurs(_))), "it was not recorded as opened: {refused:?}");
    assert_eq!(core.state(id).await, State::Active);
}

#[tokio::test]
async fn approval_without_a_password_becomes_a_denial() {
    let core = TestCore::open().await;
    let id = core.files("alice", "a@example.org").await;
    let moderation = core.registrations.moderation();
    moderation.decide(id, approval()).await.expect("approved");
    let unlock = core.claims(Lane::Homeserver).await;
    core.registrations.complete(&unlock[0], Ok(Some(Event::PasswordNeeded))).await;
    let revoked = moderation.revoke(id, revocation("Sorry")).await.expect("revoked");
    assert_eq!(revoked.state, State::Denied);
    assert_eq!(revoked.decision.map(|one| (one.verdict, one.message)), Some((Verdict::Deny, Some("Sorry".into()))));
    let removal = core.claims(Lane::Homeserver).await;
    assert_eq!(effects(&removal), ["remove_account"]);
}
