//! E-mail addresses: applicants', and those in the config file.

use registration_core::{config::Mailboxes, domain::EmailAddress};
use serde::Deserialize as _;

/// What is taken for an address can be written into a mail's header and spoken to a mail server, and its
/// canonical form is one form only.
pub fn email(data: &[u8]) {
    let Some(Ok(email)) = crate::text(data).map(str::parse::<EmailAddress>) else { return };
    let (mail, canonical) = (email.deliverable(), email.canonical());
    assert!(mail.is_ascii() && mail.len() <= 254, "{mail:?}");
    assert!(!mail.contains(|c: char| c.is_control() || c.is_whitespace() || "<>,;:\"\\()".contains(c)), "{mail:?}");
    assert_eq!(mail.matches('@').count(), 1);
    assert!(!email.as_typed().contains(char::is_control), "{:?}", email.as_typed());
    let again: EmailAddress = canonical.parse().expect("the canonical form is an address");
    assert_eq!(again.canonical(), canonical);
    let again: EmailAddress = mail.parse().expect("the deliverable form is an address");
    assert_eq!((again.canonical(), again.deliverable()), (canonical, mail));
}

/// What is taken for a mailbox puts no line of its own into a mail.
pub fn mailbox(data: &[u8]) {
    let Some(typed) = crate::text(data) else { return };
    let typed = serde::de::value::StrDeserializer::<serde::de::value::Error>::new(typed);
    let Ok(Mailboxes(found)) = Mailboxes::deserialize(typed) else { return };
    for mailbox in found {
        let address: &str = mailbox.email.as_ref();
        assert!(!address.contains(['\r', '\n']), "{address:?}");
    }
}
