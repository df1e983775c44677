//! Votes that moderators cast by command or reply, and votes that they withdraw.

use crate::{
    domain::{Actor, NewDecision, RegistrationId, Vote},
    registrations::context::Moderation,
    store::{StoreError, write},
};

impl Moderation {
    /// The saved votes on a request, oldest first. Votes by reaction are in the room.
    pub async fn votes(&self, on: RegistrationId) -> Result<Vec<Vote>, StoreError> {
        self.store().votes(on).await
    }

    /// Saves a vote in place of an earlier one of the same moderator. It decides nothing: the bot counts it together
    /// with the reactions in the room. A repeated event changes nothing.
    pub async fn cast_vote(&self, on: RegistrationId, vote: &Vote) -> Result<(), StoreError> {
        let txn = self.store().begin().await?;
        write::cast_vote(&txn, on, vote).await?;
        self.store().commit(txn).await
    }

    /// Adds the vote of the moderator who decides, for a decision without votes in the room.
    pub(super) fn with_own_vote(&self, mut decision: NewDecision) -> NewDecision {
        if let Actor::Moderator(voter) = &decision.by {
            decision.last_vote = Some(Vote {
                verdict: Some(decision.verdict),
                message: decision.message.clone(),
                notify: decision.notify,
                ..Vote::withdrawn(voter.clone(), self.clock().now(), String::new())
            });
        }
        decision
    }

    /// Withdraws the votes that this event cast, because it was redacted. Returns their requests.
    pub async fn withdraw_votes_of_event(&self, event: &str) -> Result<Vec<RegistrationId>, StoreError> {
        let txn = self.store().begin().await?;
        let withdrawn = self.store().withdraw_votes_of_event(&txn, event).await?;
        self.store().commit(txn).await?;
        Ok(withdrawn)
    }
}
