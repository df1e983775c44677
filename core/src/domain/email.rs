//! An e-mail address as it was typed, and the canonical form in which two are compared.

mod mailbox;

use std::{fmt, str::FromStr};

/// An address that a mail can be sent to. `Debug` hides it: addresses stay out of logs.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress {
    local: String,
    domain: String,
}

/// Why a text is not an address that we can write to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// Nothing was typed.
    #[error("the address is empty")]
    Empty,
    /// No `@`, or nothing on one side of it.
    #[error("the address has no @ between a name and a domain")]
    NoAt,
    /// The part before the `@` holds something that mail servers refuse.
    #[error("the part before the @ is not valid")]
    BadLocal,
    /// The part after the `@` is not a domain name with a dot.
    #[error("the part after the @ is not a domain")]
    BadDomain,
    /// Over 254 characters (RFC 5321, 4.5.3.1.3).
    #[error("the address is too long")]
    TooLong,
}

impl EmailAddress {
    /// The address as typed, its domain in the ASCII form that mail servers understand.
    #[must_use]
    pub fn deliverable(&self) -> String {
        format!("{}@{}", self.local, ascii_domain(&self.domain).unwrap_or_else(|| self.domain.clone()))
    }

    /// The form in which addresses are compared: lower case, without a `+tag`. No mail goes there.
    #[must_use]
    pub fn canonical(&self) -> String {
        let local = self.local.to_lowercase();
        let untagged = match local.split_once('+') {
            // A name cannot end in a dot, and a server that takes one before the tag takes it off.
            Some((before, _)) if !before.is_empty() => before.trim_end_matches('.'),
            _ => &local,
        };
        format!("{untagged}@{}", ascii_domain(&self.domain).unwrap_or_else(|| self.domain.to_lowercase()))
    }

    /// The mailbox in which mail to this address arrives, as far as that is known of its provider: two addresses with
    /// the same one fill the same mailbox. For counting only; no mail goes there.
    #[must_use]
    pub fn mailbox(&self) -> String {
        mailbox::of(&self.canonical())
    }

    /// The form in which Synapse stores a threepid and looks one up.
    #[must_use]
    pub fn threepid(&self) -> String {
        self.deliverable().to_lowercase()
    }

    /// The two sides of the `@`, as typed.
    #[must_use]
    pub fn parts(&self) -> (&str, &str) {
        (&self.local, &self.domain)
    }

    /// The address as typed, for the applicant and the moderators to read.
    #[must_use]
    pub fn as_typed(&self) -> String {
        format!("{}@{}", self.local, self.domain)
    }
}

impl FromStr for EmailAddress {
    type Err = EmailError;

    fn from_str(input: &str) -> Result<Self, EmailError> {
        let text = input.trim();
        if text.is_empty() {
            return Err(EmailError::Empty);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(EmailError::NoAt)?;
        if local.is_empty() || domain.is_empty() {
            return Err(EmailError::NoAt);
        }
        if local.len() > 64 || !is_dot_atom(local) {
            return Err(EmailError::BadLocal);
        }
        let ascii = ascii_domain(domain).ok_or(EmailError::BadDomain)?;
        if local.len() + 1 + ascii.len() > 254 || text.len() > 254 {
            return Err(EmailError::TooLong);
        }
        Ok(Self { local: local.to_owned(), domain: domain.to_owned() })
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(…)")
    }
}

/// RFC 5322's dot-atom: what practically every mailbox uses; quoted names are left out on purpose.
fn is_dot_atom(local: &str) -> bool {
    local.split('.').all(|atom| {
        !atom.is_empty() && atom.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    })
}

/// The domain in ASCII, if it is one with a dot and not an address of a machine.
fn ascii_domain(domain: &str) -> Option<String> {
    if domain.contains('%') {
        return None; // the parser below would decode it
    }
    match url::Host::parse(domain).ok()? {
        url::Host::Domain(ascii) => ascii
            .split('.')
            .all(|label| {
                !label.is_empty()
                    && label.len() <= 63
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            })
            .then_some(ascii)
            .filter(|ascii| ascii.contains('.')),
        url::Host::Ipv4(_) | url::Host::Ipv6(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn canonical(input: &str) -> Result<String, EmailError> {
        input.parse().map(|address: EmailAddress| address.canonical())
    }

    #[test]
    fn case_and_tags_do_not_make_another_address() {
        for typed in [
            "alice@example.org",
            "Alice@Example.ORG",
            "alice+matrix@example.org",
            " alice+a+b@example.org ",
            "alice.+a@example.org",
        ] {
            assert_eq!(canonical(typed).as_deref(), Ok("alice@example.org"), "{typed}");
        }
        assert_eq!(canonical("+@example.org").as_deref(), Ok("+@example.org"));
        assert_eq!(canonical("a@BÜCHER.example").as_deref(), Ok("a@xn--bcher-kva.example"));
    }

    #[test]
    fn mail_goes_to_the_address_as_typed() {
        let address: EmailAddress = "Alice+Matrix@example.org".parse().expect("valid");
        assert_eq!(address.deliverable(), "Alice+Matrix@example.org");
        assert_eq!(address.threepid(), "alice+matrix@example.org");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        use EmailError as E;
        for (typed, error) in [
            ("", E::Empty),
            ("alice", E::NoAt),
            ("@example.org", E::NoAt),
            ("alice@", E::NoAt),
            ("al ice@example.org", E::BadLocal),
            ("a..b@example.org", E::BadLocal),
            ("a@b@example.org", E::BadLocal),
            ("alice\r\nBcc: x@example.org", E::BadLocal),
            ("alice@localhost", E::BadDomain),
            ("alice@exa mple.org", E::BadDomain),
            ("alice@127.0.0.1", E::BadDomain),
            ("alice@[::1]", E::BadDomain),
            ("alice@-a.org", E::BadDomain),
            ("alice@example.org\r\nBcc: x", E::BadDomain),
        ] {
            assert_eq!(canonical(typed), Err(error), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn an_accepted_address_has_no_room_for_a_header(input in "[a-z+@.\\r\\n \"<>:;,]{0,40}") {
            if let Ok(address) = input.parse::<EmailAddress>() {
                prop_assert!(!address.deliverable().contains(|c: char| c.is_control() || " <>\",;:".contains(c)));
                prop_assert_eq!(canonical(&address.canonical()), Ok(address.canonical()));
            }
        }
    }
}
