//! Rules keep people out at every step, and take effect at once.

use super::*;
use crate::domain::{Blocked, NewRule, RuleId, RuleKind};

fn rule(kind: RuleKind, pattern: &str) -> NewRule {
    NewRule {
        kind,
        pattern: pattern.into(),
        reason: Some("a spammer".into()),
        show_reason: false,
        author: Actor::Operator,
        confirmed_by: None,
        expires_at: None,
    }
}

impl TestCore {
    async fn forbids(&self, rule: NewRule) -> RuleId {
        self.registrations.moderation().add_rule(rule).await.expect("a rule")
    }
}

#[tokio::test]
async fn rule_blocks_a_request_at_every_step() {
    let core = TestCore::open().await;
    core.starts("alice", "alice@spam.example").await;
    let link = core.last_link().await;
    let proven = core.proves("bert", "bert@spam.example").await;

    let id = core.forbids(rule(RuleKind::Email, r"@spam\.example$")).await;
    let start = Start {
        localpart: local("carol"),
        email: mail("carol@spam.example"),
        address: None,
        answer: None,
        language: Language::english(),
    };
    let refused = core.registrations.applicants().start(start.clone()).await;
    assert!(matches!(&refused, Err(StartError::Blocked(Blocked { by: RuleKind::Email, reason: None }))), "{refused:?}");
    let refused = core.registrations.applicants().verify(&link, None, None).await;
    assert!(matches!(refused, Err(VerifyError::Blocked(_))), "{refused:?}");
    let details = Details {
        password: None,
        answers: crate::domain::Answers::default(),
        rename: None,
        agreed: vec![],
        address: None,
    };
    let refused = core.registrations.applicants().submit(proven, details).await;
    assert!(matches!(refused, Err(SubmitError::Blocked(_))), "{refused:?}");

    assert!(core.registrations.moderation().remove_rule(id, &Actor::Operator).await.expect("written"));
    assert!(!core.registrations.moderation().remove_rule(id, &Actor::Operator).await.expect("written"), "it is gone");
    core.registrations.applicants().verify(&link, None, None).await.expect("nothing keeps it out");
}

#[tokio::test]
async fn rule_reaches_another_process_within_seconds() {
    let core = TestCore::open().await;
    let start = |name| Start {
        localpart: local(name),
        email: mail(&format!("{name}@example.org")),
        address: None,
        answer: None,
        language: Language::english(),
    };
    core.registrations.applicants().start(start("alice")).await.expect("no rules");
    let txn = core.registrations.store().begin().await.expect("a transaction");
    write::insert_rule(&txn, &rule(RuleKind::Username, "^b"), core.registrations.clock().now()).await.expect("written");
    core.registrations.store().commit(txn).await.expect("committed");
    core.waits(SignedDuration::from_secs(6));
    assert!(matches!(core.registrations.applicants().start(start("bert")).await, Err(StartError::Blocked(_))));
}

#[tokio::test]
async fn network_rule_applies_until_it_expires() {
    let core = TestCore::open().await;
    let address = "2001:db8:bad::7".parse().ok();
    let until = core.registrations.clock().now() + SignedDuration::from_hours(1);
    core.forbids(NewRule { expires_at: Some(until), ..rule(RuleKind::Address, "2001:db8:bad::/48") }).await;
    let start = || Start {
        localpart: local("alice"),
        email: mail("a@example.org"),
        address,
        answer: None,
        language: Language::english(),
    };
    assert!(matches!(core.registrations.applicants().start(start()).await, Err(StartError::Blocked(_))));
    core.waits(SignedDuration::from_hours(1));
    core.registrations.applicants().start(start()).await.expect("the rule has expired");
    assert_eq!(core.registrations.operations().clean_up().await.expect("cleaned").rules, 1);
}

#[tokio::test]
async fn new_rule_finds_and_denies_pending_requests() {
    let core = TestCore::open().await;
    let spam = core.files("alice", "alice@spam.example").await;
    let other = core.files("bert", "bert@example.org").await;
    let new = rule(RuleKind::Email, "@spam");
    let under = core.registrations.moderation().pending_under(&new).await.expect("read");
    let ids: Vec<RegistrationId> = under.iter().map(|one| one.id).collect();
    assert_eq!(ids, [spam]);
    assert_eq!(core.state(spam).await, State::AwaitingReview, "looking changes nothing");
    assert_eq!(
        core.registrations.moderation().deny_all(&ids, (&Actor::Operator, None), None).await.expect("denied"),
        [spam]
    );
    assert_eq!((core.state(spam).await, core.state(other).await), (State::Denied, State::AwaitingReview));
    assert!(!effects(&core.claims(Lane::Mail).await).contains(&"mail_denial"), "a spammer is not written to");
}

#[tokio::test]
async fn repeated_rule_replaces_the_old_one() {
    let core = TestCore::open().await;
    let bad = core.registrations.moderation().add_rule(rule(RuleKind::Username, "(")).await;
    assert!(matches!(bad, Err(NewRuleError::Pattern(_))), "{bad:?}");
    core.forbids(rule(RuleKind::Address, "203.0.113.9/24")).await;
    core.forbids(NewRule { reason: None, ..rule(RuleKind::Address, "203.0.113.0/24") }).await;
    let rules = core.registrations.moderation().rules().await.expect("read");
    assert_eq!(rules.iter().map(|rule| rule.says.reason.clone()).collect::<Vec<_>>(), [None]);
}

#[tokio::test]
async fn earlier_denials_are_found() {
    let core = TestCore::open().await;
    let start = |name, email, address: &str| Start {
        localpart: local(name),
        email: mail(email),
        address: address.parse().ok(),
        answer: None,
        language: Language::english(),
    };
    let file = async |start: Start| {
        let id = core.registrations.applicants().start(start).await.expect("started").id;
        core.links.set(core.links.get() + 1);
        core.registrations.applicants().verify(&core.last_link().await, None, None).await.expect("proven");
        core.moves(id, Event::Submitted).await;
        id
    };
    let first = file(start("mallory", "mallory@example.org", "2001:db8:1:2::1")).await;
    core.registrations.moderation().decide(first, denial().saying(Some("no bots".into()))).await.expect("denied");
    let again = file(start("malory", "Mallory+2@example.org", "198.51.100.7")).await;
    let neighbour = file(start("nelly", "nelly@example.org", "2001:db8:1:2:ffff::9")).await;
    let stranger = file(start("olga", "olga@example.org", "2001:db8:1:3::1")).await;

    let denials = async |id| {
        let registration = core.registrations.find(id).await.expect("read").expect("there");
        core.registrations.moderation().signals(&registration).await.expect("read").prior_denials
    };
    let seen = denials(again).await;
    assert_eq!((seen.len(), seen[0].id, seen[0].same_email, seen[0].same_network), (1, first, true, false));
    assert_eq!(seen[0].decision.message.as_deref(), Some("no bots"));
    let seen = denials(neighbour).await;
    assert_eq!((seen.len(), seen[0].same_email, seen[0].same_network), (1, false, true));
    assert!(denials(stranger).await.is_empty());
}
