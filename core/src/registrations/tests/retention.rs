//! What is given up and what is forgotten, by the config's `retention`.

use super::*;

const DAY: SignedDuration = SignedDuration::from_hours(24);

impl TestCore {
    /// Approves a request that has no account yet, and lets the worker find that out.
    async fn approves_without_account(&self, name: &str, email: &str) -> RegistrationId {
        let id = self.proves(name, email).await;
        self.moves(id, Event::Submitted).await;
        self.registrations.moderation().decide(id, approval()).await.expect("approved");
        let unlock = self.claims(Lane::Homeserver).await;
        assert_eq!(effects(&unlock), ["unlock_account"]);
        self.registrations.complete(&unlock[0], Ok(Some(Event::PasswordNeeded))).await;
        assert_eq!(self.state(id).await, State::AwaitingPassword);
        self.links.set(self.links.get() + 1);
        id
    }
}

#[tokio::test]
async fn unanswered_approval_releases_the_address() {
    let core = TestCore::with("retention: {started: 2, completed: 30, pending: 60}\n").await;
    let approved = core.approves_without_account("alice", "a@example.org").await;
    let pending = core.files("bert", "b@example.org").await;
    core.waits(DAY * 29);
    assert_eq!(core.registrations.operations().clean_up().await.expect("cleaned").expired, 0);
    core.waits(DAY * 2);
    assert_eq!(core.registrations.operations().clean_up().await.expect("cleaned").expired, 1);
    assert_eq!((core.state(approved).await, core.state(pending).await), (State::Expired, State::AwaitingReview));
    core.proves("alice", "a@example.org").await;
    core.waits(DAY * 30);
    core.registrations.operations().clean_up().await.expect("cleaned");
    assert_eq!(core.state(pending).await, State::Expired);
    assert!(effects(&core.claims(Lane::Homeserver).await).contains(&"remove_account"), "the locked account goes first");
    core.waits(DAY * 30);
    core.registrations.operations().clean_up().await.expect("cleaned");
    assert!(core.registrations.find(pending).await.expect("read").is_some(), "not before its account is gone");
}

#[tokio::test]
async fn pending_requests_never_expire_by_default() {
    let core = TestCore::open().await;
    let pending = core.files("bert", "b@example.org").await;
    core.waits(DAY * 3000);
    core.registrations.operations().clean_up().await.expect("cleaned");
    assert_eq!(core.state(pending).await, State::AwaitingReview);
}

#[tokio::test]
async fn one_clean_up_handles_many_requests() {
    let core = TestCore::open().await;
    let txn = core.registrations.store().begin().await.expect("a transaction");
    let now = core.registrations.clock().now();
    for number in 0..1100 {
        let new = crate::store::NewRegistration {
            localpart: local(&format!("name{number}")),
            email: mail(&format!("{number}@example.org")),
            address: None,
            language: None,
        };
        write::insert(&txn, core.registrations.keys(), &new, now).await.expect("written");
    }
    core.registrations.store().commit(txn).await.expect("committed");
    core.waits(DAY * 3);
    assert_eq!(core.registrations.operations().clean_up().await.expect("cleaned").expired, 1100);
    core.waits(DAY * 3);
    assert_eq!(core.registrations.operations().clean_up().await.expect("cleaned").forgotten, 1100);
    assert!(core.registrations.list(None, 1).await.expect("read").is_empty());
}

#[tokio::test]
async fn request_with_busy_account_does_not_expire() {
    let core = TestCore::open().await;
    let id = core.proves("alice", "a@example.org").await;
    core.waits(DAY * 2 + SignedDuration::from_mins(1));
    let (store, now) = (core.registrations.store(), core.registrations.clock().now());
    let of = core.registrations.find(id).await.expect("read").expect("there");
    let lease = std::time::Duration::from_mins(3);
    let intended = store.intend_account(&of, None, now, lease).await.expect("written");
    assert!(matches!(intended, Intent::Recorded(_)));
    assert_eq!(core.registrations.operations().clean_up().await.expect("cleaned").expired, 0);
    core.waits(SignedDuration::from_mins(4));
    assert_eq!(core.registrations.operations().clean_up().await.expect("cleaned").expired, 1);
    let late = store.intend_account(&of, None, now, lease).await.expect("written");
    assert!(matches!(late, Intent::Refused), "nobody waits for it any more");
}

#[tokio::test]
async fn parked_effect_keeps_only_its_request() {
    let core = TestCore::open().await;
    for (name, email) in [("alice", "a@example.org"), ("bert", "b@example.org")] {
        let id = core.files(name, email).await;
        core.registrations.moderation().decide(id, denial()).await.expect("denied");
    }
    core.waits(SignedDuration::from_mins(1)); // The mail server was away.
    let mut kept = None;
    for lane in Lane::ALL {
        loop {
            let tasks = core.claims(lane).await;
            if tasks.is_empty() {
                break;
            }
            for task in tasks {
                let is_kept = task.effect.kind() == EffectKind::RemoveAccount && kept.is_none();
                let parked = Err(EffectError::Park { cause: "no".into() });
                core.registrations.complete(&task, if is_kept { parked } else { Ok(None) }).await;
                kept = kept.or(is_kept.then_some(task.registration));
            }
        }
    }
    let now = core.registrations.clock().now().saturating_add(DAY).expect("a time");
    let found = core.registrations.store().forgettable(State::Denied, now, 1).await.expect("read");
    assert!(found.len() == 1 && Some(found[0]) != kept, "{found:?}, {kept:?}");
}

#[tokio::test]
async fn only_one_process_records_the_intent() {
    let core = TestCore::open().await;
    let id = core.proves("alice", "a@example.org").await;
    let (store, now) = (core.registrations.store(), core.registrations.clock().now());
    let of = core.registrations.find(id).await.expect("read").expect("there");
    let lease = std::time::Duration::from_mins(3);
    let Intent::Recorded(intent) = store.intend_account(&of, None, now, lease).await.expect("written") else {
        panic!("nobody else asked")
    };
    let second = store.intend_account(&of, None, now, lease).await.expect("written");
    assert!(matches!(second, Intent::Refused));
    let account = async || core.registrations.find(id).await.expect("read").expect("there").account;
    assert_eq!(account().await, Account::Intended);
    let seen = SeenAccount { created_at: now.as_second(), ..SeenAccount::default() };
    let ours = store.record_ours(&intent, (AccountProof::Created, &seen), &seen.fields, None).await;
    assert_eq!(ours.expect("written").expect("ours").status, AccountStatus::Ours);
    store.withdraw_intent(&intent).await.expect("nothing to withdraw");
    let third = store.intend_account(&of, None, now, lease).await.expect("written");
    assert!(matches!(third, Intent::Refused));
    assert!(store.account_of(&of).await.expect("read").is_some_and(|one| one.status == AccountStatus::Ours));
}
