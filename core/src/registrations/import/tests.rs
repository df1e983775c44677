//! Plans for files with everything that goes wrong in real life.

use std::collections::HashSet;

use jiff::SignedDuration;

use super::{plan::PlanContext, *};
use crate::{
    config::Retention,
    domain::{LocalpartError, RuleError, RuleKind, Token},
    store::{
        ExistingKeys, Purpose,
        django::{OldEvent, OldPattern, OldRegistration, OldRule, OldSchema, OldStatus},
    },
};

fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).expect("an instant")
}

fn hours_ago(hours: i64) -> Timestamp {
    now() - SignedDuration::from_hours(hours)
}

fn old(id: i64, username: &str, email: &str, status: OldStatus) -> OldRegistration {
    OldRegistration {
        id,
        username: username.to_owned(),
        email: email.to_owned(),
        reason: "Because I like it here.".to_owned(),
        address: None,
        status,
        email_verified: status != OldStatus::Started,
        token: Some(Token::from_bytes([u8::try_from(id).expect("small"); 32])),
        fingerprint: format!("fingerprint {id}"),
        mod_message: String::new(),
        notify: true,
        started_at: Some(hours_ago(24 - id)),
        events: vec![],
    }
}

fn plan_of(registrations: Vec<OldRegistration>, rules: Vec<OldRule>, here: ExistingKeys) -> ImportPlan {
    let data = OldData { schema: OldSchema::WithTimestamp, registrations, rules, unreadable: vec![] };
    plan::plan(data, here, &PlanContext { server: "example.org", retention: Retention::default(), now: now() })
}

/// By the number in the app: the state that it comes in, or why it does not.
fn outcomes(plan: &ImportPlan) -> Vec<(i64, Result<State, Option<LeftOut>>)> {
    let outcome = |request: &PlannedRequest| match &request.outcome {
        RequestOutcome::Comes(coming) => Ok(coming.state),
        RequestOutcome::Already => Err(None),
        RequestOutcome::LeftOut(why) => Err(Some(why.clone())),
    };
    plan.requests.iter().map(|request| (request.old, outcome(request))).collect()
}

fn coming(plan: &ImportPlan, place: usize) -> &ToImport {
    let RequestOutcome::Comes(coming) = &plan.requests[place].outcome else { panic!("{plan:?}") };
    coming
}

#[test]
fn states_are_mapped_and_mailed_links_still_work() {
    use State as S;

    let requests = vec![
        old(1, "a", "a@example.org", OldStatus::Started),
        OldRegistration { email_verified: true, ..old(2, "b", "b@example.org", OldStatus::Started) },
        old(3, "c", "c@example.org", OldStatus::Requested),
        OldRegistration { mod_message: " Hi ".into(), ..old(4, "d", "d@example.org", OldStatus::Approved) },
        OldRegistration { notify: false, ..old(5, "e", "e@example.org", OldStatus::Denied) },
        old(6, "f", "f@example.org", OldStatus::Completed),
    ];
    let plan = plan_of(requests, vec![], ExistingKeys::default());
    let states: Vec<_> = outcomes(&plan).into_iter().map(|(_, state)| state.expect("it comes")).collect();
    let expected = [S::AwaitingEmail, S::AwaitingEmail, S::AwaitingReview, S::AwaitingPassword, S::Denied, S::Active];
    assert_eq!(states, expected);
    let purposes: Vec<_> =
        (0..6).map(|place| coming(&plan, place).link.as_ref().map(|(purpose, _)| *purpose)).collect();
    let (proves, sets) = (Some(Purpose::Verification), Some(Purpose::Password));
    assert_eq!(purposes, [proves, proves, None, sets, None, None]);
    let decisions: Vec<_> = (0..6).map(|place| coming(&plan, place).row.decision.as_ref()).collect();
    assert!(decisions[..3].iter().all(Option::is_none));
    assert_eq!(decisions[3].and_then(|decision| decision.message.as_deref()), Some("Hi"));
    assert!(!decisions[4].expect("a decision").notify);
    // An applicant who has to come back gets the full time again.
    assert_eq!((coming(&plan, 0).row.changed_at, coming(&plan, 3).row.changed_at), (now(), now()));
    assert_eq!(coming(&plan, 4).row.changed_at, hours_ago(19));
}

#[test]
fn one_request_per_name_and_address_is_imported() {
    use LeftOut::{EmailHeld, NameHeld};

    let requests = vec![
        old(1, "twin", "one@example.org", OldStatus::Requested),
        old(2, "twin", "two@example.org", OldStatus::Requested),
        old(3, "tag", "Same+x@example.org", OldStatus::Requested),
        old(4, "case", "same@EXAMPLE.org", OldStatus::Approved),
        old(5, "done", "one+again@example.org", OldStatus::Completed),
        old(6, "twin", "three@example.org", OldStatus::Started),
        old(7, "twin", "four@example.org", OldStatus::Denied),
        old(8, "free", "ours@example.org", OldStatus::Requested),
        old(9, "ours", "free@example.org", OldStatus::Requested),
    ];
    let here = ExistingKeys {
        names: HashSet::from(["ours".to_owned()]),
        emails: HashSet::from(["ours@example.org".to_owned()]),
        ..ExistingKeys::default()
    };
    let expected = [
        (1, Err(Some(EmailHeld(Holder::Old(5))))),
        (2, Ok(State::AwaitingReview)),
        (3, Err(Some(EmailHeld(Holder::Old(4))))),
        (4, Ok(State::AwaitingPassword)),
        (5, Ok(State::Active)),
        (6, Ok(State::AwaitingEmail)),
        (7, Ok(State::Denied)),
        (8, Err(Some(EmailHeld(Holder::Ours)))),
        (9, Err(Some(NameHeld(Holder::Ours)))),
    ];
    assert_eq!(outcomes(&plan_of(requests, vec![], here)), expected);
}

