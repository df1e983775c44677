//! What moderators look for, and what they judge by.

use super::*;
use crate::domain::{Answers, QuestionAnswer};

impl TestCore {
    pub(super) async fn files_from(&self, name: &str, email: &str, address: &str) -> RegistrationId {
        let start = Start {
            localpart: local(name),
            email: mail(email),
            address: address.parse().ok(),
            answer: None,
            language: Language::english(),
        };
        let id = self.registrations.applicants().start(start).await.expect("started").id;
        self.links.set(self.links.get() + 1);
        self.registrations.applicants().verify(&self.last_link().await, None, None).await.expect("proven");
        self.moves(id, Event::Submitted).await;
        id
    }

    async fn finds(&self, text: &str) -> Vec<RegistrationId> {
        let found = self.registrations.store().search(text, 10).await.expect("read");
        found.into_iter().map(|one| one.id).collect()
    }
}

#[tokio::test]
async fn search_finds_prefixes_and_networks() {
    let core = TestCore::open().await;
    let alice = core.files_from("alice", "Alice+x@example.org", "2001:db8:1:2::1").await;
    let alicia = core.files_from("alicia", "other@example.org", "203.0.113.9").await;
    assert_eq!(core.finds("ALI").await, [alicia, alice]);
    assert_eq!(core.finds("alice@").await, [alice]);
    assert_eq!(core.finds("2001:db8:1:2:ffff::9").await, [alice]);
    assert_eq!(core.finds("203.0.113.9").await, [alicia]);
    assert_eq!(core.finds("lice").await, [alice], "inside a word, among the newest");
    assert_eq!(core.finds("ICE+X").await, [alice], "whatever is written in capitals");
    assert!(core.finds("%li").await.is_empty());
}

#[tokio::test]
async fn search_finds_answers_but_not_their_questions() {
    let core = TestCore::open().await;
    let alice = core.files("alice", "a@example.org").await;
    let answer = |id: &str, label: &str, text: &str| QuestionAnswer {
        id: id.to_owned(),
        label: label.to_owned(),
        text: text.to_owned(),
    };
    let own = vec![answer("city", "Where do you live?", "100 % \"Rome\"\nand Paris"), answer("adult", "16?", "Yes")];
    let answers = Answers { reason: None, own };
    let txn = core.registrations.store().begin().await.expect("a transaction");
    write::set_answers(&txn, alice, &answers).await.expect("written");
    core.registrations.store().commit(txn).await.expect("committed");
    for text in ["paris", "100 % \"R", "YES"] {
        assert_eq!(core.finds(text).await, [alice], "{text}");
    }
    for text in ["live", "city", "[", "\\n"] {
        assert!(core.finds(text).await.is_empty(), "{text}");
    }
    let read = core.registrations.find(alice).await.expect("read").expect("there");
    assert_eq!(read.answers, answers);
}

#[tokio::test]
async fn submitted_requests_are_counted_newest_first() {
    let core = TestCore::open().await;
    let began = core.registrations.clock().now();
    for (name, email) in [("alice", "a@example.org"), ("bert", "b@example.org"), ("carl", "c@example.org")] {
        core.waits(SignedDuration::from_mins(1));
        core.files(name, email).await;
    }
    core.proves("dora", "d@example.org").await;
    let asked = async |since, limit| {
        let asked = core.registrations.store().asked_within(since..jiff::Timestamp::MAX, limit).await.expect("read");
        asked.into_iter().map(|one| one.at.duration_since(began).as_mins()).collect::<Vec<_>>()
    };
    assert_eq!(asked(began, 9).await, [3, 2, 1], "who has not asked yet is not counted");
    assert_eq!(asked(began, 2).await, [3, 2]);
    assert_eq!(asked(core.registrations.clock().now(), 9).await, [3]);
    let first_two = began..core.registrations.clock().now();
    let found = core.registrations.moderation().asked_within(first_two, 9).await.expect("read");
    assert_eq!(found.len(), 2, "the end is not included");
}
