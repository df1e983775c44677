//! Undoing a decision: its effects wait, and an undo wins only while none of them was started.

use super::*;
use crate::domain::Vote;

const UNDO: &str = "moderation: {undo: 60s, log_room: '#log:example.org'}\n";

fn moderator(name: &str) -> Actor {
    Actor::Moderator(Mxid(format!("@{name}:example.org")))
}

impl TestCore {
    async fn undoes(&self, id: RegistrationId) -> Result<Registration, UndoError> {
        self.registrations.moderation().undo(id, moderator("m2"), None).await
    }

    async fn effects_of(&self, lanes: &[Lane]) -> Vec<&'static str> {
        let mut found = vec![];
        for lane in lanes {
            found.extend(effects(&self.claims(*lane).await));
        }
        found
    }
}

#[tokio::test]
async fn effects_wait_until_undo_is_over() {
    for (decision, first) in [(approval(), "unlock_account"), (denial(), "remove_account")] {
        let core = TestCore::with(UNDO).await;
        let id = core.files("alice", "a@example.org").await;
        core.claims(Lane::Mail).await;
        let card = core.claims(Lane::Room).await.remove(0);
        core.registrations.complete(&card, Ok(None)).await;
        let decided = core.registrations.moderation().decide(id, decision).await.expect("decided");
        let until = core.registrations.moderation().undo_until(&decided).await.expect("read").expect("undoable");
        assert_eq!(until.duration_since(core.registrations.clock().now()), SignedDuration::from_secs(60));
        assert_eq!(core.effects_of(&[Lane::Homeserver, Lane::Mail]).await, [""; 0]);
        assert_eq!(core.effects_of(&[Lane::Room]).await, ["update_card"], "the card says so at once");
        let seen = core.registrations.as_applicant_sees(decided.clone()).await.expect("read");
        assert_eq!((seen.state, seen.decision), (State::AwaitingReview, None), "the applicant knows nothing");
        let mail = core.registrations.resend(id, Actor::Operator.into()).await;
        assert!(matches!(mail, Err(ResendError::NotWaiting)), "{mail:?}");

        core.waits(SignedDuration::from_secs(61));
        assert_eq!(core.effects_of(&[Lane::Homeserver]).await, [first]);
        assert_eq!(core.registrations.moderation().undo_until(&decided).await.expect("read"), None);
        let late = core.undoes(id).await;
        assert!(matches!(late, Err(UndoError::TooLate(_))), "{late:?}");
    }
}

#[tokio::test]
async fn undo_makes_the_request_pending_and_sends_nothing() {
    for decision in [approval(), denial()] {
        let core = TestCore::with(UNDO).await;
        let id = core.files("alice", "a@example.org").await;
        core.registrations.moderation().decide(id, decision.saying(Some("words".into()))).await.expect("decided");
        let undone = core.undoes(id).await.expect("undone");
        assert_eq!((undone.state, undone.decision), (State::AwaitingReview, None));
        assert!(core.history(id).await.contains(&"undone by @m2:example.org".to_owned()));
        core.waits(SignedDuration::from_mins(5));
        assert_eq!(core.effects_of(&[Lane::Homeserver]).await, [""; 0]);
        let again = core.undoes(id).await;
        assert!(matches!(again, Err(UndoError::NotDecided(_))), "{again:?}");
        core.registrations.moderation().decide(id, denial()).await.expect("decided again");
    }
}

#[tokio::test]
async fn undo_is_too_late_once_any_effect_was_claimed() {
    for lane in [Lane::Homeserver, Lane::Room] {
        let core = TestCore::with(UNDO).await;
        let id = core.files("alice", "a@example.org").await;
        for task in core.claims(Lane::Room).await {
            core.registrations.complete(&task, Ok(None)).await;
        }
        core.registrations.moderation().decide(id, approval()).await.expect("approved");
        for task in core.claims(Lane::Room).await {
            core.registrations.complete(&task, Ok(None)).await;
        }
        core.waits(SignedDuration::from_secs(61));
        let claimed = core.claims(lane).await;
        assert_eq!(claimed.len(), 1);
        assert!(matches!(core.undoes(id).await, Err(UndoError::TooLate(_))), "{lane}: claimed");
        core.registrations.complete(&claimed[0], Err(EffectError::retry("away"))).await;
        assert!(matches!(core.undoes(id).await, Err(UndoError::TooLate(_))), "{lane}: failed");
        if lane == Lane::Room {
            core.waits(SignedDuration::from_hours(1));
            let again = core.claims(lane).await;
            core.registrations.complete(&again[0], Ok(None)).await;
            assert!(matches!(core.undoes(id).await, Err(UndoError::TooLate(_))), "{lane}: done");
        }
        assert_eq!(core.state(id).await, State::Provisioning);
    }
}

