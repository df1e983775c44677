//! What moderators look for, and what they judge by.

use super::*;

impl Desk {
    async fn files_from(&self, name: &str, email: &str, address: &str) -> RegistrationId {
        let start = Start { localpart: local(name), email: mail(email), address: address.parse().ok() };
        let id = self.registrations.start(start).await.expect("started").id;
        self.links.set(self.links.get() + 1);
        self.registrations.verify(&self.last_link().await, None, None).await.expect("proven");
        let txn = self.registrations.store().begin().await.expect("a transaction");
        let moved = self.registrations.apply(&txn, id, Event::Submitted, &Origin::applicant(None), None).await;
        self.registrations.commit(txn, id, Event::Submitted, moved.expect("legal")).await.expect("committed");
        id
    }

    async fn finds(&self, text: &str) -> Vec<RegistrationId> {
        let found = self.registrations.store().search(text, 10).await.expect("read");
        found.into_iter().map(|one| one.id).collect()
    }
}

#[tokio::test]
async fn a_search_finds_beginnings_of_names_and_addresses_and_networks() {
    let desk = Desk::open().await;
    let alice = desk.files_from("alice", "Alice+x@example.org", "2001:db8:1:2::1").await;
    let alicia = desk.files_from("alicia", "other@example.org", "203.0.113.9").await;
    assert_eq!(desk.finds("ALI").await, [alicia, alice]);
    assert_eq!(desk.finds("alice@").await, [alice]);
    assert_eq!(desk.finds("2001:db8:1:2:ffff::9").await, [alice]);
    assert_eq!(desk.finds("203.0.113.9").await, [alicia]);
    assert!(desk.finds("%li").await.is_empty() && desk.finds("lice").await.is_empty());
}

#[tokio::test]
async fn those_that_wait_come_oldest_first_and_page_by_page() {
    let desk = Desk::with("rate_limit: {email_submission: 100}\n").await;
    let mut ids = vec![];
    for number in 0..5 {
        ids.push(desk.files(&format!("name{number}"), &format!("{number}@example.org")).await);
    }
    desk.registrations.decide(ids[0], denial()).await.expect("denied");
    let page = async |states: &[State], page| {
        let page = desk.registrations.store().page(states, page, 3).await.expect("read");
        (page.total, page.registrations.into_iter().map(|one| one.id).collect::<Vec<_>>())
    };
    assert_eq!(page(&[State::AwaitingReview], 0).await, (4, vec![ids[1], ids[2], ids[3]]));
    assert_eq!(page(&[State::AwaitingReview], 1).await, (4, vec![ids[4]]));
    assert_eq!(page(&[State::AwaitingReview], 2).await, (4, vec![]));
    assert_eq!(page(&[], 0).await, (5, vec![ids[4], ids[3], ids[2]]));
    let (count, oldest) = desk.registrations.store().waiting().await.expect("read");
    assert_eq!((count, oldest), (4, Some(desk.registrations.clock().now())));
    let stats = desk.registrations.stats(7).await.expect("read");
    assert_eq!((stats.requests, stats.denied, stats.approved, stats.by_day.len()), (5, 1, 0, 7));
}

#[tokio::test]
async fn a_request_is_held_against_others_and_against_names_that_it_can_be_taken_for() {
    let desk = Desk::open().await;
    let alice = desk.files_from("alice", "a@example.org", "203.0.113.9").await;
    let spoof = desk.files_from("a1ice", "b@mailinator.com", "203.0.113.9").await;
    let adrnin = desk.files_from("adrnin", "c@example.org", "198.51.100.7").await;
    let signals = async |id| {
        let registration = desk.registrations.find(id).await.expect("read").expect("there");
        desk.registrations.signals(&registration).await.expect("read")
    };
    let seen = signals(spoof).await;
    assert_eq!((seen.looks_like, seen.throwaway_mail), (vec!["alice".to_owned()], true));
    assert_eq!(
        seen.related.iter().map(|one| (one.id, one.same_email, one.same_network)).collect::<Vec<_>>(),
        [(alice, false, true)]
    );
    let seen = signals(adrnin).await;
    assert_eq!((seen.looks_like, seen.throwaway_mail, seen.related.len()), (vec!["admin".to_owned()], false, 0));
    assert_eq!(seen.took, Some(SignedDuration::ZERO));
}
