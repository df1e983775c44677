//! Signals: what moderators see about a request besides its own text.

use jiff::SignedDuration;

use crate::{
    domain::{Alike, DomainHistory, EmailAddress, PriorDenial, Registration, Related, State, skeleton},
    registrations::context::Moderation,
    store::StoreError,
};

/// Signals about a request. They decide nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signals {
    /// Denied requests that seem to be from the same person.
    pub prior_denials: Vec<PriorDenial>,
    /// Other requests that seem to be from the same person.
    pub related: Vec<Related>,
    /// Other pending requests that are like this one.
    pub alike: Vec<Alike>,
    /// The mail provider offers disposable addresses.
    pub throwaway_mail: bool,
    /// Usernames that this one resembles: reserved ones, and those of other requests.
    pub looks_like: Vec<String>,
    /// The time from start to submission.
    pub took: Option<SignedDuration>,
}

/// Earlier denials that are looked up: one more than a card shows.
const PRIOR_DENIALS: u64 = 6;
/// Other requests that are looked up.
const OTHERS: u64 = 5;
/// Earlier requests with the same mail domain that are counted.
const SAME_DOMAIN: usize = 100;

impl Moderation {
    /// The signals about a request.
    pub async fn signals(&self, of: &Registration) -> Result<Signals, StoreError> {
        let mut signals = self.signals_of_each(std::slice::from_ref(of)).await?;
        Ok(signals.pop().unwrap_or_default())
    }

    /// The signals about each of these requests, with as many queries as for one.
    pub async fn signals_of_each(&self, of: &[Registration]) -> Result<Vec<Signals>, StoreError> {
        let store = self.store();
        let (priors, related) = (store.prior_denials(of, PRIOR_DENIALS), store.related(of, OTHERS));
        let (mut priors, mut related) = (priors.await?.into_iter(), related.await?.into_iter());
        let mut lookalikes = store.lookalikes(of, OTHERS).await?.into_iter();
        let mut alike = self.alike(of).await?.into_iter();
        let signals = of.iter().map(|of| {
            let mut looks_like = self.reserved_lookalikes(of.localpart.as_str());
            let others = lookalikes.next().unwrap_or_default();
            looks_like.extend(others.into_iter().map(|other| other.localpart.as_str().to_owned()));
            Signals {
                prior_denials: priors.next().unwrap_or_default(),
                related: related.next().unwrap_or_default(),
                alike: alike.next().unwrap_or_default(),
                throwaway_mail: is_throwaway(&of.email),
                looks_like,
                took: of.submitted_at.map(|at| at.duration_since(of.started_at)),
            }
        });
        Ok(signals.collect())
    }

    /// The outcomes of earlier requests with the same mail domain; `None` if there are none, or if the domain is one that
    /// everybody uses, whose history says nothing.
    pub async fn domain_history(&self, of: &Registration) -> Result<Option<DomainHistory>, StoreError> {
        if of.email.is_of_common_provider() {
            return Ok(None);
        }
        let states = self.store().states_by_mail_domain(of, SAME_DOMAIN as u64 + 1).await?;
        let mut history = DomainHistory { is_cut: states.len() > SAME_DOMAIN, ..DomainHistory::default() };
        for state in states.into_iter().take(SAME_DOMAIN) {
            match state {
                State::Provisioning | State::AwaitingPassword | State::Active => history.approved += 1,
                State::Denied | State::Revoked => history.denied += 1,
                State::AwaitingReview => history.pending += 1,
                State::AwaitingEmail | State::AwaitingDetails | State::Expired => {}
            }
        }
        Ok(Some(history).filter(|history| history.approved + history.denied + history.pending > 0))
    }

    fn reserved_lookalikes(&self, name: &str) -> Vec<String> {
        let (config, looks) = (self.config(), skeleton(name));
        let reserved = config.registration.reserved_usernames.iter().chain([&config.bot.username]);
        reserved.filter(|reserved| reserved.as_str() != name && skeleton(reserved) == looks).cloned().collect()
    }
}

/// Whether the domain, or one above it, is known for disposable addresses.
fn is_throwaway(email: &EmailAddress) -> bool {
    let canonical = email.canonical();
    let domain = canonical.rsplit('@').next().unwrap_or_default();
    let mut above = Some(domain);
    while let Some(domain) = above {
        if mailchecker::blacklist().contains(&domain) {
            return true;
        }
        above = domain.split_once('.').map(|(_, rest)| rest).filter(|rest| rest.contains('.'));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disposable_domains_include_subdomains() {
        for (address, is) in [
            ("a@mailinator.com", true),
            ("a@MAILINATOR.com", true),
            ("a@x.mailinator.com", true),
            ("a@notmailinator.example", false),
            ("a@gmail.com", false),
            ("a@example.org", false),
        ] {
            assert_eq!(is_throwaway(&address.parse().expect("an address")), is, "{address}");
        }
    }
}
