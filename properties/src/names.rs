//! Usernames.

use registration_core::domain::{Localpart, skeleton};

const SERVER: &str = "example.org";

/// What is taken for a username is one by Synapse's rules, and stays the same when it is read again.
pub fn username(data: &[u8]) {
    let Some(typed) = crate::text(data) else { return };
    let _ = skeleton(typed);
    let Ok(name) = Localpart::parse(typed, SERVER) else { return };
    let text = name.as_str();
    assert!(text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'=' | b'-' | b'/' | b'+')));
    assert!(!text.starts_with('_') && !text.bytes().all(|b| b.is_ascii_digit()));
    let mxid = name.on(SERVER);
    assert!(mxid.len() <= 255 && mxid == format!("@{text}:{SERVER}"));
    for again in [text, &mxid] {
        assert_eq!(Localpart::parse(again, SERVER).as_ref(), Ok(&name), "read again");
    }
    assert_eq!(skeleton(&skeleton(text)), skeleton(text));
}
