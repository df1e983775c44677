//! Signals: facts about a request besides its own text.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use super::*;
use crate::{
    domain::{Answers, Reason},
    registrations::{Signals, earlier_decisions},
    store::write,
};

impl TestCore {
    async fn finds_one(&self, id: RegistrationId) -> Registration {
        self.registrations.find(id).await.expect("read").expect("there")
    }

    async fn signals(&self, id: RegistrationId) -> Signals {
        self.registrations.moderation().signals(&self.finds_one(id).await).await.expect("read")
    }

    /// The similar pending requests, and whether they share the network and the reason.
    async fn alike(&self, id: RegistrationId) -> Vec<(RegistrationId, bool, bool)> {
        let alike = self.signals(id).await.alike.into_iter();
        alike.map(|one| (one.id, one.same_network, one.same_reason)).collect()
    }

    async fn says(&self, id: RegistrationId, reason: &str) {
        let txn = self.registrations.store().begin().await.expect("a transaction");
        let answers = Answers { reason: Some(Reason::parse(reason, 1).expect("valid")), own: vec![] };
        write::set_answers(&txn, id, &answers).await.expect("written");
        self.registrations.store().commit(txn).await.expect("committed");
    }

    /// How many requests with the same mail domain were approved, were denied, and are pending.
    async fn domain(&self, id: RegistrationId) -> Option<(usize, usize, usize)> {
        let of = self.finds_one(id).await;
        let history = self.registrations.moderation().domain_history(&of).await.expect("read");
        history.map(|history| (history.approved, history.denied, history.pending))
    }
}

#[tokio::test]
async fn signals_show_related_and_similar_requests() {
    let core = TestCore::open().await;
    let alice = core.files_from("alice", "a@example.org", "203.0.113.9").await;
    let spoof = core.files_from("a1ice", "b@mailinator.com", "203.0.113.9").await;
    let adrnin = core.files_from("adrnin", "c@example.org", "198.51.100.7").await;
    let seen = core.signals(spoof).await;
    assert_eq!((seen.looks_like, seen.throwaway_mail), (vec!["alice".to_owned()], true));
    assert_eq!(
        seen.related.iter().map(|one| (one.id, one.same_email, one.same_network)).collect::<Vec<_>>(),
        [(alice, false, true)]
    );
    let seen = core.signals(adrnin).await;
    assert_eq!((seen.looks_like, seen.throwaway_mail, seen.related.len()), (vec!["admin".to_owned()], false, 0));
    assert_eq!(seen.took, Some(SignedDuration::ZERO));
}

#[tokio::test]
async fn pending_neighbours_and_copied_reasons_are_alike() {
    let core = TestCore::open().await;
    let first = core.files_from("anna", "a@example.org", "203.0.113.9").await;
    let neighbour = core.files_from("bert", "b@example.org", "203.0.113.77").await;
    let copy = core.files_from("carl", "c@example.org", "198.51.100.7").await;
    let denied = core.files_from("dora", "d@example.org", "203.0.113.10").await;
    let v6 = core.files_from("emil", "e@example.org", "2001:db8:1:2::9").await;
    let v6_neighbour = core.files_from("fred", "f@example.org", "2001:db8:1:77::1").await;
    core.files_from("gina", "g@example.org", "2001:db8:2:2::9").await;
    core.says(first, "I would like to play online casino games with people here").await;
    core.says(neighbour, "A friend of mine told me about the chess group on this server").await;
    core.says(copy, "I would like to play online CASINO games with friends here!").await;
    core.registrations.moderation().decide(denied, denial()).await.expect("denied");
    assert_eq!(core.alike(first).await, [(neighbour, true, false), (copy, false, true)]);
    assert_eq!(core.alike(v6).await, [(v6_neighbour, true, false)]);
    core.says(neighbour, "I would like to play online casino games with people there").await;
    assert_eq!(core.alike(neighbour).await, [(first, true, true), (copy, false, true)]);
}

#[tokio::test]
async fn mail_domain_has_a_history_unless_everybody_uses_it() {
    let core = TestCore::open().await;
    let moderation = core.registrations.moderation();
    let first = core.files("anna", "a@Corp.example").await;
    assert_eq!(core.domain(first).await, None, "nobody else");
    let second = core.files("bert", "b@corp.example").await;
    core.starts("carl", "c@corp.example").await;
    assert_eq!(core.domain(second).await, Some((0, 0, 1)), "one has not been submitted");
    moderation.decide(first, denial()).await.expect("denied");
    let third = core.files("dora", "d@CORP.example").await;
    moderation.decide(second, approval()).await.expect("approved");
    assert_eq!(core.domain(third).await, Some((1, 1, 0)));
    let common = core.files("emil", "e@gmail.com").await;
    core.files("fred", "f@gmail.com").await;
    assert_eq!(core.domain(common).await, None);
}

#[tokio::test]
async fn reopened_request_remembers_its_denial() {
    let core = TestCore::open().await;
    let moderation = core.registrations.moderation();
    let id = core.files("anna", "a@example.org").await;
    moderation.decide(id, denial().saying(Some("Casino spam".into()))).await.expect("denied");
    moderation.reopen(id, Actor::Operator).await.expect("reopened");
    let earlier = earlier_decisions(&core.registrations.history(id).await.expect("read"));
    let [one] = earlier.as_slice() else { panic!("{earlier:?}") };
    assert_eq!((one.verdict, one.message.as_deref()), (Verdict::Deny, Some("Casino spam")));
    assert_eq!((&one.by, &one.ended_by), (&Actor::Operator, &Actor::Operator));
}

#[tokio::test]
async fn signals_of_twenty_requests_take_as_many_queries_as_those_of_one() {
    let queries = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&queries);
    let watch = move |_: &str, _: &[_]| {
        seen.fetch_add(1, Ordering::Relaxed);
    };
    let core = TestCore::prepared("", |store| store.watched(watch)).await;
    let mut all = vec![];
    for number in 0..20 {
        let (name, address) = (format!("user{number}"), format!("203.0.{}.{}", number % 4, number % 3));
        let id = core.files_from(&name, &format!("{name}@example.org"), &address).await;
        if number % 5 == 0 {
            core.registrations.moderation().decide(id, denial()).await.expect("denied");
        }
        all.push(core.finds_one(id).await);
    }
    let mut each = vec![];
    for one in &all {
        queries.store(0, Ordering::Relaxed);
        each.push(core.registrations.moderation().signals(one).await.expect("read"));
    }
    let of_one = queries.swap(0, Ordering::Relaxed);
    assert_eq!(core.registrations.moderation().signals_of_each(&all).await.expect("read"), each);
    assert_eq!((queries.load(Ordering::Relaxed), of_one), (4, 4));
    assert!(each.iter().any(|signals| !signals.prior_denials.is_empty() && !signals.alike.is_empty()));
}
