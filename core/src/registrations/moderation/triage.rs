//! Claiming a pending request, putting it off, and noting something about it. None of it stops another's decision.

use jiff::Timestamp;

use crate::{
    domain::{Action, Actor, Claim, EffectKind, Hold, Origin, RegistrationId, RoomEffect, State, Triage, text},
    registrations::context::Moderation,
    store::{self, Job, StoreError, Txn, write},
};

/// The outcome of a note, claim or hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Noted {
    /// It was saved.
    Done,
    /// The request is unknown or deleted.
    NotFound,
    /// The request is not pending.
    NotPending,
}

impl Moderation {
    /// The claim and the hold of a request.
    pub async fn triage(&self, on: RegistrationId) -> Result<Triage, StoreError> {
        self.store().triage(on).await
    }

    /// Records that a moderator looks at a pending request. Another moderator's claim is replaced.
    pub async fn claim(&self, id: RegistrationId, by: &Actor, event: Option<&str>) -> Result<Noted, StoreError> {
        let (at, event) = (self.clock().now(), event.map(str::to_owned));
        let claim = Claim { by: by.clone(), at, event };
        self.change(id, (by, Action::Claimed, None), |triage| triage.claim = Some(claim)).await
    }

    /// Records that nobody looks at a request any more.
    pub async fn unclaim(&self, id: RegistrationId, by: &Actor) -> Result<Noted, StoreError> {
        self.change(id, (by, Action::Unclaimed, None), |triage| triage.claim = None).await
    }

    /// Ends the claim that this event made, because it was redacted.
    pub async fn unclaim_by_event(&self, event: &str, by: &Actor) -> Result<(), StoreError> {
        if let Some(id) = self.store().claimed_by_event(event).await? {
            self.unclaim(id, by).await?;
        }
        Ok(())
    }

    /// Puts a pending request on hold: moderators are not reminded of it until then.
    pub async fn hold(
        &self,
        id: RegistrationId,
        by: &Actor,
        until: Option<Timestamp>,
        reason: Option<&str>,
    ) -> Result<Noted, StoreError> {
        let reason = reason.map(visible).filter(|reason| !reason.is_empty());
        let hold = Hold { by: by.clone(), at: self.clock().now(), until, reason: reason.clone() };
        self.change(id, (by, Action::Held, reason), |triage| triage.hold = Some(hold)).await
    }

    /// Ends a hold.
    pub async fn unhold(&self, id: RegistrationId, by: &Actor) -> Result<Noted, StoreError> {
        self.change(id, (by, Action::Unheld, None), |triage| triage.hold = None).await
    }

    /// Notes something about a request for the other moderators. The applicant never sees it.
    pub async fn note(&self, id: RegistrationId, by: &Actor, note: &str) -> Result<Noted, StoreError> {
        let txn = self.store().begin().await?;
        if write::find(&txn, id).await?.is_none() {
            return Ok(Noted::NotFound);
        }
        let (now, note) = (self.clock().now(), visible(note));
        store::record(&txn, id, now, Action::Noted, &Origin::from(by.clone()), Some(&note)).await?;
        self.commit_with_card(txn, id).await
    }

    async fn change(
        &self,
        id: RegistrationId,
        (by, action, detail): (&Actor, Action, Option<String>),
        change: impl FnOnce(&mut Triage),
    ) -> Result<Noted, StoreError> {
        let txn = self.store().begin().await?;
        match write::find(&txn, id).await? {
            None => return Ok(Noted::NotFound),
            Some(of) if of.state != State::AwaitingReview => return Ok(Noted::NotPending),
            Some(_) => {}
        }
        let before = write::triage_of(&txn, id).await?;
        let mut triage = before.clone();
        change(&mut triage);
        if triage == before {
            return Ok(Noted::Done);
        }
        write::set_triage(&txn, id, &triage).await?;
        let now = self.clock().now();
        store::record(&txn, id, now, action, &Origin::from(by.clone()), detail.as_deref()).await?;
        self.commit_with_card(txn, id).await
    }

    /// Commits, and has the card updated.
    async fn commit_with_card(&self, txn: Txn, id: RegistrationId) -> Result<Noted, StoreError> {
        let now = self.clock().now();
        write::supersede(&txn, id, EffectKind::UpdateCard, now).await?;
        write::push(&txn, id, &[Job::from(RoomEffect::UpdateCard)], now, None).await?;
        self.store().commit(txn).await?;
        self.notify(&[EffectKind::UpdateCard]);
        Ok(Noted::Done)
    }
}

fn visible(text: &str) -> String {
    text::without_hidden(text).trim().to_owned()
}
