//! Faults of the mail server: how they are reported, and recovery without intervention.

use crate::{
    faults_synapse::short_timeout,
    harness::{TestOptions, TestService},
    parked_effects::report_under,
    room_commands::ask_bot,
    support::{
        inbox,
        matrix::{eventually, fresh_name},
        proxy::{Fault, Proxy},
        test_servers::servers,
    },
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_server_faults_are_reported_and_mails_arrive_later() {
    let ports = &servers().mail.ports;
    let mut proxy = Proxy::to(ports.tls).await;
    let options =
        TestOptions { mail: "tls", mail_port: Some(proxy.port), env: short_timeout(), ..TestOptions::default() };
    let service = TestService::with(options).await;
    let room = service.room().await;
    for (fault, words) in [
        (Fault::Down, "cannot be reached: the connection is refused"),
        (Fault::Hangs, "cannot be reached: there is no answer in time"),
        (Fault::None(ports.expired), "cannot be reached: TLS failed: the certificate has expired"),
    ] {
        println!("{fault:?}");
        let alice = service.applicant("alice");
        let said = service.log().matches(words).count();
        proxy.set(fault).await;
        let page = alice.requests_link().await;
        assert_eq!(page.path, "/register/sent", "the letter is written all the same: {}", page.html);
        let is_logged = async || (service.log().matches(words).count() > said).then_some(());
        eventually(&format!("the log says {words:?}"), is_logged).await;
        service.wait_for_failed_check("mail", words).await;
        let status = ask_bot(&service, &room, "!reg status").await;
        assert!(status.contains("❌ Mail server"), "{status}");
        service.wait_until_ready().await; // Mails wait, and the form continues.
        proxy.set(Fault::None(ports.tls)).await;
        assert_eq!(alice.confirms_email().await.path, "/register/details");
    }

    let name = fresh_name("alice");
    let patient = service.applicant_named(&name, &format!("greylisted-{name}@example.test"));
    patient.signs_up().await;
    assert!(
        service.log().contains("does not accept mail at the moment (451 4.7.1 Greylisted, come back a little later)"),
        "{}",
        service.log()
    );

    let card = service.card(&room, &patient).await;
    inbox::begin_refusal(&patient.email);
    service.moderators[0].react(&room, &card, "✅").await;
    let report = report_under(&service, &room, &card).await;
    assert!(report.contains("permanently rejected the address (550"), "{report}");
    patient.login().await.expect("the account is open all the same");
    inbox::end_outage(&patient.email);
    ask_bot(&service, &room, &format!("!reg retry {}", patient.name)).await;
    patient.receives_mail("is ready").await;
}
