//! E-mail addresses: as typed, and in the canonical form that is compared.

mod common_providers;
mod mailbox;

use std::{fmt, str::FromStr};

/// An address that a mail can be sent to. `Debug` hides it: addresses stay out of logs.
///
/// ```
/// use registration_core::domain::{EmailAddress, EmailError};
///
/// let address: EmailAddress = "Alice+matrix@Example.org".parse()?;
/// assert_eq!(address.as_typed(), "Alice+matrix@Example.org");
/// assert_eq!(address.canonical(), "alice@example.org");
/// # Ok::<(), EmailError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress {
    local: String,
    domain: String,
}

/// Why a text is not an address that mail can be sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// Nothing was typed.
    #[error("the address is empty")]
    Empty,
    /// No `@`, or nothing before or after it.
    #[error("the address has no @ between a name and a domain")]
    NoAt,
    /// The part before the `@` contains characters that mail servers reject.
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
    /// The address as typed, with the domain in the ASCII form for mail servers.
    #[must_use]
    pub fn deliverable(&self) -> String {
        format!("{}@{}", self.local, ascii_domain(&self.domain).unwrap_or_else(|| self.domain.clone()))
    }

    /// The form in which addresses are compared: lower case, without a `+tag`. Not for sending.
    #[must_use]
    pub fn canonical(&self) -> String {
        let local = self.local.to_lowercase();
        let untagged = match local.split_once('+') {
            // A name cannot end in a dot; a server that allows one before the tag removes it.
            Some((before, _)) if !before.is_empty() => before.trim_end_matches('.'),
            _ => &local,
        };
        format!("{untagged}@{}", ascii_domain(&self.domain).unwrap_or_else(|| self.domain.to_lowercase()))
    }

    /// The mailbox that receives mail to this address, as far as the provider's rules are known: two addresses with
    /// the same mailbox fill the same one. For counting only.
    #[must_use]
    pub fn mailbox(&self) -> String {
        mailbox::of(&self.canonical())
    }

    /// Whether the domain is of a mail provider that everybody uses.
    #[must_use]
    pub fn is_of_common_provider(&self) -> bool {
        common_providers::has(&self.domain.to_lowercase())
    }

    /// The form in which Synapse stores and looks up a threepid.
    #[must_use]
    pub fn threepid(&self) -> String {
        self.deliverable().to_lowercase()
    }

    /// The parts before and after the `@`, as typed.
    #[must_use]
    pub fn parts(&self) -> (&str, &str) {
        (&self.local, &self.domain)
    }

    /// The address as typed, for applicants and moderators to read.
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

/// RFC 5322's dot-atom, which practically every mailbox uses. Quoted names are excluded on purpose.
fn is_dot_atom(local: &str) -> bool {
    local.split('.').all(|atom| {
        !atom.is_empty() && atom.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    })
}

/// The domain in ASCII, if it has a dot and is not an IP address.
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
    fn canonical_form_ignores_case_and_tags() {
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
    fn mail_is_sent_to_the_address_as_typed() {
        let address: EmailAddress = "Alice+Matrix@example.org".parse().expect("valid");
        assert_eq!(address.deliverable(), "Alice+Matrix@example.org");
        assert_eq!(address.threepid(), "alice+matrix@example.org");
    }

    #[test]
    fn common_providers_are_known() {
        for (typed, is) in [
            ("a@gmail.com", true),
            ("a@GMail.com", true),
            ("a@yahoo.co.jp", true),
            ("a@example.org", false),
            ("a@gmail.com.example", false),
            ("a@notgmail.com", false),
        ] {
            let address: EmailAddress = typed.parse().expect("valid");
            assert_eq!(address.is_of_common_provider(), is, "{typed}");
        }
    }

    #[test]
    fn invalid_addresses_are_rejected() {
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
        fn addresses_cannot_inject_headers(input in "[a-z+@.\\r\\n \"<>:;,]{0,40}") {
            if let Ok(address) = input.parse::<EmailAddress>() {
                prop_assert!(!address.deliverable().contains(|c: char| c.is_control() || " <>\",;:".contains(c)));
                prop_assert_eq!(canonical(&address.canonical()), Ok(address.canonical()));
            }
        }
    }
}
