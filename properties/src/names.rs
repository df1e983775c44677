//! Usernames.

use registration_core::domain::{Localpart, skeleton};

use crate::text::text;

const SERVER: &str = "example.org";

/// An accepted username is valid by Synapse's rules, and parsing it again does not change it.
pub fn username(data: &[u8]) {
    let Some(typed) = text(data) else { return };
    let _ = skeleton(typed);
    let Ok(name) = Localpart::parse(typed, SERVER) else { return };
    let name_text = name.as_str();
    assert!(
        name_text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'=' | b'-' | b'/' | b'+'))
    );
    assert!(!name_text.starts_with('_') && !name_text.bytes().all(|b| b.is_ascii_digit()));
    let mxid = name.on(SERVER);
    assert!(mxid.len() <= 255 && mxid == format!("@{name_text}:{SERVER}"));
    for again in [name_text, &mxid] {
        assert_eq!(Localpart::parse(again, SERVER).as_ref(), Ok(&name), "read again");
    }
    assert_eq!(skeleton(&skeleton(name_text)), skeleton(name_text));
}
