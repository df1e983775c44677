//! What is given up and what is forgotten, by the config's `retention`.

use super::*;

const DAY: SignedDuration = SignedDuration::from_hours(24);

impl Desk {
    /// Approves a request that has no account yet, and lets the worker find that out.
    async fn approves_without_account(&self, name: &str, email: &str) -> RegistrationId {
        let id = self.proves(name, email).await;
        self.moves(id, Event::Submitted).await;
        self.registrations.decide(id, approval()).await.expect("approved");
        let unlock = self.claims(Lane::Synapse).await;
        assert_eq!(effects(&unlock), ["unlock_account"]);
        self.registrations.conclude(&unlock[0], Ok(Some(Event::PasswordNeeded))).await;
        assert_eq!(self.state(id).await, State::AwaitingPassword);
        self.links.set(self.links.get() + 1);
        id
    }
}

#[tokio::test]
async fn nobody_who_is_approved_or_waits_blocks_an_address_for_ever() {
    let desk = Desk::with("retention: {started: 2, completed: 30, pending: 60}\n").await;
    let approved = desk.approves_without_account("alice", "a@example.org").await;
    let pending = desk.files("bert", "b@example.org").await;
    desk.waits(DAY * 29);
    assert_eq!(desk.registrations.clean_up().await.expect("cleaned").expired, 0);
    desk.waits(DAY * 2);
    assert_eq!(desk.registrations.clean_up().await.expect("cleaned").expired, 1);
    assert_eq!((desk.state(approved).await, desk.state(pending).await), (State::Expired, State::AwaitingReview));
    desk.proves("alice", "a@example.org").await;
    desk.waits(DAY * 30);
    desk.registrations.clean_up().await.expect("cleaned");
    assert_eq!(desk.state(pending).await, State::Expired);
    assert!(effects(&desk.claims(Lane::Synapse).await).contains(&"remove_account"), "the locked account goes first");
    desk.waits(DAY * 30);
    desk.registrations.clean_up().await.expect("cleaned");
    assert!(desk.registrations.find(pending).await.expect("read").is_some(), "not before its account is gone");
}

#[tokio::test]
async fn pending_requests_are_kept_for_ever_by_default() {
    let desk = Desk::open().await;
    let pending = desk.files("bert", "b@example.org").await;
    desk.waits(DAY * 3000);
    desk.registrations.clean_up().await.expect("cleaned");
    assert_eq!(desk.state(pending).await, State::AwaitingReview);
}

#[tokio::test]
async fn one_pass_cleans_up_however_much_there_is() {
    let desk = Desk::open().await;
    let txn = desk.registrations.store().begin().await.expect("a transaction");
    let now = desk.registrations.clock().now();
    for number in 0..1100 {
        let new = crate::store::NewRegistration {
            localpart: local(&format!("name{number}")),
            email: mail(&format!("{number}@example.org")),
            address: None,
        };
        write::insert(&txn, desk.registrations.keys(), &new, now).await.expect("written");
    }
    desk.registrations.store().commit(txn).await.expect("committed");
    desk.waits(DAY * 3);
    assert_eq!(desk.registrations.clean_up().await.expect("cleaned").expired, 1100);
    desk.waits(DAY * 3);
    assert_eq!(desk.registrations.clean_up().await.expect("cleaned").forgotten, 1100);
    assert!(desk.registrations.list(None, 1).await.expect("read").is_empty());
}

#[tokio::test]
async fn a_request_does_not_expire_while_its_account_is_in_work() {
    let desk = Desk::open().await;
    let id = desk.proves("alice", "a@example.org").await;
    desk.waits(DAY * 2 + SignedDuration::from_mins(1));
    let (store, now) = (desk.registrations.store(), desk.registrations.clock().now());
    let of = desk.registrations.find(id).await.expect("read").expect("there");
    let lease = std::time::Duration::from_mins(3);
    let intended = store.intend_account(&of, None, now, lease).await.expect("written");
    assert!(matches!(intended, Intent::Recorded(_)));
    assert_eq!(desk.registrations.clean_up().await.expect("cleaned").expired, 0);
    desk.waits(SignedDuration::from_mins(4));
    assert_eq!(desk.registrations.clean_up().await.expect("cleaned").expired, 1);
    let late = store.intend_account(&of, None, now, lease).await.expect("written");
    assert!(matches!(late, Intent::Refused), "nobody waits for it any more");
}

#[tokio::test]
async fn what_waits_for_an_operator_is_kept_and_keeps_nobody_else() {
    let desk = Desk::open().await;
    for (name, email) in [("alice", "a@example.org"), ("bert", "b@example.org")] {
        let id = desk.files(name, email).await;
        desk.registrations.decide(id, denial()).await.expect("denied");
    }
    desk.waits(SignedDuration::from_mins(1)); // The mail server was away.
    let mut kept = None;
    for lane in Lane::ALL {
        loop {
            let tasks = desk.claims(lane).await;
            if tasks.is_empty() {
                break;
            }
            for task in tasks {
                let is_kept = task.effect == Effect::RemoveAccount && kept.is_none();
                let parked = Err(EffectError::Park { cause: "no".into() });
                desk.registrations.conclude(&task, if is_kept { parked } else { Ok(None) }).await;
                kept = kept.or(is_kept.then_some(task.registration));
            }
        }
    }
    let now = desk.registrations.clock().now().saturating_add(DAY).expect("a time");
    let found = desk.registrations.store().forgettable(State::Denied, now, 1).await.expect("read");
    assert!(found.len() == 1 && Some(found[0]) != kept, "{found:?}, {kept:?}");
}

#[tokio::test]
async fn one_process_records_the_intent_and_an_account_that_is_ours_stays_so() {
    let desk = Desk::open().await;
    let id = desk.proves("alice", "a@example.org").await;
    let (store, now) = (desk.registrations.store(), desk.registrations.clock().now());
    let of = desk.registrations.find(id).await.expect("read").expect("there");
    let lease = std::time::Duration::from_mins(3);
    let Intent::Recorded(intent) = store.intend_account(&of, None, now, lease).await.expect("written") else {
        panic!("nobody else asked")
    };
    let second = store.intend_account(&of, None, now, lease).await.expect("written");
    assert!(matches!(second, Intent::Refused));
    let account = async || desk.registrations.find(id).await.expect("read").expect("there").account;
    assert_eq!(account().await, Account::Intended);
    let seen = SeenAccount { created_at: now.as_second(), ..SeenAccount::default() };
    assert!(store.record_ours(&intent, AccountProof::Created, &seen).await.expect("written"));
    store.withdraw_intent(&intent).await.expect("nothing to withdraw");
    let third = store.intend_account(&of, None, now, lease).await.expect("written");
    assert!(matches!(third, Intent::Refused));
    assert!(store.account_of(&of).await.expect("read").is_some_and(|one| one.status == AccountStatus::Ours));
}
