//! With `RUST_LOG=trace`, the log still contains no secret.

use crate::harness::{TestOptions, TestService};

/// Dropping the service fails if its log contains an address, a token or a password.
#[tokio::test]
async fn trace_log_contains_no_secret() {
    let options =
        TestOptions { env: vec![("RUST_LOG", "trace,lettre=trace,hyper=trace".into())], ..TestOptions::default() };
    let service = TestService::with(options).await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    service.moderators[0].react(&room, &card, "✅").await;
    alice.receives_mail("is ready").await;
    let log = service.log();
    assert!(log.contains(" INFO ") && !log.contains("RCPT TO"), "{log}");
    for library in ["lettre", "hyper", "reqwest", "h2::", "sqlx", "sea_orm", "rustls"] {
        assert!(!log.lines().any(|line| line.contains(&format!("TRACE {library}"))), "{library}");
    }
    assert!(!log.contains(&crate::support::test_servers::servers().synapse.admin_token), "the admin's token");
}
