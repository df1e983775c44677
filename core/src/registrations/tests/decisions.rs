//! Decisions: told or not, taken once, and taken back.

use super::*;
use crate::store::Card;

#[tokio::test]
async fn quiet_decision_sends_no_mail() {
    let core = TestCore::open().await;
    let (quiet, told) = (core.files("alice", "a@example.org").await, core.files("bert", "b@example.org").await);
    core.registrations.moderation().decide(quiet, denial().quietly(true)).await.expect("denied");
    core.registrations.moderation().decide(told, denial().saying(Some(" no ".into()))).await.expect("denied");
    let early = effects(&core.claims(Lane::Mail).await);
    assert!(!early.contains(&"mail_denial"), "the account is not removed yet: {early:?}");
    core.waits(SignedDuration::from_mins(1));
    for task in core.claims(Lane::Homeserver).await {
        core.registrations.complete(&task, Ok(Some(Event::AccountRemoved))).await;
    }
    let mut mails = vec![];
    loop {
        let claimed = core.claims(Lane::Mail).await;
        if claimed.is_empty() {
            break;
        }
        for task in claimed {
            mails.push((task.registration, task.effect.kind().as_str()));
            core.registrations.complete(&task, Ok(None)).await;
        }
    }
    assert!(mails.contains(&(told, "mail_denial")) && !mails.contains(&(quiet, "mail_denial")), "{mails:?}");
    let decision = core.registrations.find(told).await.expect("read").expect("there").decision.expect("decided");
    assert_eq!((decision.message.as_deref(), decision.notify), (Some("no"), true));

    core.registrations.resend(quiet, Actor::Operator.into()).await.expect("told later");
    assert_eq!(effects(&core.claims(Lane::Mail).await), ["mail_denial"]);
    let own = core.registrations.resend(told, Origin::applicant(None)).await;
    assert!(matches!(own, Err(ResendError::NotWaiting)), "an applicant cannot have it told again: {own:?}");
}

#[tokio::test]
async fn second_decision_is_refused_and_not_mailed() {
    let core = TestCore::open().await;
    let id = core.files("alice", "a@example.org").await;
    core.registrations.moderation().decide(id, approval().saying(Some("hi".into()))).await.expect("approved");
    for ruling in [approval(), denial(), approval().saying(Some("changed".into()))] {
        let again = core.registrations.moderation().decide(id, ruling).await;
        assert!(matches!(again, Err(DecideError::AlreadyDecided(_))), "{again:?}");
    }
    let decision = core.registrations.find(id).await.expect("read").expect("there").decision.expect("decided");
    assert_eq!(decision.message.as_deref(), Some("hi"));
    assert_eq!(core.history(id).await.iter().filter(|entry| entry.starts_with("approved")).count(), 1);
}

#[tokio::test]
async fn reopening_removes_unstarted_effects_and_posts_a_card() {
    let core = TestCore::open().await;
    let id = core.files("alice", "a@example.org").await;
    let first = core.claims(Lane::Room).await;
    core.registrations.complete(&first[0], Ok(None)).await;
    let card = Card { registration: id, room: "!room".into(), event: "$old".into() };
    core.registrations.store().save_card(&card).await.expect("written");
    core.registrations.moderation().decide(id, denial()).await.expect("denied");

    let reopened = core.registrations.moderation().reopen(id, Actor::Operator).await.expect("reopened");
    assert_eq!((reopened.state, reopened.decision), (State::AwaitingReview, None));
    assert!(core.claims(Lane::Homeserver).await.is_empty(), "the account stays");
    assert_eq!(core.registrations.store().card_of(id).await.expect("read"), None, "old votes do not count");
    let posting = core.claims(Lane::Room).await;
    assert_eq!(effects(&posting), ["post_card"]);
    core.registrations.complete(&posting[0], Ok(None)).await;
    let striking = core.claims(Lane::Room).await;
    let old = RoomEffect::StrikeCard { room: "!room".into(), event: "$old".into() };
    assert_eq!(striking.iter().map(|task| task.effect.clone()).collect::<Vec<_>>(), [old.into()]);
    let again = core.registrations.moderation().reopen(id, Actor::Operator).await;
    assert!(matches!(again, Err(ReopenError::NotDenied(_))), "{again:?}");
    assert!(core.history(id).await.contains(&"reopened by operator".to_owned()));
}

#[tokio::test]
async fn started_removal_is_finished_after_reopening() {
    for fate in ["its process dies", "its process stops", "it is parked and tried again"] {
        let core = TestCore::open().await;
        let registrations = &core.registrations;
        let id = core.files("alice", "a@example.org").await;
        registrations.moderation().decide(id, denial()).await.expect("denied");
        let begun = core.claims(Lane::Homeserver).await.remove(0);
        assert_eq!(begun.effect.kind(), EffectKind::RemoveAccount);
        match fate {
            "its process dies" => core.waits(SignedDuration::from_secs(91)),
            "its process stops" => registrations.release(&begun).await.expect("given back"),
            _ => {
                registrations.complete(&begun, Err(EffectError::Park { cause: "no".into() })).await;
                registrations.operations().retry(Some(id), &Actor::Operator.into()).await.expect("unparked");
            }
        }
        registrations.moderation().reopen(id, Actor::Operator).await.expect("reopened");
        registrations.moderation().decide(id, approval()).await.expect("approved");
        let next = core.claims(Lane::Homeserver).await;
        assert_eq!(effects(&next), ["remove_account"], "only then it is seen what to unlock: {fate}");
        assert!(next[0].is_repeat, "{fate}");
    }
}

