//! The mail server on its bad days: what the operator reads then, and that every letter arrives when
//! the day is over.

use crate::{
    faults_synapse::impatient,
    room_commands::asks,
    support::{
        inbox,
        matrix::{eventually, fresh_name},
        proxy::{Fault, Proxy},
        world::world,
    },
    town::{Town, Wishes},
    trouble::report_under,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_ails_the_mail_server_is_named_and_letters_arrive_when_it_is_well() {
    let ports = &world().mail.ports;
    let mut proxy = Proxy::to(ports.tls).await;
    let wishes = Wishes { mail: "tls", mail_port: Some(proxy.port), env: impatient(), ..Wishes::default() };
    let town = Town::with(wishes).await;
    let room = town.room().await;
    for (fault, words) in [
        (Fault::Down, "does not take it now (no connection)"),
        (Fault::Hangs, "does not take it now (timed out)"),
        (Fault::None(ports.expired), "does not let us in (TLS failed: "),
    ] {
        println!("{fault:?}");
        let alice = town.newcomer("alice");
        let said = town.log().matches(words).count();
        proxy.set(fault).await;
        let page = alice.asks().await;
        assert_eq!(page.path, "/register/sent", "the letter is written all the same: {}", page.html);
        let is_logged = async || (town.log().matches(words).count() > said).then_some(());
        eventually(&format!("the log says {words:?}"), is_logged).await;
        town.fails_check("mail", words).await;
        let status = asks(&town, &room, "!reg status").await;
        assert!(status.contains("❌ Mail server"), "{status}");
        town.is_ready().await; // Mail waits; nobody has to be sent away.
        proxy.set(Fault::None(ports.tls)).await;
        assert_eq!(alice.proves().await.path, "/register/details");
    }

    let name = fresh_name("alice");
    let patient = town.newcomer_called(&name, &format!("greylisted-{name}@example.test"));
    patient.signs_up().await;
    assert!(
        town.log().contains("does not take it now (451 4.7.1 Greylisted, come back a little later)"),
        "{}",
        town.log()
    );

    let card = town.card(&room, &patient).await;
    inbox::begin_refusal(&patient.email);
    town.moderators[0].react(&room, &card, "✅").await;
    let report = report_under(&town, &room, &card).await;
    assert!(report.contains("refuses the address for good (550"), "{report}");
    patient.login().await.expect("the account is open all the same");
    inbox::end_outage(&patient.email);
    asks(&town, &room, &format!("!reg retry {}", patient.name)).await;
    patient.is_told("is ready").await;
}
