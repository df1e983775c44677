//! E-mail addresses of applicants and in the config file.

use registration_core::{config::Mailboxes, domain::EmailAddress};
use serde::Deserialize as _;

use crate::text::text;

/// An accepted address is safe in a mail's header and in SMTP, and has exactly one canonical form.
pub fn email(data: &[u8]) {
    let Some(Ok(email)) = text(data).map(str::parse::<EmailAddress>) else { return };
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

/// An accepted mailbox adds no line to a mail.
pub fn mailbox(data: &[u8]) {
    let Some(typed) = text(data) else { return };
    let typed = serde::de::value::StrDeserializer::<serde::de::value::Error>::new(typed);
    let Ok(Mailboxes(found)) = Mailboxes::deserialize(typed) else { return };
    for mailbox in found {
        let address: &str = mailbox.email.as_ref();
        assert!(!address.contains(['\r', '\n']), "{address:?}");
    }
}