#[test]
fn invalid_requests_are_named_and_known_ones_skipped() {
    let event = |kind: &str, at| OldEvent { kind: kind.into(), at, actor: None, address: None, data: String::new() };
    let days = |days: i64| hours_ago(24 * days);
    let requests = vec![
        old(1, "..", "a@example.org", OldStatus::Requested),
        old(2, "b", "\"b b\"@example.org", OldStatus::Requested),
        old(3, "c", "c@example.org", OldStatus::Requested),
        OldRegistration { started_at: Some(days(3)), ..old(4, "d", "d@example.org", OldStatus::Started) },
        OldRegistration { started_at: Some(days(300)), ..old(5, "e", "e@example.org", OldStatus::Requested) },
        OldRegistration {
            started_at: Some(days(40)),
            events: vec![event("denied", days(29))],
            ..old(6, "f", "f@example.org", OldStatus::Denied)
        },
        OldRegistration { started_at: Some(days(31)), ..old(7, "g", "g@example.org", OldStatus::Completed) },
        OldRegistration { started_at: None, token: None, ..old(8, "h", "h@example.org", OldStatus::Started) },
        old(9, "i", "i@example.org", OldStatus::Approved),
        old(10, "i", "j@example.org", OldStatus::Requested),
    ];
    // What was imported once may hold its own name here, or nothing any more.
    let here = ExistingKeys {
        imported: ["fingerprint 3", "fingerprint 9"].map(str::to_owned).into(),
        names: HashSet::from(["c".to_owned()]),
        ..ExistingKeys::default()
    };
    let plan = plan_of(requests, vec![], here);
    let expected = [
        (1, Err(Some(LeftOut::Username(LocalpartError::NoLetter)))),
        (2, Err(Some(LeftOut::Email(crate::domain::EmailError::BadLocal)))),
        (3, Err(None)),
        (4, Err(Some(LeftOut::Over))),
        (5, Ok(State::AwaitingReview)),
        (6, Ok(State::Denied)),
        (7, Err(Some(LeftOut::Over))),
        (8, Ok(State::AwaitingEmail)),
        (9, Err(None)),
        (10, Ok(State::AwaitingReview)),
    ];
    assert_eq!(outcomes(&plan), expected);
    assert!(!coming(&plan, 7).has_link());
}

#[test]
fn long_reasons_are_cut_and_reported() {
    let long = OldRegistration { reason: "ä".repeat(3000), ..old(1, "a", "a@example.org", OldStatus::Requested) };
    let none = OldRegistration { reason: String::new(), ..old(2, "b", "b@example.org", OldStatus::Started) };
    let plan = plan_of(vec![long, none], vec![], ExistingKeys::default());
    let kept = coming(&plan, 0).row.reason.as_ref().map(|reason| reason.as_str().chars().count());
    assert_eq!((kept, coming(&plan, 0).reason_is_cut), (Some(2000), true));
    assert!(coming(&plan, 1).row.reason.is_none() && !coming(&plan, 1).reason_is_cut);
}

#[test]
fn harmful_rules_are_not_imported() {
    use RuleLeftOut::{Everybody, Expired, Pattern, Python};

    let rule = |pattern| OldRule { id: 1, pattern, reason: None, made_at: None, expires_at: None };
    let network = |text: &str, length| OldPattern::Network(text.parse().expect("an address"), length);
    let expired = OldRule { expires_at: Some(now()), ..rule(OldPattern::Email("old@".into())) };
    let rules = vec![
        rule(OldPattern::Email(r".*@spam\.example".into())),
        rule(OldPattern::Username("admin".into())),
        rule(OldPattern::Username("admin".into())),
        rule(OldPattern::Username("(?!team).*".into())),
        rule(OldPattern::Username(" ".into())),
        rule(network("203.0.113.77", 24)),
        rule(network("192.0.2.9", -1)),
        rule(network("2001:db8::1", 32)),
        rule(network("192.0.2.9", 33)),
        rule(network("0.0.0.0", 0)),
        expired,
    ];
    let here = ExistingKeys {
        rules: HashSet::from([(RuleKind::Address, "2001:db8::/32".to_owned())]),
        ..ExistingKeys::default()
    };
    let plan = plan_of(vec![], rules, here);
    let outcome = |rule: &PlannedRule| match &rule.outcome {
        RuleOutcome::Comes(new, _) => Ok(new.pattern.clone()),
        RuleOutcome::Already => Err(None),
        RuleOutcome::LeftOut(why) => Err(Some(why.clone())),
    };
    let expected = [
        Ok(r"^(?-i:.*@spam\.example)".to_owned()),
        Ok("^(?-i:admin)".to_owned()),
        Err(None),
        Err(Some(Python)),
        Err(Some(Pattern(RuleError::Empty))),
        Ok("203.0.113.0/24".to_owned()),
        Ok("192.0.2.9/32".to_owned()),
        Err(None),
        Err(Some(Pattern(RuleError::Network))),
        Err(Some(Everybody)),
        Err(Some(Expired)),
    ];
    assert_eq!(plan.rules.iter().map(outcome).collect::<Vec<_>>(), expected);
}
