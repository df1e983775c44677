//! Looks at how things stand: shared, limited in time, and not fooled by a database that can only be read.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use super::*;
use crate::finding::{Code, Finding, Part};

/// A server that takes connections, and says nothing on them.
async fn silent_server() -> (u16, Arc<AtomicUsize>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let (port, taken) = (listener.local_addr().expect("an address").port(), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&taken);
    tokio::spawn(async move {
        let mut held = vec![];
        while let Ok((stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            held.push(stream);
        }
    });
    (port, taken)
}

#[tokio::test]
async fn concurrent_status_requests_share_one_check() {
    let (port, taken) = silent_server().await;
    let core = TestCore::between((port, 9), "", |_| {}).await;
    assert!(
        core.registrations.operations().last_status().is_none(),
        "nothing was found out yet, and nobody waits for it"
    );
    let mut asking = tokio::task::JoinSet::new();
    for _ in 0..40 {
        let registrations = core.registrations.clone();
        asking.spawn(async move { registrations.operations().status().await });
    }
    for status in asking.join_all().await {
        assert!(status.database.is_well() && !status.synapse.is_well(), "{status:?}");
    }
    assert!(taken.load(Ordering::SeqCst) <= 2, "one for the version, one for the token");
    assert!(core.registrations.operations().last_status().is_some_and(|(_, status)| !status.synapse.is_well()));
}

#[tokio::test]
async fn read_only_database_is_unhealthy() {
    let core = TestCore::open().await;
    assert!(core.registrations.operations().status().await.database.is_well());
    if crate::testing::is_postgres() {
        return; // The server's disk is not ours to fill.
    }
    let full = TestCore::prepared("", Store::is_full).await;
    let status = full.registrations.operations().status().await;
    assert!(!status.database.is_well(), "{status:?}");
    assert!(full.registrations.list(None, 1).await.is_ok(), "although it can be read");
}

#[tokio::test]
async fn broken_room_is_mailed_at_most_daily() {
    let core = TestCore::open().await;
    let finding = Finding::new(Part::Room, Code::NoModerator, "nobody can decide");
    let report = async || core.registrations.operations().report_broken_room(&finding).await.expect("written");
    let queued = async || core.registrations.store().queue(Lane::Mail).await.expect("read").waiting;
    report().await;
    assert_eq!(queued().await, 0, "without a request, nobody waits for moderators");
    core.starts("alice", "alice@example.org").await;
    let (before, operators) = (queued().await, core.registrations.config().admin.email.0.len() as u64);
    assert!(operators > 0);
    report().await;
    report().await;
    assert_eq!(queued().await, before + operators);
    core.waits(SignedDuration::from_hours(25));
    report().await;
    assert_eq!(queued().await, before + 2 * operators);
}

#[tokio::test]
async fn outage_lasts_until_the_part_works_again() {
    let core = TestCore::open().await;
    let finding = Finding::new(Part::Mail, Code::ConnectionRefused, "refused");
    assert!(!core.registrations.is_down(Part::Mail));
    core.registrations.note_down(Part::Mail, &finding);
    core.registrations.note_down(Part::Mail, &finding);
    assert!(core.registrations.is_down(Part::Mail) && !core.registrations.is_down(Part::Database));
    core.registrations.note_up(Part::Mail);
    assert!(!core.registrations.is_down(Part::Mail));
}

#[tokio::test]
async fn new_link_does_not_extend_a_verified_request() {
    let core = TestCore::open().await;
    let held = core.proves("alice", "alice@example.org").await;
    let open = core.starts("bob", "bob@example.org").await;
    for _ in 0..3 {
        core.waits(SignedDuration::from_hours(20));
        for id in [held, open] {
            let _ = core.registrations.resend(id, Origin::applicant(None)).await;
        }
    }
    core.registrations.operations().clean_up().await.expect("cleaned");
    let state = async |id| core.registrations.find(id).await.expect("read").expect("there").state;
    assert_eq!(state(held).await, State::Expired, "its name is free again after two days");
    assert_eq!(state(open).await, State::AwaitingEmail, "this one holds nothing");
}
