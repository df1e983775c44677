//! `RUST_LOG=trace`, as operators set it when they look for a fault: still nothing secret is logged.

use crate::town::{Town, Wishes};

/// The town fails when its log holds an address, a token or a password.
#[tokio::test]
async fn a_trace_of_everything_holds_no_secret() {
    let wishes = Wishes { env: vec![("RUST_LOG", "trace,lettre=trace,hyper=trace".into())], ..Wishes::default() };
    let town = Town::with(wishes).await;
    let room = town.room().await;
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let card = town.card(&room, &alice).await;
    town.moderators[0].react(&room, &card, "✅").await;
    alice.is_told("is ready").await;
    let log = town.log();
    assert!(log.contains(" INFO ") && !log.contains("RCPT TO"), "{log}");
    for library in ["lettre", "hyper", "reqwest", "h2::", "sqlx", "sea_orm", "rustls"] {
        assert!(!log.lines().any(|line| line.contains(&format!("TRACE {library}"))), "{library}");
    }
    assert!(!log.contains(&crate::support::world::world().synapse.admin_token), "the admin's token");
}