#[tokio::test]
async fn without_a_window_decisions_cannot_be_undone() {
    let core = TestCore::with("moderation: {undo: 0}\n").await;
    let id = core.files("alice", "a@example.org").await;
    core.registrations.moderation().decide(id, denial()).await.expect("denied");
    assert!(matches!(core.undoes(id).await, Err(UndoError::TooLate(_))));
    assert_eq!(core.effects_of(&[Lane::Homeserver]).await, ["remove_account"]);
}

#[tokio::test]
async fn of_undo_and_effect_exactly_one_wins() {
    for _ in 0..8 {
        let core = TestCore::with(UNDO).await;
        let id = core.files("alice", "a@example.org").await;
        core.registrations.moderation().decide(id, denial()).await.expect("denied");
        core.waits(SignedDuration::from_secs(61));
        let (undone, claimed) = tokio::join!(core.undoes(id), core.claims(Lane::Homeserver));
        assert_eq!(undone.is_ok(), claimed.is_empty(), "{undone:?} {claimed:?}");
    }
}

#[tokio::test]
async fn of_two_undos_exactly_one_wins() {
    let core = TestCore::with(UNDO).await;
    let id = core.files("alice", "a@example.org").await;
    core.registrations.moderation().decide(id, denial()).await.expect("denied");
    let (first, second) = tokio::join!(core.undoes(id), core.undoes(id));
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
    assert_eq!(core.history(id).await.iter().filter(|entry| entry.starts_with("undone")).count(), 1);
}

#[tokio::test]
async fn undo_withdraws_the_deciding_vote_and_keeps_others() {
    let core = TestCore::with("moderation: {undo: 60s, approvals_required: 2}\n").await;
    let id = core.files("alice", "a@example.org").await;
    let moderation = core.registrations.moderation();
    let at = core.registrations.clock().now();
    let vote = |name: &str, event: &str, is_reaction| Vote {
        verdict: Some(Verdict::Approve),
        message: Some("Hi".into()),
        is_reaction,
        ..Vote::withdrawn(Mxid(format!("@{name}:example.org")), at, event.to_owned())
    };
    moderation.cast_vote(id, &vote("m1", "$1", false)).await.expect("cast");
    let voters = vec![moderator("m1"), moderator("m2")];
    let last_vote = Some(vote("m2", "$2", true));
    let decision = NewDecision { voters, last_vote, ..NewDecision::new(Verdict::Approve, moderator("m2")) };
    moderation.decide(id, decision).await.expect("approved");
    moderation.undo(id, moderator("m3"), Some(at)).await.expect("undone");
    let saved = core.registrations.store().votes(id).await.expect("read");
    let left: Vec<_> = saved.iter().map(|vote| (vote.voter.0.as_str(), vote.verdict)).collect();
    assert_eq!(left, [("@m1:example.org", Some(Verdict::Approve)), ("@m2:example.org", None)]);
    moderation.cast_vote(id, &vote("m2", "$2", true)).await.expect("a repeated event");
    assert_eq!(core.registrations.store().votes(id).await.expect("read"), saved, "changes nothing");
    assert_eq!(moderation.withdraw_votes_of_event("$1").await.expect("redacted"), [id]);
}

#[tokio::test]
async fn undo_is_refused_if_another_request_took_the_name() {
    let core = TestCore::with(UNDO).await;
    let id = core.files("alice", "a@example.org").await;
    core.registrations.moderation().decide(id, denial()).await.expect("denied");
    core.proves("alice", "b@example.org").await;
    let refused = core.undoes(id).await;
    assert!(matches!(refused, Err(UndoError::Superseded)), "{refused:?}");
    core.waits(SignedDuration::from_secs(61));
    assert_eq!(core.effects_of(&[Lane::Homeserver]).await, ["remove_account"], "the denial stands");
}
