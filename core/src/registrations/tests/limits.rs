//! Limits count exactly, per client, and survive a restart.

use std::{net::IpAddr, time::Duration};

use super::*;

/// Puzzles that are solved at once, where a limit asks for one.
const EASY: &str = "proof_of_work: {difficulty: 2}\n";

fn ip(text: &str) -> Option<IpAddr> {
    text.parse().ok()
}

impl TestCore {
    async fn submits_from(&self, name: &str, address: &str) -> Result<Started, StartError> {
        let email = mail(&format!("{name}@example.org"));
        self.registrations
            .applicants()
            .start(Start {
                localpart: local(name),
                email,
                address: ip(address),
                answer: None,
                language: Language::english(),
            })
            .await
    }
}

fn wait_of(result: Result<Started, StartError>) -> u64 {
    match result {
        Err(StartError::RateLimited(RateLimited { scope: Scope::Network, wait })) => wait.as_secs(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn daily_mail_limit_per_ipv4_address_and_ipv6_network() {
    let core = TestCore::open().await;
    for name in ["a1", "a2", "a3"] {
        core.submits_from(name, "203.0.113.9").await.expect("within the limit");
        core.waits(SignedDuration::from_hours(1));
    }
    assert_eq!(wait_of(core.submits_from("a4", "203.0.113.9").await), 21 * 3600);
    core.submits_from("b1", "203.0.113.10").await.expect("another client");
    core.waits(SignedDuration::from_hours(21));
    core.submits_from("a5", "203.0.113.9").await.expect("the first has left the day");
    assert_eq!(wait_of(core.submits_from("a6", "203.0.113.9").await), 3600);

    for (name, address) in [("c1", "2001:db8::1"), ("c2", "2001:db8::2"), ("c3", "2001:db8:0:0:ffff::")] {
        core.submits_from(name, address).await.expect("within the limit");
    }
    wait_of(core.submits_from("c4", "2001:db8::9999").await);
    core.submits_from("c5", "2001:db8:0:1::1").await.expect("another household");
}

#[tokio::test]
async fn refused_request_counts_against_no_other_limit() {
    let core = TestCore::with("rate_limit: {email_submission: 1, requests_per_day: 3}\n").await;
    core.submits_from("a", "203.0.113.1").await.expect("the first of this network");
    for _ in 0..6 {
        wait_of(core.submits_from("b", "203.0.113.1").await);
    }
    core.submits_from("b", "203.0.113.2").await.expect("nothing was mailed there yet, and today has room");
    core.submits_from("b", "203.0.113.3").await.expect("the third today");
    let full = core.submits_from("c", "203.0.113.4").await;
    assert!(matches!(full, Err(StartError::RateLimited(RateLimited { scope: Scope::Everybody, .. }))), "{full:?}");
}

#[tokio::test]
async fn limits_survive_restart_and_clean_up() {
    let core = TestCore::with("rate_limit: {email_submission: 1, email_submission_hours: 48}\n").await;
    core.submits_from("a1", "203.0.113.9").await.expect("the first");
    core.waits(SignedDuration::from_hours(47));
    core.registrations.operations().clean_up().await.expect("cleaned");
    let config = Config::parse(&core.text).expect("valid");
    let store = Store::connect(&config).await.expect("opened again");
    let (synapse, mailer) = (core.registrations.synapse().clone(), core.registrations.mailer().clone());
    let (keys, clock) = (core.registrations.keys().clone(), core.registrations.clock().clone());
    let reborn = Registrations::new(config, keys, store, synapse, mailer, clock);
    let start = Start {
        localpart: local("a2"),
        email: mail("a2@example.org"),
        address: ip("203.0.113.9"),
        answer: None,
        language: Language::english(),
    };
    assert_eq!(wait_of(reborn.applicants().start(start).await), 3600);
}

#[tokio::test]
async fn each_form_has_its_own_limit() {
    let core = TestCore::with("rate_limit: {forms: 2, forms_minutes: 5}\n").await;
    let admit = async |form, address| match core.registrations.applicants().admit(form, address).await {
        Ok(()) => Ok(()),
        Err(CheckError::Refused(limit)) => Err(limit.wait),
        Err(CheckError::Store(error)) => panic!("{error}"),
    };
    for _ in 0..2 {
        assert_eq!(admit("/register", ip("203.0.113.9")).await, Ok(()));
    }
    assert_eq!(admit("/register", ip("203.0.113.9")).await, Err(Duration::from_mins(5)));
    assert_eq!(admit("/register", ip("::ffff:203.0.113.9")).await, Err(Duration::from_mins(5)));
    assert_eq!(admit("/register/link", ip("203.0.113.9")).await, Ok(()));
    for _ in 0..5 {
        assert_eq!(admit("/register", None).await, Ok(()));
    }
}

#[tokio::test]
async fn limit_is_exact_under_concurrency() {
    let core = TestCore::with("rate_limit: {forms: 7}\n").await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..30 {
        let registrations = core.registrations.clone();
        tasks.spawn(async move { registrations.applicants().admit("/register", ip("203.0.113.9")).await });
    }
    let admitted = tasks.join_all().await.into_iter().flatten().count();
    assert_eq!(admitted, 7);
}

#[tokio::test]
async fn mailbox_gets_five_links_a_day() {
    let core = TestCore::with(EASY).await;
    let first = core.starts("a1", "victim@example.org").await;
    let second = core.starts("a2", "victim+tag@example.org").await;
    let again = async |id| {
        core.waits(SignedDuration::from_mins(2));
        core.registrations.resend(id, Origin::applicant(None)).await
    };
    for id in [first, second, first] {
        again(id).await.expect("within the limit");
    }
    assert!(matches!(again(second).await, Err(ResendError::RateLimited(_))));
    let sixth = Start {
        localpart: local("a3"),
        email: mail("victim@example.org"),
        address: None,
        answer: None,
        language: Language::english(),
    };
    let crowded = core.registrations.applicants().start(sixth.clone()).await;
    assert!(matches!(crowded, Err(StartError::ProofError(ProofError::Crowded))), "{crowded:?}");
    let answer = Some(crate::testing::answer_to(&core.registrations.applicants().puzzle().expect("a puzzle")));
    core.registrations.applicants().start(Start { answer, ..sixth }).await.expect("nobody is shut out for good");
    core.registrations.resend(second, Actor::Operator.into()).await.expect("operators may");
    core.waits(SignedDuration::from_hours(24));
    again(second).await.expect("the next day there is room again");
}

#[tokio::test]
async fn aliases_share_the_mailbox_limit() {
    let core = TestCore::with(EASY).await;
    let mut sent = 0;
    for number in 0..180 {
        let (dots, tag) = (".".repeat(number % 2), number / 2);
        let email = mail(&format!("vic{dots}tim+{tag}@gmail.com"));
        let address = ip(&format!("2001:db8:1:{number:x}::1"));
        let start = Start {
            localpart: local(&format!("a{number}")),
            email,
            address,
            answer: None,
            language: Language::english(),
        };
        match core.registrations.applicants().start(start).await {
            Ok(_) => sent += 1,
            Err(StartError::ProofError(ProofError::Crowded)) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(sent, 5);
    for number in 0..40 {
        let answer = Some(crate::testing::answer_to(&core.registrations.applicants().puzzle().expect("a puzzle")));
        let email = mail(&format!("victim+{number}@googlemail.com"));
        let start = Start { localpart: local("a"), email, address: None, answer, language: Language::english() };
        match core.registrations.applicants().start(start).await {
            Ok(_) => sent += 1,
            Err(StartError::RateLimited(RateLimited { scope: Scope::Mailbox, .. })) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(sent, 25, "and there is an end to it");
}

#[tokio::test]
async fn ipv6_site_solves_puzzles_beyond_its_limit() {
    let core = TestCore::with(&format!("{EASY}rate_limit: {{email_submission: 1}}\n")).await;
    let start = |number: u32, answer| Start {
        localpart: local(&format!("a{number}")),
        email: mail(&format!("a{number}@example.org")),
        address: ip(&format!("2001:db8:1:{number}::1")),
        answer,
        language: Language::english(),
    };
    for number in 0..4 {
        core.registrations.applicants().start(start(number, None)).await.expect("within the limit");
    }
    let crowded = core.registrations.applicants().start(start(4, None)).await;
    assert!(matches!(crowded, Err(StartError::ProofError(ProofError::Crowded))), "{crowded:?}");
    let answer = Some(crate::testing::answer_to(&core.registrations.applicants().puzzle().expect("a puzzle")));
    core.registrations.applicants().start(start(4, answer)).await.expect("a campus is not shut out");
    core.submits_from("b", "2001:db8:2::1").await.expect("another site");
}

#[tokio::test]
async fn old_attempts_are_deleted_in_batches() {
    let core = TestCore::open().await;
    let now = core.registrations.clock().now();
    for number in 0..1200 {
        let key = core.registrations.keys().attempts("form", &number.to_string());
        let limit = crate::domain::Limit { count: 1, per: SignedDuration::from_mins(1) };
        core.registrations.store().admit(&key, limit, now).await.expect("admitted");
    }
    let deletions = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counted = std::sync::Arc::clone(&deletions);
    let mut store = core.registrations.store().clone();
    store.watched(move |sql, _| {
        if sql.starts_with("DELETE") {
            counted.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        }
    });
    let before = now + SignedDuration::from_secs(1);
    assert_eq!(store.forget_attempts(before).await.expect("deleted"), 1200);
    assert_eq!(deletions.load(std::sync::atomic::Ordering::SeqCst), 3, "500, 500 and the rest");
}

#[tokio::test]
async fn repeated_mail_requests_count_per_client() {
    let core = TestCore::with("rate_limit: {email_submission: 1}\n").await;
    let here = || Origin::applicant(ip("203.0.113.9"));
    for name in ["a1", "a2", "a3"] {
        let id = core.starts(name, &format!("{name}@example.org")).await;
        core.waits(SignedDuration::from_mins(2));
        core.registrations.resend(id, here()).await.expect("within the limit");
    }
    let by_email = async |email, from| core.registrations.applicants().resend_by_email(mail(email), ip(from)).await;
    for email in ["a1@example.org", "nobody@example.org"] {
        by_email(email, "203.0.113.9").await.expect("counted");
    }
    for email in ["a1@example.org", "nobody@example.org"] {
        let refused = by_email(email, "203.0.113.9").await.expect_err("enough from there");
        let ResendError::RateLimited(RateLimited { scope: Scope::Network, wait }) = refused else {
            panic!("{refused}")
        };
        let wait = wait.as_secs();
        assert!((86_000..=86_400).contains(&wait), "{wait}");
    }
    let fourth = core.starts("a4", "a4@example.org").await;
    core.waits(SignedDuration::from_mins(2));
    let refused = core.registrations.resend(fourth, here()).await;
    assert!(matches!(refused, Err(ResendError::RateLimited(RateLimited { scope: Scope::Network, .. }))), "{refused:?}");
    core.registrations.resend(fourth, Origin::applicant(ip("203.0.113.10"))).await.expect("another client");
}

#[tokio::test]
async fn link_by_address_reveals_nothing_through_limits() {
    let core = TestCore::open().await;
    core.starts("a1", "alice@example.org").await;
    let unseen = async || {
        core.waits(SignedDuration::from_mins(2));
        core.registrations.applicants().resend_unseen(&mail("alice@example.org"), None).await
    };
    for _ in 0..3 {
        unseen().await.expect("sent");
    }
    assert!(
        matches!(unseen().await, Err(ResendError::RateLimited(RateLimited { scope: Scope::Mailbox, .. }))),
        "there is an end to it"
    );
    for name in ["a2", "a3", "a4", "a5"] {
        core.starts(name, "alice@example.org").await;
    }
}
