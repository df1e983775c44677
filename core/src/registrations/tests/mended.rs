//! An account that was finished for a request which somebody else had moved on meanwhile.

use super::*;

impl Desk {
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
    let desk = Desk::open().await;
    let (id, as_read) = desk.overtakes().await;
    desk.moves(id, Event::TimedOut).await;
    let first = desk.claims(Lane::Synapse).await;
    assert_eq!(effects(&first), ["remove_account"]);
    desk.registrations.store().set_account(id, Account::Removed).await.expect("written");
    desk.registrations.conclude(&first[0], Ok(None)).await;
    assert_eq!(effects(&desk.claims(Lane::Synapse).await), [""; 0]);

    // Only now is the other one done with the password, which has revived it.
    desk.registrations.mend_account(&as_read).await.expect("mended");
    assert_eq!(effects(&desk.claims(Lane::Synapse).await), ["remove_account"]);
    assert_eq!(desk.state(id).await, State::Expired);
}

#[tokio::test]
async fn if_it_was_approved_the_account_that_was_locked_late_is_opened_again() {
    let desk = Desk::open().await;
    let (id, as_read) = desk.overtakes().await;
    desk.registrations.decide(id, approval()).await.expect("approved");
    let unlock = desk.claims(Lane::Synapse).await;
    desk.registrations.conclude(&unlock[0], Ok(Some(Event::AccountReady))).await;
    assert_eq!(desk.state(id).await, State::Active);

    desk.registrations.mend_account(&as_read).await.expect("mended");
    assert_eq!(effects(&desk.claims(Lane::Synapse).await), ["unlock_account"]);
    assert_eq!(desk.state(id).await, State::Active);
}

#[tokio::test]
async fn if_it_still_waits_or_has_another_name_by_now_nothing_is_done() {
    let desk = Desk::open().await;
    let (id, mut as_read) = desk.overtakes().await;
    desk.registrations.mend_account(&as_read).await.expect("nothing to mend");
    desk.registrations.decide(id, approval()).await.expect("approved");
    assert_eq!(effects(&desk.claims(Lane::Synapse).await), ["unlock_account"], "the approval's own");
    as_read.localpart = local("alice2");
    desk.registrations.mend_account(&as_read).await.expect("not ours to mend");
    assert_eq!(desk.registrations.store().queue(Lane::Synapse).await.expect("read").waiting, 1);
}
