//! Debian's Postfix, as mail providers set it up: a whole sign-up goes through it, and `check` and the log repeat
//! what it says.

use std::fs;

use crate::{
    room_commands::asks,
    support::{inbox, matrix::fresh_name, world::world},
    town::{Town, Wishes},
};

/// Not the applicants' domain: logs may name operators, and no applicant.
fn operator(stem: &str) -> String {
    format!("{}@operators.test", fresh_name(stem))
}

#[tokio::test]
async fn a_sign_up_passes_through_a_real_postfix() {
    let Some(postfix) = &world().postfix else {
        println!("not tried: Postfix runs as root only");
        return;
    };
    let (well, gone, full) = (operator("well"), operator("refused"), operator("full"));
    let config = format!("admin: {{email: [{gone}, {full}, {well}]}}\n");
    let wishes = Wishes { mail: "postfix", config, leaves_effects: true, ..Wishes::default() };
    let town = Town::with(wishes).await;
    let room = town.room().await;

    // Greylisted: the first attempt is put off, and the next one brings the link.
    let name = fresh_name("alice");
    let alice = town.newcomer_called(&name, &format!("patient-{name}@example.test"));
    alice.signs_up().await;
    town.logs("Recipient address rejected: Greylisted").await;
    let card = town.card(&room, &alice).await;
    town.moderators[0].react(&room, &card, "✅").await;
    alice.is_told("is ready").await;
    alice.login().await.expect("the account is open");

    // One mailbox that is gone and one that is full keep nothing from the third.
    inbox::wait_for(&well, |mail| mail.text.as_deref().is_some_and(|text| text.contains(&alice.mxid()))).await;
    let refusal =
        "the mail server refuses the address for good (550 5.1.1 <…>: Recipient address rejected: User unknown";
    town.logs(&format!("the operator {gone}: {refusal}")).await;
    town.logs(&format!("the operator {full}: the mail server does not take it now (450 4.2.2")).await;
    let parked = town.report(&["requests", "parked", "--json"]);
    assert_eq!(
        (&parked[0]["subject"], parked.as_array().map(Vec::len)),
        (&serde_json::json!(gone), Some(1)),
        "{parked}"
    );
    let status = asks(&town, &room, "!reg status").await;
    assert!(status.contains(&format!("❌ Mail server: {gone}: ")), "{status}");
    town.fails_check("mail", &format!("{gone}: {refusal}")).await;

    // An address that nobody has is told at once, and costs the others nothing.
    let nobody = town.newcomer_called(&fresh_name("nobody"), &format!("refused-{}@example.test", fresh_name("x")));
    assert_ne!(nobody.asks().await.path, "/register/details");

    let log = fs::read_to_string(&postfix.log).expect("Postfix's log");
    // Before it is known that the certificate signs itself, it is refused once. Another test tries a wrong password,
    // and xtask has looked whether Postfix listens.
    let expected = ["TLS library problem", "SSL_accept", "after STARTTLS", "after CONNECT", "after AUTH", "SASL PLAIN"];
    let ours: Vec<&str> = log.lines().filter(|line| !expected.iter().any(|words| line.contains(words))).collect();
    let says = |words: &str| ours.iter().any(|line| line.contains(words));
    assert!(
        says(&format!("sasl_username={}", world().mail.username)) && says(&format!("to=<{}>", alice.email)),
        "{log}"
    );
    assert!(says("status=sent") && says("helo=<example.test>"), "{log}");
    for wrong in ["improper command pipelining", "lost connection", "warning:", "fatal:", "status=bounced"] {
        assert!(!says(wrong), "{wrong}: {log}");
    }
}

#[tokio::test]
async fn check_repeats_what_postfix_says() {
    if world().postfix.is_none() {
        println!("not tried: Postfix runs as root only");
        return;
    }
    let config = format!("admin: {{email: {}}}\n", operator("well"));
    let town = Town::with(Wishes { mail: "postfix", config, ..Wishes::default() }).await;
    assert!(town.operator_runs(&["check"]).contains("ok    mail"));
    for (line, wrong, said) in [
        (
            "  tls: true\n",
            "  tls: true\n  ehlo: vm\n",
            "504 5.5.2 <vm>: Helo command rejected: need fully-qualified hostname",
        ),
        ("town@example.test", "other@example.test", "553 5.7.1 <…>: Sender address rejected: not owned by user"),
        ("first class stamps", "second class stamps", "login refused, 535 5.7.8"),
        ("self-signed.pem", "ca.pem", "TLS failed: "),
    ] {
        town.changes_config(line, wrong);
        town.fails_check("mail", said).await;
        town.changes_config(wrong, line);
    }
}
