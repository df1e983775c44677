//! What moderators judge a request by, beside its own words.

use jiff::SignedDuration;

use crate::{
    domain::{EmailAddress, PriorDenial, Registration, Related, skeleton},
    registrations::Registrations,
    store::StoreError,
};

/// What may speak against a request. None of it decides anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signals {
    /// Requests of the same person that were refused.
    pub prior_denials: Vec<PriorDenial>,
    /// Other requests of the same person.
    pub related: Vec<Related>,
    /// The mail provider throws mailboxes away.
    pub throwaway_mail: bool,
    /// Names that this one can be taken for: reserved ones, and those of other requests.
    pub looks_like: Vec<String>,
    /// From the start to the submission.
    pub took: Option<SignedDuration>,
}

/// So many earlier refusals say enough: one more than a card shows.
const PRIOR_DENIALS: u64 = 6;
/// So many others say enough.
const OTHERS: u64 = 5;

impl Registrations {
    /// What may speak against a request.
    pub async fn signals(&self, of: &Registration) -> Result<Signals, StoreError> {
        let store = self.store();
        let alike = store.lookalikes(of, OTHERS).await?;
        let mut looks_like = self.reserved_lookalikes(of.localpart.as_str());
        looks_like.extend(alike.into_iter().map(|other| other.localpart.as_str().to_owned()));
        Ok(Signals {
            prior_denials: store.prior_denials(of, PRIOR_DENIALS).await?,
            related: store.related(of, OTHERS).await?,
            throwaway_mail: is_throwaway(&of.email),
            looks_like,
            took: of.submitted_at.map(|at| at.duration_since(of.started_at)),
        })
    }

    fn reserved_lookalikes(&self, name: &str) -> Vec<String> {
        let (config, looks) = (self.config(), skeleton(name));
        let reserved = config.registration.reserved_usernames.iter().chain([&config.bot.username]);
        reserved.filter(|reserved| reserved.as_str() != name && skeleton(reserved) == looks).cloned().collect()
    }
}

/// Whether the provider, or one above it, is known to throw mailboxes away.
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
    fn throwaway_mailboxes_are_known_also_below_a_domain_and_others_are_left_alone() {
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
