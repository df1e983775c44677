//! Pending requests that are alike: from the same neighbourhood of the network, or with nearly identical reasons.

use crate::{
    domain::{Alike, Fingerprint, Reason, Registration, State, neighbourhood_of},
    registrations::context::Moderation,
    store::StoreError,
};

/// Pending requests that are compared, the newest first. A wave of spam arrives within hours.
const COMPARED: u64 = 200;

/// The parts of a request that are compared.
struct Traits {
    neighbourhood: Option<String>,
    reason: Option<Fingerprint>,
}

impl Traits {
    fn of(one: &Registration) -> Self {
        let reason = one.answers.reason.as_ref().map(Reason::as_str).unwrap_or_default();
        Self { neighbourhood: one.address.map(neighbourhood_of), reason: Fingerprint::of(reason) }
    }

    fn has_same_network(&self, other: &Self) -> bool {
        self.neighbourhood.is_some() && self.neighbourhood == other.neighbourhood
    }

    fn has_same_reason(&self, other: &Self) -> bool {
        self.reason.as_ref().zip(other.reason.as_ref()).is_some_and(|(one, other)| one.is_like(other))
    }
}

impl Moderation {
    /// For each of `of`, the other pending requests that are like it, oldest first.
    pub async fn alike(&self, of: &[Registration]) -> Result<Vec<Vec<Alike>>, StoreError> {
        if of.is_empty() {
            return Ok(vec![]);
        }
        let mut pending = self.store().list(Some(State::AwaitingReview), COMPARED).await?;
        pending.reverse();
        let traits: Vec<Traits> = pending.iter().map(Traits::of).collect();
        let of_one = |of: &Registration| {
            let own = Traits::of(of);
            let others = pending.iter().zip(&traits).filter(|(other, _)| other.id != of.id);
            let alike = others.map(|(other, theirs)| Alike {
                id: other.id,
                localpart: other.localpart.clone(),
                same_network: own.has_same_network(theirs),
                same_reason: own.has_same_reason(theirs),
            });
            alike.filter(|one| one.same_network || one.same_reason).collect()
        };
        Ok(of.iter().map(of_one).collect())
    }
}
