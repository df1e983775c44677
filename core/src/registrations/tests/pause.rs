//! Waves of spam: a pause, and a limit for everybody together.

use super::*;

#[tokio::test]
async fn pause_refuses_only_new_requests() {
    let core = TestCore::open().await;
    core.starts("alice", "a@example.org").await;
    let link = core.last_link().await;
    core.registrations.moderation().pause(Some(" Too many bots. ".into()), &Actor::Operator).await.expect("written");
    let start = || Start {
        localpart: local("bert"),
        email: mail("b@example.org"),
        address: None,
        answer: None,
        language: Language::english(),
    };
    let refused = core.registrations.applicants().start(start()).await;
    let Err(StartError::Paused(pause)) = refused else { panic!("{refused:?}") };
    assert_eq!((pause.reason.as_deref(), pause.by.as_str()), (Some("Too many bots."), "operator"));
    core.registrations.applicants().verify(&link, None, None).await.expect("what is under way goes on");
    core.registrations.moderation().resume(&Actor::Operator).await.expect("written");
    core.registrations.applicants().start(start()).await.expect("open again");
}

#[tokio::test]
async fn pause_reaches_another_process_within_seconds() {
    let core = TestCore::open().await;
    assert_eq!(core.registrations.paused().await.expect("read"), None);
    let pause = Pause { reason: None, by: "operator".into(), since: core.registrations.clock().now() };
    let text = serde_json::to_string(&pause).expect("JSON");
    core.registrations.store().set_setting("pause", &text).await.expect("written");
    // Whatever the machine's clock says.
    core.registrations.clock().set(SignedDuration::from_hours(-1));
    core.waits(SignedDuration::from_secs(4));
    assert_eq!(core.registrations.paused().await.expect("read"), Some(pause));
}

#[tokio::test]
async fn daily_limit_for_everybody_applies_if_configured() {
    let core = TestCore::with("rate_limit: {requests_per_day: 2}\n").await;
    let start = |name: &str| Start {
        localpart: local(name),
        email: mail(&format!("{name}@example.org")),
        address: None,
        answer: None,
        language: Language::english(),
    };
    core.registrations.applicants().start(start("a1")).await.expect("the first");
    core.waits(SignedDuration::from_hours(1));
    core.registrations.applicants().start(start("a2")).await.expect("the second");
    let refused = core.registrations.applicants().start(start("a3")).await;
    let Err(StartError::RateLimited(RateLimited { scope: Scope::Everybody, wait })) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(wait.as_secs(), 23 * 3600);
    core.waits(SignedDuration::from_hours(23));
    core.registrations.applicants().start(start("a3")).await.expect("a day has passed");
}
