//! An account that was finished for a request which somebody else had moved on meanwhile.

use super::*;

impl TestCore {
    /// Alice's request, filed by another process; and as the one that still makes her account has read it before.
    async fn overtakes(&self) -> (RegistrationId, Registration) {
        let id = self.proves("alice", "a@example.org").await;
        let as_read = self.registrations.find(id).await.expect("read").expect("there");
        self.registrations.store().set_account(id, Account::Ours).await.expect("written");
        self.moves(id, Event::Submitted).await;
        (id, as_read)
    }
}

#[tokio::test]
async fn if_it_was_given_up_the_account_that_came_late_is_removed_as_well() {
    let core = TestCore::open().await;
    let (id, as_read) = core.overtakes().await;
    core.moves(id, Event::TimedOut).await;
    let first = core.claims(Lane::Homeserver).await;
    assert_eq!(effects(&first), ["remove_account"]);
    core.registrations.store().set_account(id, Account::Removed).await.expect("written");
    core.registrations.complete(&first[0], Ok(None)).await;
    assert_eq!(effects(&core.claims(Lane::Homeserver).await), [""; 0]);

    // Only now is the other one done with the password, which has revived it.
    core.registrations.mend_account(&as_read).await.expect("mended");
    assert_eq!(effects(&core.claims(Lane::Homeserver).await), ["remove_account"]);
    assert_eq!(core.state(id).await, State::Expired);
}

#[tokio::test]
async fn if_it_was_approved_the_account_that_was_locked_late_is_opened_again() {
    let core = TestCore::open().await;
    let (id, as_read) = core.overtakes().await;
    core.registrations.moderation().decide(id, approval()).await.expect("approved");
    let unlock = core.claims(Lane::Homeserver).await;
    core.registrations.complete(&unlock[0], Ok(Some(Event::AccountReady))).await;
    assert_eq!(core.state(id).await, State::Active);

    core.registrations.mend_account(&as_read).await.expect("mended");
    assert_eq!(effects(&core.claims(Lane::Homeserver).await), ["unlock_account"]);
    assert_eq!(core.state(id).await, State::Active);
}

#[tokio::test]
async fn if_it_still_waits_or_has_another_name_by_now_nothing_is_done() {
    let core = TestCore::open().await;
    let (id, mut as_read) = core.overtakes().await;
    core.registrations.mend_account(&as_read).await.expect("nothing to mend");
    core.registrations.moderation().decide(id, approval()).await.expect("approved");
    assert_eq!(effects(&core.claims(Lane::Homeserver).await), ["unlock_account"], "the approval's own");
    as_read.localpart = local("alice2");
    core.registrations.mend_account(&as_read).await.expect("not ours to mend");
    assert_eq!(core.registrations.store().queue(Lane::Homeserver).await.expect("read").waiting, 1);
}
