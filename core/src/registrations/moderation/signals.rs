//! Signals: what moderators see about a request besides its own text.

use jiff::SignedDuration;

use crate::{
    domain::{EmailAddress, PriorDenial, Registration, Related, skeleton},
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

impl Moderation {
    /// The signals about a request.
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
