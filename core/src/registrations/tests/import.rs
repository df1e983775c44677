//! What an import leaves in the database, and what it does not.

use super::*;
use crate::{
    registrations::import::{ImportPlan, RequestOutcome},
    store::django::{OldData, OldEvent, OldRegistration, OldSchema, OldStatus},
};

fn token(byte: u8) -> Token {
    Token::from_bytes([byte; 32])
}

fn old(id: u8, name: &str, status: OldStatus) -> OldRegistration {
    let at = |second: i64| Timestamp::from_second(1_799_990_000 + second).expect("an instant");
    let event = |kind: &str, second| OldEvent {
        kind: kind.to_owned(),
        at: at(second),
        actor: None,
        address: Some([192, 0, 2, id].into()),
        data: String::new(),
    };
    let denied = OldEvent { actor: Some("root".into()), data: "{\"notify\": false}".into(), ..event("denied", 60) };
    OldRegistration {
        id: id.into(),
        username: name.to_owned(),
        email: format!("{name}@example.org"),
        reason: "Because.".to_owned(),
        address: Some([192, 0, 2, id].into()),
        status,
        email_verified: status != OldStatus::Started,
        token: Some(token(id)),
        fingerprint: format!("fingerprint {id}"),
        mod_message: String::new(),
        notify: false,
        started_at: Some(at(0)),
        events: [event("started", 0)].into_iter().chain((status == OldStatus::Denied).then_some(denied)).collect(),
    }
}

fn file(registrations: Vec<OldRegistration>) -> OldData {
    OldData { schema: OldSchema::WithEvents, registrations, rules: vec![], unreadable: vec![] }
}

fn everybody() -> OldData {
    file(vec![
        old(1, "started", OldStatus::Started),
        old(2, "requested", OldStatus::Requested),
        old(3, "approved", OldStatus::Approved),
        old(4, "denied", OldStatus::Denied),
        old(5, "completed", OldStatus::Completed),
    ])
}

fn coming(plan: &ImportPlan) -> usize {
    plan.requests.iter().filter(|request| matches!(request.outcome, RequestOutcome::Comes(_))).count()
}

#[tokio::test]
async fn second_import_changes_nothing() {
    let core = TestCore::open().await;
    assert_eq!(coming(&core.registrations.operations().plan_import(everybody()).await.expect("planned")), 5);
    assert!(core.registrations.list(None, 10).await.expect("read").is_empty(), "a plan writes nothing");

    assert_eq!(coming(&core.registrations.operations().import(everybody()).await.expect("imported")), 5);
    assert_eq!(coming(&core.registrations.operations().import(everybody()).await.expect("imported")), 0);
    assert_eq!(core.registrations.list(None, 10).await.expect("read").len(), 5);
    assert_eq!(effects(&core.claims(Lane::Room).await), ["post_card"]);
    assert_eq!(core.claims(Lane::Mail).await.len() + core.claims(Lane::Homeserver).await.len(), 0);
}

#[tokio::test]
async fn imported_links_work_for_their_purpose_and_lifetime() {
    let core = TestCore::open().await;
    core.registrations.operations().import(everybody()).await.expect("imported");
    let verification = async |byte| core.registrations.applicants().look_at_link(&token(byte)).await.expect("read");
    let password =
        async |byte| core.registrations.applicants().look_at_password_link(&token(byte)).await.expect("read");
    assert!(matches!(verification(1).await, LinkStatus::Valid(_)));
    assert!(matches!(password(3).await, LinkStatus::Valid(_)));
    for byte in [2, 3, 4, 5] {
        assert!(matches!(verification(byte).await, LinkStatus::Unknown), "{byte}");
    }
    for byte in [1, 2, 4, 5] {
        assert!(matches!(password(byte).await, LinkStatus::Unknown), "{byte}");
    }
    core.waits(SignedDuration::from_hours(47));
    // Who began two days ago is not given up before the link ends.
    core.registrations.operations().clean_up().await.expect("cleaned");
    let proven = core.registrations.applicants().verify(&token(1), None, None).await.expect("proven");
    assert_eq!((proven.state, proven.localpart.as_str()), (State::AwaitingDetails, "started"));
    core.waits(SignedDuration::from_hours(1));
    assert!(matches!(password(3).await, LinkStatus::Expired(_)));
}

#[tokio::test]
async fn deleted_request_is_not_imported_again() {
    let core = TestCore::open().await;
    core.registrations.operations().import(everybody()).await.expect("imported");
    let waiting = core.registrations.list(Some(State::AwaitingReview), 1).await.expect("read").pop().expect("one");
    core.registrations.moderation().decide(waiting.id, denial()).await.expect("denied");
    for _ in 0..3 {
        // Card, removal, and what came after them.
        for lane in [Lane::Mail, Lane::Homeserver, Lane::Room] {
            for task in core.claims(lane).await {
                core.registrations.complete(&task, Ok(None)).await;
            }
        }
    }
    core.waits(SignedDuration::from_hours(24 * 31));
    core.registrations.operations().clean_up().await.expect("cleaned");
    assert!(core.registrations.find(waiting.id).await.expect("read").is_none(), "it is forgotten");
    assert_eq!(coming(&core.registrations.operations().import(everybody()).await.expect("imported")), 0);
}

#[tokio::test]
async fn imported_audit_log_continues() {
    let core = TestCore::open().await;
    core.registrations.operations().import(everybody()).await.expect("imported");
    let denied = core.registrations.list(Some(State::Denied), 1).await.expect("read").pop().expect("one");
    let history = core.registrations.history(denied.id).await.expect("read");
    let told: Vec<_> = history.iter().map(|entry| (entry.kind.as_str(), entry.origin.actor.clone())).collect();
    let expected = [("started", Actor::Applicant), ("denied", Actor::Operator), ("imported", Actor::Operator)];
    assert_eq!(told, expected);
    assert_eq!(history[1].detail.as_deref(), Some("by root; {\"notify\": false}"));
    assert_eq!(history[1].origin.address, Some([192, 0, 2, 4].into()));
    assert_eq!(history[2].detail.as_deref(), Some("it was #4 of the Django app"));
    let decision = denied.decision.expect("a decision");
    assert_eq!((decision.verdict, decision.by, decision.notify), (Verdict::Deny, Actor::Operator, false));

    // Whom the app has refused is known to us.
    let again = Start {
        localpart: local("again"),
        email: mail("denied+x@example.org"),
        address: None,
        answer: None,
        language: Language::english(),
    };
    let id = core.registrations.applicants().start(again).await.expect("started").id;
    let again = core.registrations.find(id).await.expect("read").expect("there");
    assert_eq!(core.registrations.moderation().signals(&again).await.expect("read").prior_denials.len(), 1);
}

#[tokio::test]
async fn failed_import_changes_nothing() {
    let core = TestCore::open().await;
    let twice = old(1, "other", OldStatus::Started);
    let broken = file(vec![old(1, "one", OldStatus::Requested), OldRegistration { id: 2, ..twice }]);
    core.registrations.operations().import(broken).await.expect_err("two requests with one token");
    assert!(core.registrations.list(None, 10).await.expect("read").is_empty());
    assert!(core.claims(Lane::Room).await.is_empty());
    core.registrations.operations().import(everybody()).await.expect("the next one works");
}
