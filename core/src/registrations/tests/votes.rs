//! Where several moderators have to agree, or a denial needs a reason, no decision of a moderator stands without.

use super::*;

fn moderator(name: &str) -> Actor {
    Actor::Moderator(Mxid(format!("@{name}:example.org")))
}

fn ruling(verdict: Verdict, voters: &[&str]) -> NewDecision {
    let mut ruling = NewDecision::new(verdict, moderator(voters.last().expect("somebody")));
    ruling.voters = voters.iter().map(|voter| moderator(voter)).collect();
    ruling
}

#[tokio::test]
async fn decision_needs_the_configured_votes() {
    let core = TestCore::with("moderation: {approvals_required: 2, denials_required: 3}\n").await;
    let (alice, bert) = (core.files("alice", "a@example.org").await, core.files("bert", "b@example.org").await);
    let decide = async |id, ruling| core.registrations.moderation().decide(id, ruling).await;
    for too_few in [
        NewDecision::new(Verdict::Approve, moderator("m1")),
        ruling(Verdict::Approve, &["m1", "m1"]),
        NewDecision::new(Verdict::Deny, moderator("m1")).quietly(true),
        ruling(Verdict::Deny, &["m1", "m2", "m1"]),
    ] {
        assert!(matches!(decide(alice, too_few).await, Err(DecideError::TooFewVotes)));
    }
    let author = moderator("m1");
    let denied =
        core.registrations.moderation().deny_all(&[alice, bert], (&author, None), Some("spam")).await.expect("asked");
    assert_eq!(denied, [], "together with a rule, neither");
    assert_eq!(core.state(alice).await, State::AwaitingReview);

    decide(alice, ruling(Verdict::Approve, &["m1", "m2"])).await.expect("two agree");
    decide(bert, NewDecision::new(Verdict::Deny, Actor::Operator)).await.expect("an operator decides alone");
}

#[tokio::test]
async fn denial_needs_the_configured_reason() {
    let core = TestCore::with("moderation: {require_reason: true}\n").await;
    let (alice, bert) = (core.files("alice", "a@example.org").await, core.files("bert", "b@example.org").await);
    for empty in [None, Some(" \n"), Some("\u{200b}\u{3164}\u{2800}")] {
        let denial = NewDecision::new(Verdict::Deny, moderator("m1")).saying(empty.map(str::to_owned));
        let refused = core.registrations.moderation().decide(alice, denial).await;
        assert!(matches!(refused, Err(DecideError::NoReason)), "{empty:?}: {refused:?}");
    }
    let author = moderator("m1");
    assert_eq!(core.registrations.moderation().deny_all(&[alice], (&author, None), None).await.expect("asked"), []);
    assert_eq!(
        core.registrations.moderation().deny_all(&[alice], (&author, None), Some("spam")).await.expect("denied"),
        [alice]
    );
    let denial = NewDecision::new(Verdict::Deny, Actor::Operator);
    core.registrations.moderation().decide(bert, denial).await.expect("an operator need not say why");
}
