//! Debian's Postfix with a typical provider's configuration: a complete sign-up, and its refusals in `check` and the log.

use std::fs;

use crate::{
    harness::{TestOptions, TestService},
    room_commands::ask_bot,
    support::{inbox, matrix::fresh_name, test_servers::servers},
};

/// Not the applicants' domain, because logs may contain operators' addresses only.
fn operator(stem: &str) -> String {
    format!("{}@operators.test", fresh_name(stem))
}

#[tokio::test]
async fn sign_up_works_through_postfix() {
    let Some(postfix) = &servers().postfix else {
        println!("not tried: Postfix runs as root only");
        return;
    };
    let (well, gone, full) = (operator("well"), operator("refused"), operator("full"));
    let config = format!("admin: {{email: [{gone}, {full}, {well}]}}\n");
    let options = TestOptions { mail: "postfix", config, leaves_effects: true, ..TestOptions::default() };
    let service = TestService::with(options).await;
    let room = service.room().await;

    // Greylisting: the first attempt is deferred, and the next one succeeds.
    let name = fresh_name("alice");
    let alice = service.applicant_named(&name, &format!("patient-{name}@example.test"));
    alice.signs_up().await;
    service.wait_for_log("Recipient address rejected: Greylisted").await;
    let card = service.card(&room, &alice).await;
    service.moderators[0].react(&room, &card, "✅").await;
    alice.receives_mail("is ready").await;
    alice.login().await.expect("the account is open");

    // A missing mailbox and a full one do not affect the third.
    inbox::wait_for(&well, |mail| mail.text.as_deref().is_some_and(|text| text.contains(&alice.mxid()))).await;
    let refusal =
        "the mail server permanently rejected the address (550 5.1.1 <…>: Recipient address rejected: User unknown";
    service.wait_for_log(&format!("the operator {gone}: {refusal}")).await;
    service
        .wait_for_log(&format!("the operator {full}: the mail server does not accept mail at the moment (450 4.2.2"))
        .await;
    let parked = service.json_output(&["requests", "parked", "--json"]);
    assert_eq!(
        (&parked[0]["subject"], parked.as_array().map(Vec::len)),
        (&serde_json::json!(gone), Some(1)),
        "{parked}"
    );
    let status = ask_bot(&service, &room, "!reg status").await;
    assert!(status.contains(&format!("❌ Mail server: {gone}: ")), "{status}");
    service.wait_for_failed_check("mail", &format!("{gone}: {refusal}")).await;

    // A nonexistent address is reported at once, without effect on others.
    let nobody = service.applicant_named(&fresh_name("nobody"), &format!("refused-{}@example.test", fresh_name("x")));
    assert_ne!(nobody.requests_link().await.path, "/register/details");

    let log = fs::read_to_string(&postfix.log).expect("Postfix's log");
    // The self-signed certificate is refused once before it is trusted. Another test tries a wrong password, and xtask
    // has connected to see whether Postfix listens.
    let expected = ["TLS library problem", "SSL_accept", "after STARTTLS", "after CONNECT", "after AUTH", "SASL PLAIN"];
    let ours: Vec<&str> = log.lines().filter(|line| !expected.iter().any(|words| line.contains(words))).collect();
    let says = |words: &str| ours.iter().any(|line| line.contains(words));
    assert!(
        says(&format!("sasl_username={}", servers().mail.username)) && says(&format!("to=<{}>", alice.email)),
        "{log}"
    );
    assert!(says("status=sent") && says("helo=<example.test>"), "{log}");
    for wrong in ["improper command pipelining", "lost connection", "warning:", "fatal:", "status=bounced"] {
        assert!(!says(wrong), "{wrong}: {log}");
    }
}

#[tokio::test]
async fn check_quotes_postfix_refusals() {
    if servers().postfix.is_none() {
        println!("not tried: Postfix runs as root only");
        return;
    }
    let config = format!("admin: {{email: {}}}\n", operator("well"));
    let service = TestService::with(TestOptions { mail: "postfix", config, ..TestOptions::default() }).await;
    service.room().await;
    assert!(service.operator_runs(&["check"]).contains("ok    mail"));
    for (line, wrong, said) in [
        (
            "  tls: true\n",
            "  tls: true\n  ehlo: vm\n",
            "504 5.5.2 <vm>: Helo command rejected: need fully-qualified hostname",
        ),
        (
            "registration@example.test",
            "other@example.test",
            "553 5.7.1 <…>: Sender address rejected: not owned by user",
        ),
        ("first class stamps", "second class stamps", "login refused, 535 5.7.8"),
        ("self-signed.pem", "ca.pem", "TLS failed: "),
    ] {
        service.replace_in_config(line, wrong);
        service.wait_for_failed_check("mail", said).await;
        service.replace_in_config(wrong, line);
    }
}
