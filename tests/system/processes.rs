//! Several processes on one database: web servers and workers in parallel, and one active bot.

use crate::{
    harness::{Applicant, TestOptions, TestService, extra_process::ExtraProcess},
    service_process::SHORT_LEASE,
    support::{
        inbox,
        matrix::{eventually, fresh_name},
    },
};

/// The default lease: no mail outlasts it, so each is sent once.
const DEFAULT_LEASE: (&str, &str) = ("REGISTRATION_LEASE_S", "30");
const WAITS: &str = "another process is the bot";
const WORKS: &str = "the bot is at work";

/// Three processes with web server and worker, without a bot. Seven requests a day.
async fn start_service() -> (TestService, [ExtraProcess; 2]) {
    let only = "web,worker";
    let config = "rate_limit: {email_submission: 7}\n".to_owned();
    let service = TestService::with(TestOptions {
        config,
        only,
        env: vec![(DEFAULT_LEASE.0, DEFAULT_LEASE.1.to_owned())],
        ..TestOptions::default()
    })
    .await;
    let others = [
        service.start_another("second", only, &[DEFAULT_LEASE]),
        service.start_another("third", only, &[DEFAULT_LEASE]),
    ];
    for other in &others {
        other.wait_until_ready().await;
    }
    (service, others)
}

/// Checks that an approved request has one card, and that each mail was sent once.
pub async fn assert_nothing_repeated(service: &TestService, room: &str, applicant: &Applicant) {
    let events = service.moderators[0].events(room).await;
    let is_card = |event: &&serde_json::Value| {
        let head = event["content"]["body"].as_str().and_then(|body| body.lines().next());
        event["content"]["m.relates_to"].is_null() && head.is_some_and(|head| head.contains(&applicant.mxid()))
    };
    assert_eq!(events.iter().filter(is_card).count(), 1, "one request, one card");
    let mails = inbox::mails_to(&applicant.email);
    for words in ["Confirm", "have received your request", "is ready"] {
        let count = mails.iter().filter(|mail| mail.subject.contains(words)).count();
        assert_eq!(count, 1, "{words}: {:?}", mails.iter().map(|mail| &mail.subject).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn processes_share_a_database_with_one_active_bot() {
    let (service, [second, third]) = start_service().await;
    // It crashes after posting the first card, before recording it.
    let mut bot = service.start_another_that_crashes("bot", "web,bot", &[SHORT_LEASE], Some("after room:2"));
    bot.wait_for_log(WORKS, 1).await;
    let room = service.room().await;
    let mut other = service.start_another("other", "web,bot", &[SHORT_LEASE]);
    other.wait_for_readiness("bot waits").await;

    let alice = service.applicant("alice");
    alice.signs_up().await;
    other.wait_for_log(WORKS, 1).await;
    let card = service.card(&room, &alice).await;
    service.moderators[0].react(&room, &card, "✅").await;
    let (bert, carla) = (
        service.applicant("bert").on_another_device_at(&second.url),
        service.applicant("carla").on_another_device_at(&third.url),
    );
    tokio::join!(bert.signs_up(), carla.signs_up());
    alice.receives_mail("is ready").await;
    other.wait_for_readiness("sync ok").await;

    bot.kill();
    bot.restart();
    bot.wait_for_readiness("bot waits").await;
    let berts = service.card(&room, &bert).await;
    // A stopped bot loses its lease, and does not act when it continues. (On SQLite it would hold the file's lock.)
    let can_hang = registration_core::testing::is_postgres();
    if can_hang {
        let idle = async || service.query("SELECT id FROM outbox").is_empty().then_some(());
        eventually("everything is done", idle).await;
        other.send_signal("STOP");
    } else {
        other.kill();
    }
    service.moderators[0].react(&room, &berts, "✅").await;
    bert.receives_mail("is ready").await;
    bot.wait_for_readiness("sync ok").await;
    if can_hang {
        other.send_signal("CONT");
        other.wait_for_readiness("bot waits").await;
        other.wait_for_log("stops acting", 1).await;
    }
    let carlas = service.card(&room, &carla).await;
    service.moderators[0].react(&room, &carlas, "✅").await;
    carla.receives_mail("is ready").await;

    for applicant in [&alice, &bert, &carla] {
        assert_nothing_repeated(&service, &room, applicant).await;
        applicant.login().await.expect("the account is open");
    }
    assert_eq!(bot.log().matches(WAITS).count(), 1, "that it waits is said once");
    let name = fresh_name("same");
    let rivals = [&service.url, &second.url, &third.url].map(|url| {
        service.applicant_named(&name, &format!("{}@example.test", fresh_name("rival"))).on_another_device_at(url)
    });
    for rival in &rivals {
        assert_eq!(rival.requests_link().await.path, "/register/sent", "an unproven request holds nothing");
    }
    let proven = tokio::join!(rivals[0].confirms_email(), rivals[1].confirms_email(), rivals[2].confirms_email());
    let won = [proven.0, proven.1, proven.2].iter().filter(|page| page.path == "/register/details").count();
    assert_eq!(won, 1, "one of them has the name");
    assert_eq!(
        service.applicant("seventh").on_another_device_at(&second.url).requests_link().await.path,
        "/register/sent"
    );
    for url in [&service.url, &second.url, &third.url] {
        assert_eq!(
            service.applicant("more").on_another_device_at(url).requests_link().await.status,
            429,
            "limits hold for all of them"
        );
    }
}

#[tokio::test]
async fn stopped_bot_hands_over_immediately() {
    let service = TestService::with(TestOptions { only: "web,worker", ..TestOptions::default() }).await;
    let bot = service.start_another("bot", "web,bot", &[]);
    bot.wait_for_log(WORKS, 1).await;
    let room = service.room().await;
    let other = service.start_another("other", "web,bot", &[]);
    other.wait_for_readiness("bot waits").await;
    bot.send_signal("TERM");
    other.wait_for_log(WORKS, 1).await;
    bot.wait_for_log("stopped", 1).await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    service.moderators[0].react(&room, &card, "✅").await;
    alice.receives_mail("is ready").await;
    assert!(!other.log().contains("cannot sign the bot's device"), "it has taken up the identity");
    eventually("it is in sync", async || other.readiness().await.filter(|(well, _)| *well)).await;
}
