//! The system clock is set back and forward while work is pending.

use std::{fs, path::PathBuf};

use crate::{
    harness::{TestOptions, TestService},
    processes::assert_nothing_repeated,
    support::{inbox, matrix::eventually},
};

/// The offset of the service's clock, in a file that it reads: see `core/src/fault_injection.rs`.
struct Offset(PathBuf);

impl Offset {
    fn set(&self, seconds: i64) {
        let draft = self.0.with_extension("draft");
        fs::write(&draft, seconds.to_string()).expect("written");
        fs::rename(draft, &self.0).expect("as a whole");
    }
}

#[tokio::test]
async fn clock_steps_cause_no_lost_repeated_or_delayed_work() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Offset(folder.path().join("clock"));
    clock.set(0);
    let file = clock.0.to_str().expect("a name").to_owned();
    let env = vec![("REGISTRATION_CLOCK", file), ("REGISTRATION_LEASE_S", "10".to_owned())];
    let service = TestService::with(TestOptions { env, ..TestOptions::default() }).await;
    let room = service.room().await;
    let [alice, bert, carla, dora] = ["alice", "bert", "carla", "dora"].map(|name| service.applicant(name));
    alice.signs_up().await;
    assert_eq!(bert.requests_link().await.path, "/register/sent");
    let card = service.card(&room, &alice).await;
    inbox::begin_outage(&alice.email);
    service.moderators[0].react(&room, &card, "✅").await;
    let tried = "SELECT id FROM outbox WHERE effect = 'mail_approval' AND attempts > 0";
    eventually("the mail is deferred", async || service.query(tried).pop()).await;

    clock.set(-3600);
    inbox::end_outage(&alice.email);
    alice.receives_mail("is ready").await; // The test would time out before an hour has passed.
    service.wait_until_ready().await;
    bert.confirms_email().await;
    assert_eq!(bert.submits_details().await.path, "/register/done");
    let card = service.card(&room, &bert).await;
    service.moderators[0].react(&room, &card, "✅").await;
    bert.receives_mail("is ready").await;
    carla.signs_up().await;
    assert_eq!(dora.requests_link().await.path, "/register/sent");

    let card = service.card(&room, &carla).await;
    inbox::begin_slowness(&carla.email);
    service.moderators[0].react(&room, &card, "✅").await;
    carla.receives_mail("is ready").await;
    clock.set(86_400); // The mail server has the mail, and has not acknowledged it.
    eventually("everything is done", async || service.query("SELECT id FROM outbox").is_empty().then_some(())).await;
    assert_eq!(dora.confirms_email().await.path, "/register/details", "a link is good for two days");
    service.wait_until_ready().await;
    for applicant in [&alice, &bert, &carla] {
        assert_nothing_repeated(&service, &room, applicant).await;
        applicant.login().await.expect("the account is open");
    }
}