#[tokio::test]
async fn request_with_a_taken_name_is_not_reopened() {
    let core = TestCore::open().await;
    let id = core.files("alice", "a@example.org").await;
    core.registrations.moderation().decide(id, denial()).await.expect("denied");
    core.proves("alice", "b@example.org").await;
    let reopened = core.registrations.moderation().reopen(id, Actor::Operator).await;
    assert!(matches!(reopened, Err(ReopenError::Superseded)), "{reopened:?}");
    assert_eq!(core.state(id).await, State::Denied);
}

#[tokio::test]
async fn audit_log_has_every_vote_and_actor() {
    let core = TestCore::open().await;
    let id = core.files("alice", "a@example.org").await;
    let moderator = |name: &str| Actor::Moderator(Mxid(format!("@{name}:example.org")));
    let voters = vec![moderator("m1"), moderator("m2")];
    core.registrations
        .moderation()
        .decide(id, NewDecision { voters, ..NewDecision::new(Verdict::Approve, moderator("m2")) })
        .await
        .expect("ok");
    let history = core.history(id).await;
    let expected = [
        "started by applicant",
        "email_verified by applicant",
        "submitted by applicant",
        "vote by @m1:example.org",
        "vote by @m2:example.org",
        "approved by @m2:example.org",
    ];
    let told: Vec<&String> = history.iter().filter(|entry| !entry.ends_with("by system")).collect();
    assert_eq!(told, expected);
}

#[tokio::test]
async fn parked_effect_is_reported_and_can_be_retried() {
    let core = TestCore::with("auto_join: ['!gone:example.org', '#here:example.org']\n").await;
    let id = core.files("alice", "a@example.org").await;
    core.registrations.moderation().decide(id, approval()).await.expect("approved");
    let unlock = core.claims(Lane::Homeserver).await;
    core.registrations.complete(&unlock[0], Ok(Some(Event::AccountReady))).await;

    let first = core.claims(Lane::Homeserver).await.remove(0);
    assert_eq!(
        (first.effect.kind().as_str(), first.effect.detail().as_deref()),
        ("join_room", Some("!gone:example.org"))
    );
    core.registrations.complete(&first, Err(EffectError::Park { cause: "no such room".into() })).await;
    let second = core.claims(Lane::Homeserver).await.remove(0);
    assert_eq!(second.effect.detail().as_deref(), Some("#here:example.org"), "the next room does not wait for it");
    core.registrations.complete(&second, Ok(None)).await;
    assert_eq!(core.state(id).await, State::Active);

    let parked = core.registrations.store().parked(10).await.expect("read");
    assert_eq!((parked.len(), parked[0].cause.as_str(), parked[0].id), (1, "no such room", first.id));
    let mut reported = None;
    while reported.is_none() {
        let task = core.claims(Lane::Room).await.remove(0);
        reported = Some(task.clone()).filter(|task| task.effect.kind().as_str() == "report_trouble");
        core.registrations.complete(&task, Ok(None)).await;
    }
    assert_eq!(reported.and_then(|task| task.effect.detail()), Some(first.id.to_string()));

    // The first mail has failed, too: there is no mail server.
    assert_eq!(core.registrations.operations().retry(Some(id), &Actor::Operator.into()).await.expect("written"), 2);
    assert!(core.history(id).await.contains(&"retried by operator".to_owned()));
    let again = core.claims(Lane::Homeserver).await.remove(0);
    assert_eq!((again.id, again.attempts), (first.id, 1));
}

#[tokio::test]
async fn parked_removal_does_not_block_a_reopened_request() {
    let core = TestCore::with("").await;
    let id = core.files("alice", "a@example.org").await;
    core.registrations.moderation().decide(id, NewDecision::new(Verdict::Deny, Actor::Operator)).await.expect("denied");
    let removal = core.claims(Lane::Homeserver).await.remove(0);
    let cause = "somebody is logged in to the account".into();
    core.registrations.complete(&removal, Err(EffectError::Park { cause })).await;
    core.registrations.moderation().reopen(id, Actor::Operator).await.expect("reopened");
    core.registrations.moderation().decide(id, approval()).await.expect("approved");
    let again = core.claims(Lane::Homeserver).await.remove(0);
    assert_eq!(again.id, removal.id, "it is tried again, and does nothing for a request that is not denied");
    core.registrations.complete(&again, Ok(None)).await;
    assert_eq!(core.claims(Lane::Homeserver).await.remove(0).effect.kind(), EffectKind::UnlockAccount);
}

#[tokio::test]
async fn log_room_gets_decisions_even_if_reopened() {
    for (more, told) in [("moderation: {log_room: '#log:example.org'}\n", vec!["deny operator"]), ("", vec![])] {
        let core = TestCore::with(more).await;
        let alice = core.files("alice", "a@example.org").await;
        core.registrations
            .moderation()
            .decide(alice, NewDecision::new(Verdict::Deny, Actor::Operator))
            .await
            .expect("denied");
        core.registrations.moderation().reopen(alice, Actor::Operator).await.expect("reopened");
        let mut log = vec![];
        loop {
            let tasks = core.claims(Lane::Room).await;
            if tasks.is_empty() {
                break;
            }
            for task in tasks {
                core.registrations.complete(&task, Ok(None)).await;
                log.extend(task.effect.detail().filter(|_| task.effect.kind() == EffectKind::LogDecision));
            }
        }
        assert_eq!(log, told);
    }
}
